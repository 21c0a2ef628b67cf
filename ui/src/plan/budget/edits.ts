// Edits of a budget, sent one after the other; what was typed stays on screen until the answer is there.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type BudgetShown, call, type Failure, type LineChange } from "../../api";
import { useRefusal } from "../../parts/Refused";
import { keyText, totalColumn } from "./grid";

/** The cells that a change touches, as `line#column`, with what was typed. */
const touched = (budget: BudgetShown, lines: LineChange[]): [string, string][] =>
  lines.flatMap((line) => {
    const name = keyText(line.key);
    const months = budget.lines[0]?.months.map(({ month }) => month) ?? [];
    const cells = (line.months ?? []).flatMap(({ month, amount }): [string, string][] =>
      amount == null ? [] : [[`${name}#${months.indexOf(month)}`, amount]],
    );
    return line.total == null ? cells : [...cells, [`${name}#${totalColumn}`, line.total]];
  });

export const useEdits = (name: string) => {
  const client = useQueryClient();
  const refuse = useRefusal();
  const [pending, setPending] = useState<ReadonlyMap<string, string>>(new Map());
  const { mutate } = useMutation<BudgetShown, Failure, { lines: LineChange[]; cells: [string, string][] }>({
    mutationKey: ["set_budget_lines"],
    // One after the other: a later edit must not overtake an earlier one.
    scope: { id: `budget ${name}` },
    mutationFn: ({ lines }) => call("set_budget_lines", { budget: name, lines }),
    onSuccess: (budget) => {
      client.setQueryData(["budget", { budget: name }], budget);
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "budget" });
    },
    onError: refuse,
    onSettled: (_, __, { cells }) =>
      setPending((now) => new Map([...now].filter(([cell, amount]) => !cells.some(([one, typed]) => one === cell && typed === amount)))),
  });
  const change = (budget: BudgetShown, lines: LineChange[]) => {
    if (lines.length === 0) return;
    const cells = touched(budget, lines);
    setPending((now) => new Map([...now, ...cells]));
    mutate({ lines, cells });
  };
  return { pending, change };
};
