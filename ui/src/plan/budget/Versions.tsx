// All versions at one look: state, first month, total; open one, or start a draft as its copy.
import { CopyOutlined, DownOutlined } from "@ant-design/icons";
import { Button, Popover, Tooltip } from "antd";
import { useState } from "react";
import type { BudgetVersion } from "../../api";
import { Amount } from "../../parts/Amount";
import { Figures } from "../../parts/Figures";
import { useChange } from "../../parts/ledger";
import { useRefusal } from "../../parts/Refused";
import { monthName } from "../../parts/spans";
import { ids } from "../../parts/testids";
import { versionName } from "../../parts/versions";
import { useWords } from "../../parts/words";
import { nameOf } from "./names";

interface Props { versions: BudgetVersion[]; open: BudgetVersion | undefined; onOpen: (name: string) => void }

export const Versions = ({ versions, open, onOpen }: Props) => {
  const words = useWords();
  const { t } = words;
  const [isOpen, setOpen] = useState(false);
  const copy = useChange("new_budget");
  const refuse = useRefusal();
  const show = (name: string) => {
    setOpen(false);
    onOpen(name);
  };
  const content = (
    <div className="versions scroll">
      <Figures name="versions">
        <thead>
          <tr>
            <th scope="col">{t("term.budget")}</th>
            <th scope="col">{t("plan.state")}</th>
            <th scope="col">{t("plan.valid_from")}</th>
            <th scope="col" className="number">{t("plan.lines")}</th>
            <th scope="col" className="number">{t("plan.year_total")}</th>
            <th scope="col"><span className="unseen">{t("plan.copy_version")}</span></th>
          </tr>
        </thead>
        <tbody>
          {versions.map((version) => (
            <tr key={nameOf(version)} className={open && nameOf(open) === nameOf(version) ? "chosen-row" : ""}>
              <td><button type="button" className="link" onClick={() => show(nameOf(version))}>{versionName(version, { t })}</button></td>
              <td><span className={`tag state-${version.state}`}>{t(`state.${version.state}`)}</span></td>
              <td>{version.valid_from ? monthName(version.valid_from, words) : "–"}</td>
              <td className="number">{version.line_count}</td>
              <td className="number"><Amount value={version.total} /></td>
              <td>
                <Tooltip title={t("plan.copy_version")}>
                  <Button
                    type="text"
                    size="small"
                    icon={<CopyOutlined />}
                    aria-label={`${t("plan.copy_version")} ${nameOf(version)}`}
                    onClick={() =>
                      copy.mutate(
                        { budget: version.budget, fiscal_year: version.fiscal_year, copy: nameOf(version) },
                        { onSuccess: (made) => show(nameOf(made.version)), onError: refuse },
                      )
                    }
                  />
                </Tooltip>
              </td>
            </tr>
          ))}
        </tbody>
      </Figures>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomLeft" open={isOpen} onOpenChange={setOpen} destroyOnHidden content={content}>
      <Button data-testid={ids.versions}>{t("plan.versions", { count: versions.length })} <DownOutlined aria-hidden /></Button>
    </Popover>
  );
};
