// What lies over the screens for a moment: the palette, the shortcut sheet, the questions of a new ledger. One at a time.
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";

export type Overlay = "palette" | "keys" | "new-ledger" | "filter" | null;
interface Chrome { overlay: Overlay; lay: (overlay: Overlay) => void }

const Context = createContext<Chrome>({ overlay: null, lay: () => {} });

export const ChromeProvider = ({ children }: { children: ReactNode }) => {
  const [overlay, lay] = useState<Overlay>(null);
  return <Context value={useMemo(() => ({ overlay, lay }), [overlay])}>{children}</Context>;
};

export const useChrome = (): Chrome => useContext(Context);
