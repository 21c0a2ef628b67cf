// Files dropped on the window: a ledger opens, anything else goes to the import. The page gets a path, never the file.
import { InboxOutlined } from "@ant-design/icons";
import { useCallback, useState } from "react";
import type { Happening } from "../api";
import { useDesk } from "./desk";
import { useHappening } from "./happenings";
import { useRefusal } from "./Refused";
import { ids } from "./testids";
import { useWords } from "./words";

const isLedger = (path: string) => /\.kezhang$/i.test(path);

export const Dropped = ({ isOpen }: { isOpen: boolean }) => {
  const { t, language } = useWords();
  const { openLedger, newLedger, bring } = useDesk();
  const refuse = useRefusal();
  const [isOver, setOver] = useState(false);

  const take = useCallback(
    async (paths: string[]) => {
      const ledger = paths.find(isLedger);
      if (ledger) return openLedger(ledger);
      if (paths.length === 0) return;
      bring(paths);
      if (!isOpen) await newLedger({ currency: "CNY", fiscal_start: 1, taxpayer: "none", language }, "import");
    },
    [openLedger, bring, isOpen, newLedger, language],
  );
  useHappening(
    useCallback(
      (happening: Happening) => {
        if (happening.kind === "hover") setOver(true);
        if (happening.kind === "leave" || happening.kind === "drop") setOver(false);
        if (happening.kind === "drop") take(happening.paths).catch(refuse);
      },
      [take, refuse],
    ),
  );
  if (!isOver) return null;
  return (
    <div className="drop-place" role="status" data-testid={ids.drop}>
      <InboxOutlined aria-hidden />
      <p>{t("drop.here")}</p>
    </div>
  );
};
