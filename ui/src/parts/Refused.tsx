// What a refusal looks like: the sentence, the code, and a button for what to do now.
import { Alert, App, Button } from "antd";
import { useCallback } from "react";
import { Failure } from "../api";
import { type Key } from "../messages";
import { happened } from "./happenings";
import { useWords, type Words } from "./words";

/** Failures whose sentence speaks of the command line have words of their own here; the code stays the same. */
const sentenceOf = (failure: Failure, { word }: Words): string => word(`window_error.${failure.code}`, failure.message, failure.facts);

/** What can be done at once about some failures: an act of the window. */
const remedies: { [code: string]: { act: string; label: Key } } = { ledger_removed: { act: "copy", label: "menu.copy" } };
const remedyOf = ({ code }: Failure, { t }: Words) => {
  const remedy = Object.hasOwn(remedies, code) ? remedies[code] : undefined;
  return remedy && { label: t(remedy.label), run: () => happened({ kind: "act", id: remedy.act }) };
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
        actions: remedy && <Button size="small" type="primary" onClick={remedy.run}>{remedy.label}</Button>,
        placement: "bottomRight",
        duration: 10,
      });
    },
    [notification, words],
  );
};
