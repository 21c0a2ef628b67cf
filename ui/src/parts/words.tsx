// The language of the window: `t` says a text of the catalogue in it.
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { type Facts, find, type Key, say, type Tongue } from "../messages";
import { hideAmounts } from "./amounts";

export interface Words {
  language: Tongue;
  t: (key: Key, facts?: Facts) => string;
  /** A text whose key comes from the backend; the fallback where the catalogue lacks it. */
  word: (key: string, fallback: string, facts?: Facts) => string;
  /** Privacy: amounts are dots. */
  isPrivate: boolean;
}

const wordsIn = (language: Tongue, isPrivate = false): Words => ({
  language,
  isPrivate,
  t: (key, facts) => say(language, key, facts),
  word: (key, fallback, facts) => find(language, key, facts) ?? fallback,
});

const Context = createContext<Words>(wordsIn("zh-CN"));

interface Props { language: Tongue; isPrivate?: boolean; children: ReactNode }

export const WordsProvider = ({ language, isPrivate = false, children }: Props) => {
  hideAmounts(isPrivate);
  return <Context value={useMemo(() => wordsIn(language, isPrivate), [language, isPrivate])}>{children}</Context>;
};

export const useWords = (): Words => useContext(Context);
