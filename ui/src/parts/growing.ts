// How much of a long list is asked for: a step more whenever its end comes into sight, anew for another question.
import { type UIEvent, useState } from "react";

/** How near its end, in pixels, a list asks for more. */
const near = 400;

interface Growing {
  most: number;
  /** For the element that scrolls: how many rows it holds, and how many there are. */
  onScroll: (event: UIEvent<HTMLElement>, held: number, count: number) => void;
}

export const useGrowing = (step: number, question: string): Growing => {
  const [grown, setGrown] = useState({ question, most: step });
  const most = grown.question === question ? grown.most : step;
  const onScroll = ({ currentTarget: one }: UIEvent<HTMLElement>, held: number, count: number) => {
    // What was asked for last is on its way until it is held.
    if (held < most || count <= most) return;
    if (one.scrollTop + one.clientHeight > one.scrollHeight - near) setGrown({ question, most: most + step });
  };
  return { most, onScroll };
};
