// Opening a ledger that a server keeps: where it is, who asks. The password goes to the program, which keeps it in the
// system's key store where that is wished, and nowhere else.
import { Button, Checkbox, Drawer, Form, Input } from "antd";
import { useState } from "react";
import { Failure } from "../api";
import { useDesk } from "./desk";
import { Refused } from "./Refused";
import { ids } from "./testids";
import { useWords } from "./words";

interface Answers { place: string; user?: string; password?: string; remember?: boolean }

/** A ledger whose server did not let us in: its address, and what was said. */
export interface Unanswered { address: string; failure: Failure }

/** What a refused opening asks for, where it is a server that wants another name or password. */
export const unanswered = (failure: Failure | null): Unanswered | null => {
  const address = failure?.facts.file;
  return failure?.code === "server_refused" && address ? { address, failure } : null;
};

/** `host:5432/books`, or a whole address: where it is, and who is named in it. */
const partsOf = (address: string): { host: string; user: string } => {
  const rest = address.trim().replace(/^postgres(ql)?:\/\//u, "");
  const at = rest.lastIndexOf("@");
  return { user: rest.slice(0, Math.max(at, 0)), host: rest.slice(at + 1) };
};

/** The whole address, with the name and password of who asks. */
export const addressOf = ({ place, user, password }: Answers): string => {
  const known = partsOf(place);
  const name = user?.trim() ? encodeURIComponent(user.trim()) : known.user;
  const secret = password && name ? `:${encodeURIComponent(password)}` : "";
  return `postgres://${name}${secret}${name ? "@" : ""}${known.host}`;
};

const answersOf = ({ address }: Unanswered): Answers => {
  const { host, user } = partsOf(address);
  return { place: host, user: decodeURIComponent(user) };
};

const ServerLedgerForm = ({ asked, onDone }: { asked: Unanswered | null; onDone: () => void }) => {
  const { t } = useWords();
  const desk = useDesk();
  const [form] = Form.useForm<Answers>();
  const password = Form.useWatch("password", form);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(asked?.failure ?? null);

  const open = async ({ remember, ...answers }: Answers) => {
    await desk.openLedger(addressOf(answers), remember === true && Boolean(answers.password));
    onDone();
  };

  return (
    <Form<Answers>
      form={form}
      initialValues={asked ? answersOf(asked) : {}}
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
        <Input autoFocus={!asked} placeholder="db.example.com:5432/books" data-testid={ids.serverPlace} />
      </Form.Item>
      <Form.Item name="user" label={t("server.user")}>
        <Input autoComplete="off" data-testid={ids.serverUser} />
      </Form.Item>
      <Form.Item name="password" label={t("server.password")} extra={t("server.password_hint")}>
        <Input.Password autoFocus={asked !== null} autoComplete="off" data-testid={ids.serverPassword} />
      </Form.Item>
      <Form.Item name="remember" valuePropName="checked">
        <Checkbox disabled={!password} data-testid={ids.serverRemember}>{t("server.remember")}</Checkbox>
      </Form.Item>
      {failure && <Refused failure={failure} />}
      <Button type="primary" htmlType="submit" loading={isBusy} data-testid={ids.serverOpen}>{t("server.open")}</Button>
    </Form>
  );
};

interface Props { isOpen: boolean; asked?: Unanswered | null; onClose: () => void }

export const ServerLedger = ({ isOpen, asked = null, onClose }: Props) => {
  const { t } = useWords();
  return (
    <Drawer title={t("start.server")} open={isOpen} onClose={onClose} mask={false} size={420} destroyOnHidden>
      <ServerLedgerForm asked={asked} onDone={onClose} />
    </Drawer>
  );
};
