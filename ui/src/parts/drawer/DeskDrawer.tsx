// The one drawer of the window: explain this number, an entry, a new cost.
import { Drawer } from "antd";
import { Boundary } from "../Boundary";
import { counted } from "../amounts";
import { useDrawer, useView } from "../desk";
import { ids } from "../testids";
import { useWords } from "../words";
import { EntryBulk } from "./EntryBulk";
import { EntryRules } from "./EntryRules";
import { EntrySplit } from "./EntrySplit";
import { EntryView } from "./EntryView";
import { ExplainView } from "./ExplainView";
import { FigureView } from "./FigureView";
import { NewEntry } from "./NewEntry";

export const DeskDrawer = () => {
  const { show } = useView();
  const drawer = useDrawer();
  const { t } = useWords();
  const close = () => show(null);
  const title =
    drawer?.kind === "figure" ? t("figure.title", { name: drawer.title })
    : drawer?.kind === "explain" ? t("explain.title", { name: drawer.title })
    : drawer?.kind === "entry" ? t("form.title", { id: drawer.id })
    : drawer?.kind === "entries" ? t("bulk.title", { count: counted(drawer.count) })
    : drawer?.kind === "split" ? t("split.title", { id: drawer.id })
    : drawer?.kind === "rules" ? t("record.rules")
    : t("form.add");
  return (
    <Drawer
      open={drawer !== null}
      onClose={close}
      mask={false}
      size={drawer?.kind === "figure" || drawer?.kind === "explain" ? 600 : 440}
      title={<span title={title}>{title}</span>}
      destroyOnHidden
      // The focus stays in the list, so that the arrow keys go on; a form takes it by itself.
      autoFocus={false}
      rootClassName="drawer"
      data-testid={ids.drawer}
    >
      <Boundary onBack={close}>
        {drawer?.kind === "figure" && <FigureView content={drawer} />}
        {drawer?.kind === "explain" && <ExplainView key={JSON.stringify(drawer.ask)} content={drawer} />}
        {drawer?.kind === "entry" && <EntryView key={drawer.id} content={drawer} />}
        {drawer?.kind === "new-entry" && <NewEntry content={drawer} />}
        {drawer?.kind === "entries" && <EntryBulk key={JSON.stringify(drawer.chosen)} content={drawer} />}
        {drawer?.kind === "split" && <EntrySplit key={drawer.id} content={drawer} />}
        {drawer?.kind === "rules" && <EntryRules />}
      </Boundary>
    </Drawer>
  );
};
