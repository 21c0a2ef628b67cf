// Simple mode: in a company of under ten staff only what is needed shows, until it is asked for or has been used.
import { useQueries } from "@tanstack/react-query";
import { call, type Dimension, type Register } from "../api";
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

const registers: Register[] = ["customer", "channel", "department", "product", "activity", "vendor"];

/** Dimensions that the ledger has nothing in, which simple mode leaves out; empty where the window shows everything. */
export const useUnusedDimensions = (): ReadonlySet<Dimension> => {
  const { isSimple } = useSimple();
  const found = useQueries({
    queries: registers.map((register) => ({
      queryKey: ["members", { register, limit: 1 }],
      queryFn: () => call("members", { register, limit: 1 }),
      enabled: isSimple,
    })),
  });
  const unused = isSimple ? registers.filter((_, place) => found[place]?.data?.length === 0) : [];
  // Without customers no grade says anything.
  return new Set<Dimension>(unused.includes("customer") ? [...unused, "grade"] : unused);
};
