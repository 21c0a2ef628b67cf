// What lies over the screens for a moment: the palette, the shortcut sheet, the questions of a new ledger and of one on a server. One at a time.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";

export type Overlay = "palette" | "keys" | "new-ledger" | "server-ledger" | "filter" | "counting" | null;
interface Chrome { overlay: Overlay; lay: (overlay: Overlay) => void }

const Context = createContext<Chrome>({ overlay: null, lay: () => {} });

export const ChromeProvider = ({ children }: { children: ReactNode }) => {
  const [overlay, setOverlay] = useState<Overlay>(null);
  const before = useRef<Element | null>(null);
  // The keys go back at once to where they were: what fades away takes none any more.
  useEffect(() => {
    if (overlay !== null) return;
    const fading = document.activeElement?.closest(".overlay, .ant-popover") ? document.activeElement : null;
    if (fading instanceof HTMLElement) fading.blur();
    if (fading && before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
    before.current = null;
  }, [overlay]);
  const chrome = useMemo(() => {
    const lay = (next: Overlay) => {
      if (next !== null) before.current ??= document.activeElement;
      setOverlay(next);
    };
    return { overlay, lay };
  }, [overlay]);
  return <Context value={chrome}>{children}</Context>;
};

export const useChrome = (): Chrome => useContext(Context);
