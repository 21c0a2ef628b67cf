// The one drawer of the window: explain this number, an entry, a new cost.
import { Drawer } from "antd";
import { Boundary } from "../Boundary";
import { useView } from "../desk";
import { ids } from "../testids";
import { useWords } from "../words";
import { EntryView } from "./EntryView";
import { FigureView } from "./FigureView";
import { NewEntry } from "./NewEntry";

export const DeskDrawer = () => {
  const { drawer, show } = useView();
  const { t } = useWords();
  const close = () => show(null);
  const title =
    drawer?.kind === "figure" ? t("figure.title", { name: drawer.title })
    : drawer?.kind === "entry" ? t("form.title", { id: drawer.id })
    : t("form.add");
  return (
    <Drawer
      open={drawer !== null}
      onClose={close}
      mask={false}
      size={drawer?.kind === "figure" ? 600 : 440}
      title={<span title={title}>{title}</span>}
      destroyOnHidden
      // The focus stays in the list, so that the arrow keys go on; a form takes it by itself.
      autoFocus={false}
      rootClassName="drawer"
      data-testid={ids.drawer}
    >
      <Boundary onBack={close}>
        {drawer?.kind === "figure" && <FigureView content={drawer} />}
        {drawer?.kind === "entry" && <EntryView key={drawer.id} content={drawer} />}
        {drawer?.kind === "new-entry" && <NewEntry />}
      </Boundary>
    </Drawer>
  );
};
