// Another program may change the ledger: the last record of the journal tells, asked for when the window comes back and
// every few seconds while it is in sight. What the window itself has under way is not taken for another program's.
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useEffect, useRef } from "react";
import { call } from "../api";
import { useAsk } from "../parts/ledger";
import { useWords } from "../parts/words";

const last = { limit: 1 };
/** Between two looks, in milliseconds: one row of the journal each. */
export const every = 4000;

export const useWatch = (): void => {
  const client = useQueryClient();
  const { message } = App.useApp();
  const { t } = useWords();
  const known = useRef<number>(undefined);
  // Asked again after every change of our own, as everything is.
  const number = useAsk("history", last).data?.at(-1)?.number;
  useEffect(() => {
    known.current = number;
  }, [number]);

  useEffect(() => {
    const isOwn = () => client.isMutating() > 0 || client.isFetching({ queryKey: ["history", last] }) > 0;
    const back = () => {
      if (isOwn()) return;
      const before = known.current;
      call("history", last).then(
        (records) => {
          const now = records.at(-1)?.number;
          if (before === undefined || now === undefined || now === before || before !== known.current || isOwn()) return;
          void client.invalidateQueries();
          void message.info(t("watch.changed"));
        },
        // The screens tell of a ledger that cannot be reached.
        () => undefined,
      );
    };
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") back();
    }, every);
    window.addEventListener("focus", back);
    return () => {
      clearInterval(timer);
      window.removeEventListener("focus", back);
    };
  }, [client, message, t]);
};
