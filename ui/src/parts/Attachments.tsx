// The files kept with a document, a request or an entry: added from a native dialog, saved out again, taken away.
// None is opened here, none is shown: a name and a size.
import { DeleteOutlined, DownloadOutlined, PaperClipOutlined } from "@ant-design/icons";
import { App, Button, Popconfirm, Popover, Tooltip } from "antd";
import { type AttachedTo, type Attachment, call, shell } from "../api";
import { sizeOf } from "./files";
import { inert } from "./inert";
import { useAsk, useChange } from "./ledger";
import { Refused, useRefusal } from "./Refused";
import { ids } from "./testids";
import { useWords } from "./words";

export const Attachments = ({ to }: { to: AttachedTo }) => {
  const { t } = useWords();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const { data, error } = useAsk("attachments", { to });
  const add = useChange("add_attachment");
  const remove = useChange("remove_attachment");
  const choose = async () => {
    const path = await shell("choose_file", { purpose: "attachment" });
    if (path) await add.mutateAsync({ to, path });
  };
  const save = async ({ id, name }: Attachment) => {
    const path = await shell("choose_target", { suggested_name: name, extension: name.split(".").pop() ?? "" });
    if (!path) return;
    const saved = await call("save_attachment", { id, path });
    void message.success(t("export.done", { path: saved.path, size: sizeOf(saved.bytes) }));
  };
  return (
    <section className="attachments" aria-label={t("attachment.title")} data-testid={ids.attachments}>
      {error && <Refused failure={error} />}
      {data?.length === 0 && <p className="soft">{t("attachment.none")}</p>}
      <ul>
        {data?.map((one) => (
          <li key={one.id}>
            <PaperClipOutlined aria-hidden />
            <span className="cut" title={`${inert(one.name)} · ${one.author} · ${one.added_at.slice(0, 10)}`}>{inert(one.name)}</span>
            <span className="soft">{t(`attachment.${one.kind}`)} · {sizeOf(one.size)}</span>
            <Tooltip title={t("attachment.save")}><Button type="text" size="small" icon={<DownloadOutlined />} aria-label={`${t("attachment.save")} ${inert(one.name)}`} onClick={() => save(one).catch(refuse)} /></Tooltip>
            <Popconfirm title={t("attachment.remove_ask")} okText={t("form.remove")} onConfirm={() => remove.mutate({ id: one.id }, { onError: refuse })}>
              <Button type="text" size="small" danger icon={<DeleteOutlined />} aria-label={`${t("form.remove")} ${inert(one.name)}`} />
            </Popconfirm>
          </li>
        ))}
      </ul>
      <Button size="small" icon={<PaperClipOutlined />} loading={add.isPending} onClick={() => choose().catch(refuse)} data-testid={ids.addAttachment}>{t("attachment.add")}</Button>
    </section>
  );
};

/** The same behind a paper clip, with how many there are. */
export const Clip = ({ to, all }: { to: AttachedTo; all: Attachment[] | undefined }) => {
  const { t } = useWords();
  const own = JSON.stringify(to);
  const count = (all ?? []).filter((one) => JSON.stringify(one.to) === own).length;
  return (
    <Popover trigger="click" placement="bottomRight" destroyOnHidden title={t("attachment.title")} content={<Attachments to={to} />}>
      <Button type="text" size="small" icon={<PaperClipOutlined />} aria-label={t("attachment.count", { count })} data-testid={ids.clip}>{count > 0 ? count : null}</Button>
    </Popover>
  );
};
