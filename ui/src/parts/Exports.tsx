// The report and its chart as files: one click and the choice of a place.
import { ExportOutlined } from "@ant-design/icons";
import { App, Button, Space, Tooltip } from "antd";
import { useEffect, useRef, useState } from "react";
import { call, type Command, type Format, shell } from "../api";
import { useView } from "./desk";
import { offerExports } from "./exporting";
import { sizeOf } from "./files";
import { useRefusal } from "./Refused";
import { ids } from "./testids";
import { useWords } from "./words";

const formats = [
  ["png", ids.exportPng],
  ["pdf", ids.exportPdf],
  ["xlsx", ids.exportXlsx],
  ["csv", ids.exportCsv],
] as const satisfies readonly (readonly [Format, string])[];

interface Props {
  /** The name of the report: of a query command, or one that reads it its own way. */
  report: Command | "channels";
  query: object;
  /** What the file is called, without its ending. */
  name: string;
  /** Those that the report has; all when absent. */
  only?: Format[];
}

export const Exports = ({ report, query, name, only }: Props) => {
  const { t } = useWords();
  const { counting } = useView();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const [writing, setWriting] = useState<Format | null>(null);

  const write = async (format: Format) => {
    const path = await shell("choose_target", { suggested_name: `${name}.${format}`, extension: format });
    if (!path) return;
    setWriting(format);
    const saved = await call("export_report", {
      report,
      query: { ...query },
      format,
      path,
      unit: counting.unit,
      ...(format === "png" ? { scale: 2 } : {}),
    });
    void message.success(t("export.done", { path: saved.path, size: sizeOf(saved.bytes) }));
  };
  const offered = formats.filter(([format]) => !only || only.includes(format));
  const begin = (format: Format) => void write(format).catch(refuse).finally(() => setWriting(null));
  const latest = useRef(begin);
  useEffect(() => {
    latest.current = begin;
  });
  const names = offered.map(([format]) => format).join(" ");
  useEffect(() => offerExports((format) => latest.current(format), names.split(" ") as Format[]), [names]);
  return (
    <Space.Compact aria-label={t("export.title")}>
      {offered.map(([format, testid], place) => (
        <Tooltip key={format} title={t(`export.${format}`)}>
          <Button
            icon={place === 0 ? <ExportOutlined /> : undefined}
            loading={writing === format}
            disabled={writing !== null && writing !== format}
            data-testid={testid}
            aria-label={`${format.toUpperCase()}: ${t(`export.${format}`)}`}
            onClick={() => begin(format)}
          >
            {format.toUpperCase()}
          </Button>
        </Tooltip>
      ))}
    </Space.Compact>
  );
};
