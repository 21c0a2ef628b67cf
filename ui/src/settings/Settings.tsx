// Settings: the ledger's (profile, taxonomy, registers, rates) and this machine's. Every change is one that undo takes back.
import { useUnfiltered } from "../parts/desk";
import { type ReactNode } from "react";
import { useChoice } from "../parts/choice";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";
import { Backups } from "./Backups";
import { Company } from "./Company";
import { Grades, Mappings, Rates } from "./Lists";
import { Machine } from "./Machine";
import { Members } from "./Members";
import { Taxonomy } from "./Taxonomy";

const parts = ["company", "categories", "departments", "grades", "channels", "products", "activities", "vendors", "rates", "mappings", "backups", "machine"] as const;
type Part = (typeof parts)[number];

const screens: { [part in Part]: ReactNode } = {
  company: <Company />,
  categories: <Taxonomy />,
  departments: <Members key="department" register="department" />,
  grades: <Grades />,
  channels: <Members key="channel" register="channel" />,
  products: <Members key="product" register="product" />,
  activities: <Members key="activity" register="activity" />,
  vendors: <Members key="vendor" register="vendor" />,
  rates: <Rates />,
  mappings: <Mappings />,
  backups: <Backups />,
  machine: <Machine />,
};
/** Where another group begins. */
const begins: readonly Part[] = ["rates", "machine"];

export const Settings = () => {
  useUnfiltered();
  const { t } = useWords();
  const [part, setPart] = useChoice<Part>("settings.part", "company", parts);
  return (
    <div className="settings" data-testid={ids.settings}>
      <nav className="settings-parts" aria-label={t("place.settings")}>
        <ul>
          {parts.map((one) => (
            <li key={one} className={begins.includes(one) ? "gap" : undefined}>
              <button type="button" aria-current={one === part ? "page" : undefined} onClick={() => setPart(one)} data-testid={`settings-${one}`}>
                {t(`settings.${one}`)}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <section className="settings-body" aria-label={t(`settings.${part}`)}>{screens[part]}</section>
    </div>
  );
};
