// A new cost: after saving the form stands ready for the next one, with the same date.
import { App } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import type { EntryInput } from "../../api";
import { shown } from "../amounts";
import { useView } from "../desk";
import { useChange } from "../ledger";
import { useWords } from "../words";
import { EntryForm } from "./EntryForm";

export const NewEntry = () => {
  const { t } = useWords();
  const { show } = useView();
  const { message } = App.useApp();
  const add = useChange("add_entry");
  const [next, setNext] = useState<{ input: EntryInput; count: number }>(() => ({
    input: { date: dayjs().format("YYYY-MM-DD"), memo: "", status: "actual" },
    count: 0,
  }));
  return (
    <EntryForm
      key={next.count}
      initial={next.input}
      failure={add.error}
      isBusy={add.isPending}
      onCancel={() => show(null)}
      onSubmit={(input) =>
        add.mutate(input, {
          onSuccess: (entry) => {
            void message.success(t("form.added", { amount: shown(entry.amount), date: entry.date }));
            setNext(({ count }) => ({ input: { date: entry.date, memo: "", status: "actual" }, count: count + 1 }));
          },
        })
      }
    />
  );
};
