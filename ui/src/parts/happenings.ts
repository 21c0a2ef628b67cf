// What happens to the window from outside the page, told to whoever asks.
import { useEffect } from "react";
import type { Happening } from "../api";

const hearers = new Set<(happening: Happening) => void>();

export const happened = (happening: Happening): void => {
  for (const hear of hearers) hear(happening);
};

/** Hears until the component goes. */
export const useHappening = (hear: (happening: Happening) => void): void => {
  useEffect(() => {
    hearers.add(hear);
    return () => void hearers.delete(hear);
  }, [hear]);
};
