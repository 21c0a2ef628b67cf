// How long a question may take: after that the backend counts as silent, and the screen offers to ask again.
// Changes are not cut off: one that was given up here could still be written there.
import { Failure } from "../api";
import { say, type Tongue } from "../messages";

/** Milliseconds. A report over a million entries takes a fraction of a second. */
export const patience = 60_000;

const tongue = (): Tongue => (document.documentElement.lang === "en" ? "en" : "zh-CN");

/** The answer, or a failure after a time without one. */
export const within = async <T>(answer: Promise<T>, most: number = patience): Promise<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Failure("backend_silent", say(tongue(), "watch.silent", { seconds: Math.round(most / 1000) }))), most);
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
};
