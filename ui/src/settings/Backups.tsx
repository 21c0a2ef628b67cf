// Automatic backups: which there are, what each holds, putting one back, where they go.
import { FolderOpenOutlined, SaveOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Popconfirm, Skeleton } from "antd";
import { useState } from "react";
import { shell, type Shelf } from "../api";
import { counted } from "../parts/amounts";
import { useShelf } from "../parts/backups";
import { useDesk } from "../parts/desk";
import { Figures } from "../parts/Figures";
import { sizeOf } from "../parts/files";
import { inert } from "../parts/inert";
import { Nothing } from "../parts/Nothing";
import { Refused, useRefusal } from "../parts/Refused";
import { useWords } from "../parts/words";

export const Backups = () => {
  const { t } = useWords();
  const { restoreBackup } = useDesk();
  const client = useQueryClient();
  const refuse = useRefusal();
  const { message } = App.useApp();
  const { data, error, refetch } = useShelf();
  const [isBusy, setBusy] = useState(false);

  const take = (work: () => Promise<Shelf | null>) => {
    setBusy(true);
    work()
      .then((shelf) => shelf && client.setQueriesData({ queryKey: ["shelf"] }, shelf))
      .catch(refuse)
      .finally(() => setBusy(false));
  };
  const choose = async () => {
    const folder = await shell("choose_folder", {});
    return folder ? shell("set_backup_folder", { folder }) : null;
  };
  const restore = (path: string) => {
    setBusy(true);
    restoreBackup(path)
      .then((kept) => void message.success(kept ? t("backups.restored", { path: kept }) : t("backups.restored_bare")))
      .catch(refuse)
      .finally(() => setBusy(false));
  };

  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active className="pad" paragraph={{ rows: 8 }} />;
  const time = (at: string) => at.slice(0, 16).replace("T", " ");
  return (
    <>
      <div className="tools">
        <Button type="primary" icon={<SaveOutlined />} loading={isBusy} onClick={() => take(() => shell("back_up_now", {}))} data-testid="button-back-up-now">{t("backups.now")}</Button>
        <Button icon={<FolderOpenOutlined />} disabled={isBusy} onClick={() => take(choose)}>{t("backups.folder")}</Button>
        {data.is_chosen && <Button type="link" className="flush" disabled={isBusy} onClick={() => take(() => shell("set_backup_folder", { folder: null }))}>{t("backups.usual_folder")}</Button>}
        <span className="soft cut" title={data.folder}>{inert(data.folder)}</span>
      </div>
      {data.fault && <Refused failure={{ ...data.fault, name: "", facts: {} }} />}
      {data.backups.length === 0 && <Nothing text={t("backups.none")} />}
      {data.backups.length > 0 && (
        <div className="scroll">
          <Figures name="backups" className="editable">
            <thead>
              <tr>
                <th scope="col" className="when">{t("backups.made")}</th>
                <th scope="col">{t("backups.why")}</th>
                <th scope="col">{t("backups.last")}</th>
                <th scope="col" className="number">{t("figure.entries")}</th>
                <th scope="col" className="number">{t("backups.size")}</th>
                <th scope="col" className="acts"><span className="unseen">{t("settings.acts")}</span></th>
              </tr>
            </thead>
            <tbody>
              {data.backups.map((backup) => (
                <tr key={backup.path} className={backup.fault ? "soft" : undefined} title={backup.path}>
                  <td className="when">{time(backup.made_at)}</td>
                  <td>{backup.why ? t(`backups.why.${backup.why}`) : "–"}</td>
                  <td><span className="cut" title={backup.fault?.message ?? backup.last_about ?? ""}>{backup.fault ? backup.fault.message : inert(backup.last_about ?? "–")}</span></td>
                  <td className="number">{backup.fault ? "–" : counted(backup.entries)}</td>
                  <td className="number">{sizeOf(backup.bytes)}</td>
                  <td className="acts">
                    {!backup.fault && (
                      <Popconfirm title={t("backups.ask", { time: time(backup.made_at) })} okText={t("backups.restore")} placement="left" onConfirm={() => restore(backup.path)}>
                        <Button type="link" className="flush" disabled={isBusy} data-testid="button-restore-backup">{t("backups.restore")}</Button>
                      </Popconfirm>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </Figures>
        </div>
      )}
    </>
  );
};
