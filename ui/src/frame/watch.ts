// Another program may change the ledger: when the window comes back, the last record of the journal tells.
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useEffect, useRef } from "react";
import { call } from "../api";
import { useAsk } from "../parts/ledger";
import { useWords } from "../parts/words";

const last = { limit: 1 };

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
    const back = () => {
      const before = known.current;
      call("history", last).then(
        (records) => {
          const now = records.at(-1)?.number;
          if (before === undefined || now === undefined || now === before || before !== known.current) return;
          void client.invalidateQueries();
          void message.info(t("watch.changed"));
        },
        // The screens tell of a ledger that cannot be reached.
        () => undefined,
      );
    };
    window.addEventListener("focus", back);
    return () => window.removeEventListener("focus", back);
  }, [client, message, t]);
};
