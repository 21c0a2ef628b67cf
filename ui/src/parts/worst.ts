// What is most over its plan, asked for by key or command from anywhere: told once, taken once by the table that has it.

let isAsked = false;
let hear: (() => void) | null = null;

/** Asks for it; go to the overview afterwards. */
export const askWorst = (): void => {
  isAsked = true;
  hear?.();
};

/** Whether it has been asked for since it was last taken. */
export const takeWorst = (): boolean => {
  const was = isAsked;
  isAsked = false;
  return was;
};

/** Tells the table in sight when it is asked for. */
export const onWorst = (heard: () => void): (() => void) => {
  hear = heard;
  return () => {
    if (hear === heard) hear = null;
  };
};
