// The sheet of shortcuts: what the acts say, and what tables and the grid answer to.
import { Modal } from "antd";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";
import type { Act } from "./acts";
import { useChrome } from "./chrome";
import { comboName, isApple } from "./combo";

const groups = ["do", "go", "view", "ledger"] as const;

export const KeySheet = ({ acts }: { acts: Act[] }) => {
  const { t } = useWords();
  const { overlay, lay } = useChrome();
  const isOpen = overlay === "keys";
  return (
    <Modal open={isOpen} onCancel={() => lay(null)} footer={null} width={1020} style={{ top: 40 }} title={t("act.keys")} rootClassName="overlay" focusable={{ focusTriggerAfterClose: false }} destroyOnHidden>
      {isOpen && <Sheet acts={acts} />}
    </Modal>
  );
};

const Sheet = ({ acts }: { acts: Act[] }) => {
  const { t } = useWords();
  const lists: [string, string[]][] = [
    ["↑ ↓", [t("keys.rows")]],
    ["Enter", [t("keys.open")]],
    ["Esc", [t("keys.close")]],
    ["Tab", [t("keys.tab")]],
    [isApple ? "⌘C ⌘V" : "Ctrl+C Ctrl+V", [t("keys.paste")]],
    [isApple ? "⌥← ⌥→" : "Alt+← Alt+→", [t("keys.width")]],
    [isApple ? "⌘F" : "Ctrl+F", [t("keys.find")]],
    ["L", [t("keys.lock")]],
    ["Alt+Enter", [t("keys.explain")]],
  ];
  return (
    // What scrolls must be reachable by keyboard.
    <div className="key-scroll" tabIndex={0} role="group" aria-label={t("act.keys")}>
      <div className="key-sheet" data-testid={ids.keySheet}>
        {groups.map((group) => (
          <section key={group}>
            <h2>{t(`acts.${group}`)}</h2>
            <dl>
              {acts.filter((act) => act.group === group && act.combos.length > 0).map((act) => (
                <div key={act.id}>
                  <dt className="cut" title={act.does ?? act.name}>{act.does ?? act.name}</dt>
                  <dd>{act.combos.map((combo) => <kbd key={combo}>{comboName(combo)}</kbd>)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h2>{t("keys.lists")}</h2>
          <dl>
            {lists.map(([keys, [name]]) => (
              <div key={keys}>
                <dt>{name}</dt>
                <dd><kbd>{keys}</kbd></dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </div>
  );
};
