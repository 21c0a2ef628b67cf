// Opening a ledger that a server keeps: where it is, who asks. The password goes to the program and nowhere else.
import { Button, Drawer, Form, Input } from "antd";
import { useState } from "react";
import { Failure } from "../api";
import { useDesk } from "./desk";
import { Refused } from "./Refused";
import { ids } from "./testids";
import { useWords } from "./words";

interface Answers { place: string; user?: string; password?: string }

/** `host:5432/books`, or a whole address, with the name and password of who asks. */
export const addressOf = ({ place, user, password }: Answers): string => {
  const rest = place.trim().replace(/^postgres(ql)?:\/\//u, "");
  const at = rest.lastIndexOf("@");
  const [known, host] = at < 0 ? ["", rest] : [rest.slice(0, at), rest.slice(at + 1)];
  const name = user?.trim() ? encodeURIComponent(user.trim()) : known;
  const secret = password && name ? `:${encodeURIComponent(password)}` : "";
  return `postgres://${name}${secret}${name ? "@" : ""}${host}`;
};

const ServerLedgerForm = ({ onDone }: { onDone: () => void }) => {
  const { t } = useWords();
  const desk = useDesk();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  const open = async (answers: Answers) => {
    await desk.openLedger(addressOf(answers));
    onDone();
  };

  return (
    <Form<Answers>
      layout="vertical"
      size="middle"
      requiredMark={false}
      onFinish={(answers) => {
        setBusy(true);
        setFailure(null);
        open(answers).catch((thrown: unknown) => setFailure(Failure.of(thrown))).finally(() => setBusy(false));
      }}
      data-testid={ids.serverForm}
    >
      <Form.Item name="place" label={t("server.place")} extra={t("server.place_hint")} rules={[{ required: true, whitespace: true, message: t("server.place_missing") }]}>
        <Input autoFocus placeholder="db.example.com:5432/books" data-testid={ids.serverPlace} />
      </Form.Item>
      <Form.Item name="user" label={t("server.user")}>
        <Input autoComplete="off" data-testid={ids.serverUser} />
      </Form.Item>
      <Form.Item name="password" label={t("server.password")} extra={t("server.password_hint")}>
        <Input.Password autoComplete="off" data-testid={ids.serverPassword} />
      </Form.Item>
      {failure && <Refused failure={failure} />}
      <Button type="primary" htmlType="submit" loading={isBusy} data-testid={ids.serverOpen}>{t("server.open")}</Button>
    </Form>
  );
};

export const ServerLedger = ({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) => {
  const { t } = useWords();
  return (
    <Drawer title={t("start.server")} open={isOpen} onClose={onClose} mask={false} size={420} destroyOnHidden>
      <ServerLedgerForm onDone={onClose} />
    </Drawer>
  );
};
