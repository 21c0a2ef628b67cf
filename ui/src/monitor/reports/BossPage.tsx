// One page for the boss: one click, the choice of a place.
import { FilePdfOutlined } from "@ant-design/icons";
import { App, Button, Tooltip } from "antd";
import { useState } from "react";
import { call, type ExecutionQuery, shell } from "../../api";
import { useView } from "../../parts/desk";
import { sizeOf } from "../../parts/files";
import { useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

export const BossPage = ({ query, name }: { query: ExecutionQuery; name: string }) => {
  const { t } = useWords();
  const { counting } = useView();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const [isWriting, setWriting] = useState(false);

  const write = async () => {
    const path = await shell("choose_target", { suggested_name: `${name}.pdf`, extension: "pdf" });
    if (!path) return;
    setWriting(true);
    const saved = await call("export_report", { report: "briefing", query: { ...query }, format: "pdf", path, unit: counting.unit });
    void message.success(t("export.done", { path: saved.path, size: sizeOf(saved.bytes) }));
  };
  return (
    <Tooltip title={t("briefing.about")}>
      <Button icon={<FilePdfOutlined />} loading={isWriting} data-testid={ids.bossPage} onClick={() => write().catch(refuse).finally(() => setWriting(false))}>
        {t("briefing.button")}
      </Button>
    </Tooltip>
  );
};
