// What a refusal looks like: the sentence, the code, and a button for what to do now.
import { Alert, App, Button } from "antd";
import { useCallback } from "react";
import { Failure } from "../api";
import { useWords } from "./words";

interface Props { failure: Failure; onRetry?: () => void; action?: { label: string; run: () => void } }

/** In the place of the content that could not be had. */
export const Refused = ({ failure, onRetry, action }: Props) => {
  const { t } = useWords();
  const run = action ?? (onRetry ? { label: t("refused.retry"), run: onRetry } : undefined);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="refused"
      title={failure.message}
      description={<code className="code">{failure.code}</code>}
      action={run && <Button size="small" onClick={run.run}>{run.label}</Button>}
    />
  );
};

/** Tells of a refused change, in the corner of the window. */
export const useRefusal = (): ((thrown: unknown) => void) => {
  const { notification } = App.useApp();
  return useCallback(
    (thrown: unknown) => {
      const failure = Failure.of(thrown);
      notification.error({
        key: failure.code,
        title: failure.message,
        description: <code className="code">{failure.code}</code>,
        placement: "bottomRight",
        duration: 10,
      });
    },
    [notification],
  );
};
