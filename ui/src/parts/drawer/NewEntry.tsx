// A new cost: Enter saves it, Ctrl+Enter saves it and stands ready for the next one with the same date.
import { App, Skeleton } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import type { EntryInput } from "../../api";
import { shown } from "../amounts";
import { type DrawerContent, useView } from "../desk";
import { useAsk, useChange } from "../ledger";
import { Refused } from "../Refused";
import { useWords } from "../words";
import { again } from "./entryFields";
import { EntryForm, inputOf } from "./EntryForm";

const Blank = ({ first }: { first: EntryInput }) => {
  const { t } = useWords();
  const { show } = useView();
  const { message } = App.useApp();
  const add = useChange("add_entry");
  const [next, setNext] = useState<{ input: EntryInput; count: number }>(() => ({ input: first, count: 0 }));
  return (
    <EntryForm
      key={next.count}
      initial={next.input}
      failure={add.error}
      isBusy={add.isPending}
      hasNext
      onCancel={() => show(null)}
      onSubmit={(input, isNext) =>
        add.mutate(input, {
          onSuccess: (entry) => {
            void message.success(t("form.added", { amount: shown(entry.amount), date: entry.date }));
            if (isNext) setNext(({ count }) => ({ input: { date: entry.date, memo: "", status: "actual" }, count: count + 1 }));
            else show(null);
          },
        })
      }
    />
  );
};

/** The form filled as an entry that is there already. */
const Again = ({ id }: { id: number }) => {
  const { data, error, refetch } = useAsk("entry", { id }, { fresh: true });
  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 6 }} />;
  return <Blank first={again(inputOf(data))} />;
};

export const NewEntry = ({ content }: { content: Extract<DrawerContent, { kind: "new-entry" }> }) =>
  content.like === undefined ? <Blank first={{ date: dayjs().format("YYYY-MM-DD"), memo: "", status: "actual" }} /> : <Again key={content.like} id={content.like} />;
