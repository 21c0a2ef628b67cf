// Catches what a screen throws while it is drawn, so that the rest of the window stays usable.
import { Button, Result } from "antd";
import { Component, type ReactNode } from "react";
import { useWords } from "./words";

interface Props { children: ReactNode; onBack?: () => void }

const Fallen = ({ error, retry, onBack }: { error: Error; retry: () => void; onBack?: () => void }) => {
  const { t } = useWords();
  return (
    <Result
      status="warning"
      title={t("boundary.title")}
      subTitle={<code className="code">{error.message}</code>}
      extra={
        <>
          <Button type="primary" onClick={retry}>{t("refused.retry")}</Button>
          {onBack && <Button onClick={onBack}>{t("boundary.back")}</Button>}
        </>
      }
    />
  );
};

export class Boundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    const retry = () => this.setState({ error: null });
    const back = this.props.onBack;
    return <Fallen error={error} retry={retry} onBack={back && (() => { retry(); back(); })} />;
  }
}
