// What a refusal looks like: the sentence, the code, and a button for what to do now.
import { Alert, App, Button } from "antd";
import { useCallback } from "react";
import { Failure } from "../api";
import { type Key } from "../messages";
import { choose } from "./choice";
import type { Place } from "./desk";
import { happened } from "./happenings";
import { useWords, type Words } from "./words";

/** Failures whose sentence speaks of the command line have words of their own here; the code stays the same. */
const sentenceOf = (failure: Failure, { word }: Words): string => word(`window_error.${failure.code}`, failure.message, failure.facts);

/** What can be done at once about a failure: an act of the window, or a place to go to, on one of its parts. */
type Remedy = { act: string; label: Key } | { place: Place; part?: string };
const copy: Remedy = { act: "copy", label: "menu.copy" };
const remedies: { [code: string]: Remedy } = {
  ledger_removed: copy,
  ledger_replaced: copy,
  plan_units_differ: { act: "counting", label: "counting.title" },
  undo_blocked: { place: "history" },
  plan_missing: { place: "plan" },
  budget_missing: { place: "plan" },
  budget_unapproved: { place: "plan" },
  draft_exists: { place: "plan" },
  requests_open: { place: "requests" },
  instalments_open: { place: "offers" },
  comparison_none: { place: "offers" },
  category_inactive: { place: "settings", part: "categories" },
  templates_empty: { place: "settings", part: "departments" },
  rate_missing: { place: "settings", part: "rates" },
  rate_absent: { place: "settings", part: "rates" },
  offer_rate_missing: { place: "settings", part: "rates" },
  backup_folder_missing: { place: "settings", part: "backups" },
  backup_of_unsound: { place: "settings", part: "backups" },
};
const remedyOf = ({ code }: Failure, { t, word }: Words) => {
  const remedy = Object.hasOwn(remedies, code) ? remedies[code] : undefined;
  if (!remedy) return undefined;
  const act = (id: string) => happened({ kind: "act", id });
  if ("act" in remedy) return { label: t(remedy.label), run: () => act(remedy.act) };
  const { place, part } = remedy;
  return {
    label: t("refused.go", { place: part ? word(`settings.${part}`, part) : t(`place.${place}`) }),
    run: () => {
      if (part) choose("settings.part", part);
      act(`go-${place}`);
    },
  };
};

interface Props { failure: Failure; onRetry?: () => void; action?: { label: string; run: () => void } }

/** In the place of the content that could not be had. */
export const Refused = ({ failure, onRetry, action }: Props) => {
  const words = useWords();
  const { t } = words;
  const run = action ?? remedyOf(failure, words) ?? (onRetry ? { label: t("refused.retry"), run: onRetry } : undefined);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="refused"
      title={sentenceOf(failure, words)}
      description={<code className="code">{failure.code}</code>}
      action={run && <Button size="small" onClick={run.run}>{run.label}</Button>}
    />
  );
};

/** Tells of a refused change, in the corner of the window. */
export const useRefusal = (): ((thrown: unknown) => void) => {
  const { notification } = App.useApp();
  const words = useWords();
  return useCallback(
    (thrown: unknown) => {
      const failure = Failure.of(thrown);
      const remedy = remedyOf(failure, words);
      notification.error({
        key: failure.code,
        title: sentenceOf(failure, words),
        description: <code className="code">{failure.code}</code>,
        actions: remedy && <Button size="small" type="primary" onClick={() => { notification.destroy(failure.code); remedy.run(); }}>{remedy.label}</Button>,
        placement: "bottomRight",
        duration: 10,
      });
    },
    [notification, words],
  );
};
