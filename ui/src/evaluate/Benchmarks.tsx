// The rules of thumb with their source and caveat; a company puts its own in their place, and takes them back.
import { Button, Input } from "antd";
import { useState } from "react";
import type { Benchmark } from "../api";
import { Figures } from "../parts/Figures";
import { inert } from "../parts/inert";
import { useChange } from "../parts/ledger";
import { useRefusal } from "../parts/Refused";
import { useWords } from "../parts/words";

const end = (one: Benchmark, value: string | null | undefined) =>
  value == null ? "" : one.unit === "share" ? `${(Number(value) * 100).toFixed(0)}%` : value;

export const Benchmarks = ({ benchmarks }: { benchmarks: Benchmark[] }) => {
  const { t } = useWords();
  const refuse = useRefusal();
  const set = useChange("set_benchmark");
  const remove = useChange("remove_benchmark");
  const [edited, edit] = useState<{ key: string; low: string; high: string; source: string } | null>(null);
  const save = () => {
    if (!edited) return;
    const { low, high } = edited;
    set.mutate({ key: edited.key, source: edited.source, ...(low ? { low } : {}), ...(high ? { high } : {}) }, { onSuccess: () => edit(null), onError: refuse });
  };
  return (
    <Figures name="benchmarks" className="lines">
      <tbody>
        {benchmarks.map((one) => {
          const isEdited = edited?.key === one.key;
          const range = [end(one, one.low), end(one, one.high)];
          return (
            <tr key={one.key}>
              <th scope="row">{inert(one.name)}{one.is_own && <span className="tag">{t("review.own")}</span>}</th>
              {isEdited ? (
                <>
                  <td>
                    <Input size="small" style={{ width: 70 }} value={edited.low} aria-label={t("review.low")} placeholder={t("review.low")} onChange={(event) => edit({ ...edited, low: event.target.value })} />{" – "}
                    <Input size="small" style={{ width: 70 }} value={edited.high} aria-label={t("review.high")} placeholder={t("review.high")} onChange={(event) => edit({ ...edited, high: event.target.value })} />
                  </td>
                  <td><Input size="small" value={edited.source} aria-label={t("review.own_source")} placeholder={t("review.own_source")} onChange={(event) => edit({ ...edited, source: event.target.value })} /></td>
                  <td><Button size="small" type="primary" onClick={save} loading={set.isPending}>{t("review.save")}</Button></td>
                </>
              ) : (
                <>
                  <td className="fixed">{range[0] || "–"} – {range[1] || "–"}</td>
                  <td className="soft">{one.tag} {inert(one.source)} {inert(one.caveat)}{!one.applies && ` ${t("review.not_applying")}`}</td>
                  <td>
                    <Button size="small" type="text" aria-label={`${t("review.edit")} ${one.name}`} onClick={() => edit({ key: one.key, low: one.low ?? "", high: one.high ?? "", source: one.is_own ? one.source : "" })}>{t("review.edit")}</Button>
                    {one.is_own && <Button size="small" type="text" aria-label={`${t("review.restore")} ${one.name}`} onClick={() => remove.mutate({ key: one.key }, { onError: refuse })}>{t("review.restore")}</Button>}
                  </td>
                </>
              )}
            </tr>
          );
        })}
      </tbody>
    </Figures>
  );
};
