// The language of the window: `t` says a text of the catalogue in it.
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { type Facts, find, type Key, say, type Tongue } from "../messages";

export interface Words {
  language: Tongue;
  t: (key: Key, facts?: Facts) => string;
  /** A text whose key comes from the backend; the fallback where the catalogue lacks it. */
  word: (key: string, fallback: string, facts?: Facts) => string;
}

const wordsIn = (language: Tongue): Words => ({
  language,
  t: (key, facts) => say(language, key, facts),
  word: (key, fallback, facts) => find(language, key, facts) ?? fallback,
});

const Context = createContext<Words>(wordsIn("zh-CN"));

export const WordsProvider = ({ language, children }: { language: Tongue; children: ReactNode }) => (
  <Context value={useMemo(() => wordsIn(language), [language])}>{children}</Context>
);

export const useWords = (): Words => useContext(Context);
