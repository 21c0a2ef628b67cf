// The places of the window; only those that exist.
import {
  AuditOutlined,
  BarChartOutlined,
  BulbOutlined,
  FileTextOutlined,
  HistoryOutlined,
  ImportOutlined,
  MenuFoldOutlined,
  MenuUnfoldOutlined,
  ScheduleOutlined,
  SettingOutlined,
  SolutionOutlined,
  TeamOutlined,
  SwapOutlined,
  ShoppingOutlined,
  UnorderedListOutlined,
} from "@ant-design/icons";
import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { useChoice } from "../parts/choice";
import { type Place, usePlace, useView } from "../parts/desk";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";

const above: [Place, ReactNode][] = [
  ["overview", <BarChartOutlined key="overview" />],
  ["plan", <ScheduleOutlined key="plan" />],
  ["guide", <BulbOutlined key="guide" />],
  ["revisions", <SwapOutlined key="revisions" />],
  ["requests", <AuditOutlined key="requests" />],
  ["record", <UnorderedListOutlined key="record" />],
  ["customers", <TeamOutlined key="customers" />],
  ["evaluate", <SolutionOutlined key="evaluate" />],
  ["offers", <ShoppingOutlined key="offers" />],
  ["reports", <FileTextOutlined key="reports" />],
];
const below: [Place, ReactNode][] = [
  ["import", <ImportOutlined key="import" />],
  ["history", <HistoryOutlined key="history" />],
  ["settings", <SettingOutlined key="settings" />],
];

/** All of them, in their order: the palette and the keys go there too. */
export const places = [...above, ...below];

export const Navigation = () => {
  const { go } = useView();
  const place = usePlace();
  const { t } = useWords();
  const [isNarrow, fold] = useChoice<boolean>("nav.narrow", window.innerWidth < 1000);
  const item = ([to, icon]: [Place, ReactNode]) => {
    const name = t(`place.${to}`);
    return (
      <li key={to}>
        <Tooltip title={isNarrow ? name : undefined} placement="right">
          <button
            type="button"
            className="nav-item"
            aria-current={place === to ? "page" : undefined}
            aria-label={name}
            data-testid={ids.nav[to]}
            onClick={() => go(to)}
          >
            <span aria-hidden>{icon}</span>
            {!isNarrow && <span className="cut">{name}</span>}
          </button>
        </Tooltip>
      </li>
    );
  };
  const label = t(isNarrow ? "frame.unfold" : "frame.fold");
  return (
    <nav className={isNarrow ? "nav narrow" : "nav"} aria-label={t("frame.places")}>
      <ul>{above.map(item)}</ul>
      <ul className="nav-below">
        {below.map(item)}
        <li>
          <button type="button" className="nav-item nav-fold" onClick={() => fold(!isNarrow)} aria-label={label} title={label} data-testid={ids.navCollapse}>
            <span aria-hidden>{isNarrow ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}</span>
          </button>
        </li>
      </ul>
    </nav>
  );
};
