// An empty screen: one sentence and one button.
import { Button } from "antd";
import type { ReactNode } from "react";

interface Props { text: string; button?: string; onClick?: () => void; testid?: string; children?: ReactNode }

export const Nothing = ({ text, button, onClick, testid, children }: Props) => (
  <div className="nothing">
    <p>{text}</p>
    {button && <Button type="primary" onClick={onClick} data-testid={testid}>{button}</Button>}
    {children}
  </div>
);
