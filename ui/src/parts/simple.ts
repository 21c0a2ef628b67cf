// Simple mode: in a company of under ten staff only what is needed shows, until it is asked for or has been used.
import { useChoice } from "./choice";
import { useAsk } from "./ledger";

export const simpleChoices = ["auto", "on", "off"] as const;
export type SimpleChoice = (typeof simpleChoices)[number];

const smallStaff = 10;

/** Whether the window is simple, and the choice behind it; `auto` goes by the number of staff. */
export const useSimple = (): { isSimple: boolean; choice: SimpleChoice; setChoice: (choice: SimpleChoice) => void } => {
  const [choice, setChoice] = useChoice<SimpleChoice>("simple", "auto", simpleChoices);
  const staff = useAsk("profile", {}).data?.staff;
  const isSmall = staff != null && staff < smallStaff;
  return { isSimple: choice === "on" || (choice === "auto" && isSmall), choice, setChoice };
};
