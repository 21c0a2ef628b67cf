// A register's workbook that came back: what differs, cell by cell, and one button that takes it as one change.
// Refused and stale rows stay as they are; what the ledger has changed since is taken only when that is wished.
import { CheckCircleOutlined, ClockCircleOutlined, CloseCircleOutlined, DeleteOutlined, MinusCircleOutlined, PauseCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Checkbox, Modal, Skeleton } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { CellDifference, DifferenceState, RollDifferences } from "../../api";
import { Figures } from "../../parts/Figures";
import { counted } from "../../parts/amounts";
import { inert } from "../../parts/inert";
import { useChange } from "../../parts/ledger";
import { Refused } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

const icons: Record<DifferenceState, ReactNode> = {
  taken: <CheckCircleOutlined aria-hidden />,
  stale: <ClockCircleOutlined aria-hidden />,
  refused: <CloseCircleOutlined aria-hidden />,
  held: <PauseCircleOutlined aria-hidden />,
  missing: <MinusCircleOutlined aria-hidden />,
  removed: <DeleteOutlined aria-hidden />,
};
/** Whether the whole row is meant, which the workbook does not have. */
const isGone = ({ row, state }: CellDifference) => row === 0 && state !== "taken";
const MOST = 500;
const takeProps: { [name: `data-${string}`]: string } = { "data-testid": ids.takeBackTake };

export const TakeBack = ({ path, onClose }: { path: string; onClose: () => void }) => {
  const { t } = useWords();
  const { message } = App.useApp();
  const trial = useChange("take_register");
  const take = useChange("take_register");
  const [takesStale, setTakesStale] = useState(false);
  /** Added columns that become own fields, under their titles. */
  const [own, setOwn] = useState<Record<string, string>>({});
  const [removes, setRemoves] = useState(false);
  const [hadStale, setHadStale] = useState(false);
  const asked = useRef<string | null>(null);
  const look = trial.mutate;
  useEffect(() => {
    const key = `${path} ${takesStale} ${removes} ${JSON.stringify(own)}`;
    if (asked.current === key) return;
    asked.current = key;
    look({ path, dry_run: true, stale: takesStale, remove_missing: removes, own }, { onSuccess: (found) => setHadStale((had) => had || found.stale > 0) });
  }, [path, takesStale, removes, own, look]);
  const found: RollDifferences | undefined = trial.data;
  const offers = (found?.ignored ?? []).filter((column) => column.own);
  const rows = found ? found.changed + found.added + found.removed : 0;
  const run = () =>
    take.mutate({ path, dry_run: false, stale: takesStale, remove_missing: removes, own }, {
      onSuccess: (done) => { onClose(); void message.success(t("registers.taken", { count: counted(done.changed + done.added + done.removed), name: done.title })); },
    });
  const cell = (text: string | null | undefined) => (text == null ? <span className="soft">{t("registers.blank")}</span> : inert(text));
  const line = (one: CellDifference, at: number) => (
    <tr key={at} className={one.state === "taken" || one.state === "removed" ? undefined : "off"}>
      <td className="number">{one.row || ""}</td>
      <td><span className="cut" title={inert(one.about)}>{inert(one.about)}</span>{one.is_new && <span className="tag">{t("registers.new_row")}</span>}</td>
      <td>{inert([one.letter, one.column].filter(Boolean).join(" "))}</td>
      <td>{one.is_new || isGone(one) ? "" : cell(one.old)}</td>
      <td>{isGone(one) ? "" : cell(one.new)}</td>
      <td>{icons[one.state]} {t(`registers.state.${one.state}`)}{one.reason && <div className="over">{inert(one.reason)}</div>}</td>
    </tr>
  );
  return (
    <Modal
      open
      title={t("registers.differences", { name: found?.title ?? "" })}
      okText={t("registers.take", { count: rows })}
      cancelText={t("form.cancel")}
      okButtonProps={{ disabled: rows === 0, loading: take.isPending, ...takeProps }}
      onOk={run}
      onCancel={onClose}
      width={980}
      data-testid={ids.differences}
    >
      {trial.isPending && !found && <Skeleton active paragraph={{ rows: 6 }} />}
      {trial.error && <Refused failure={trial.error} />}
      {take.error && <Refused failure={take.error} />}
      {found && (
        <>
          <p>{t("registers.differences_sum", { read: found.read, changed: found.changed, added: found.added, unchanged: found.unchanged, stale: found.stale, refused: found.refused, missing: found.missing })}{found.removed > 0 && ` ${t("registers.removes", { count: found.removed })}`}</p>
          {offers.length > 0 && (
            <p className="unread" data-testid={ids.unreadColumns}>
              {t("import.unread")}
              {offers.map(({ column }) => (
                <Button key={column} size="small" icon={<PlusOutlined aria-hidden />} onClick={() => setOwn({ ...own, [column]: column })} aria-label={t("import.keep_own", { name: inert(column) })}>{inert(column)}</Button>
              ))}
            </p>
          )}
          {found.own_fields.length > 0 && <p>{t("import.creates", { things: found.own_fields.map((name) => t("import.new_own", { name: inert(name) })).join(t("import.and")) })}</p>}
          {found.notices.map((notice) => <p key={notice} className="soft">{inert(notice)}</p>)}
          {hadStale && <Checkbox checked={takesStale} onChange={(event) => setTakesStale(event.target.checked)} data-testid={ids.takeStale}>{t("registers.take_stale")}</Checkbox>}
          {found.removable > 0 && <div><Checkbox checked={removes} onChange={(event) => setRemoves(event.target.checked)} data-testid={ids.takeRemoves}>{t("registers.take_removes", { count: found.removable })}</Checkbox></div>}
          {found.cells.length === 0 && <p className="soft">{t("registers.no_differences")}</p>}
          {found.cells.length > 0 && (
            <div className="scroll" style={{ maxHeight: "52vh" }}>
              <Figures name="take-back">
                <thead>
                  <tr>
                    <th className="number">{t("registers.row")}</th><th>{t("registers.about")}</th><th>{t("registers.column")}</th><th>{t("registers.old")}</th><th>{t("registers.new_value")}</th><th>{t("registers.what")}</th>
                  </tr>
                </thead>
                <tbody>{found.cells.slice(0, MOST).map(line)}</tbody>
              </Figures>
            </div>
          )}
          {found.cells.length > MOST && <p className="soft">{t("customers.shown", { count: MOST })}</p>}
        </>
      )}
    </Modal>
  );
};
