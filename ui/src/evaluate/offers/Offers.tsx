// Choose 选型. Who sits here has the quotes on the desk and wants, in ten minutes, a comparison that survives the salesman.
import { PlusOutlined } from "@ant-design/icons";
import { App, Button, Input, Popover, Segmented, Select, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import { useChoice } from "../../parts/choice";
import { Exports } from "../../parts/Exports";
import { inert } from "../../parts/inert";
import { useUnfiltered } from "../../parts/desk";
import { useAsk, useChange } from "../../parts/ledger";
import { Nothing } from "../../parts/Nothing";
import { Refused, useRefusal } from "../../parts/Refused";
import { useWords } from "../../parts/words";
import { Cards } from "./Cards";
import { Choice } from "./Choice";
import { Hidden } from "./Hidden";
import { Hinges } from "./Hinges";
import { Need } from "./Need";
import { Purchases } from "./Purchases";
import { Sheet } from "./Sheet";
import { newTerms } from "./useOffers";
import { Wishes } from "./Wishes";

const desks = ["compare", "purchases"] as const;
type Side = (typeof desks)[number];

const parts = ["cost", "hinges", "wishes", "hidden", "choice", "cards"] as const;
type Part = (typeof parts)[number];

const NewComparison = ({ onMade, isFirst = false }: { onMade: (name: string) => void; isFirst?: boolean }) => {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState("");
  const make = useChange("new_offer_comparison");
  const finish = () =>
    make.mutate({ name }, {
      onSuccess: (made) => {
        setOpen(false);
        setName("");
        onMade(made.name);
      },
    });
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={isOpen}
      onOpenChange={setOpen}
      destroyOnHidden
      content={
        <div className="new-budget">
          <Input autoFocus maxLength={60} value={name} placeholder={t("offer.new_hint")} aria-label={t("offer.new_name")} data-testid="input-comparison" onChange={(event) => setName(event.target.value)} onPressEnter={finish} />
          {make.error && <Refused failure={make.error} />}
          <div className="buttons">
            <Button type="primary" loading={make.isPending} disabled={name.trim() === ""} onClick={finish} data-testid="button-create-comparison">{t("offer.create")}</Button>
          </div>
        </div>
      }
    >
      <Button type={isFirst ? "primary" : "default"} icon={<PlusOutlined />} data-testid="button-new-comparison">{t("offer.new")}</Button>
    </Popover>
  );
};

const AddOffer = ({ comparison, names }: { comparison: string; names: string[] }) => {
  const { t } = useWords();
  const refuse = useRefusal();
  const set = useChange("set_offer");
  const add = () => {
    let place = names.length;
    const name = () => t("offer.numbered", { letter: String.fromCharCode(65 + (place % 26)) });
    while (names.includes(name()) && place < names.length + 26) place += 1;
    set.mutate({ comparison, name: name(), terms: newTerms() }, { onError: refuse });
  };
  return <Button icon={<PlusOutlined />} loading={set.isPending} onClick={add} data-testid="button-add-offer">{t("offer.add")}</Button>;
};

const Open = ({ name }: { name: string }) => {
  const { t } = useWords();
  const { data: comparison, error, refetch, dataUpdatedAt } = useAsk("offer_comparison", { comparison: name }, { fresh: true });
  const { data: report, error: refused } = useAsk("offers", { comparison: name });
  const [part, setPart] = useChoice<Part>("offers.part", "cost", parts);
  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!comparison) return <Skeleton active className="pad" paragraph={{ rows: 10 }} />;
  const own = report?.head.comparison === name ? report : undefined;
  return (
    <>
      <div className="tools">
        <Segmented<Part> value={part} onChange={setPart} options={parts.map((value) => ({ value, label: t(`offer.part.${value}`) }))} data-testid="offer-parts" />
        <span className="grow" />
        <AddOffer comparison={name} names={comparison.offers.map((offer) => offer.name)} />
        {comparison.offers.length > 0 && <Exports report="offers" query={{ comparison: name }} name={`${t("offer.pages.title")} ${name}`} />}
      </div>
      {refused && <Refused failure={refused} />}
      <div className="offer-frame">
        {part === "cost" && <Need comparison={comparison} {...(own ? { size: own.head.size } : {})} />}
        <div className="offer-main">
          {part === "cards" && <Cards comparison={comparison} />}
          {part !== "cards" && comparison.offers.length === 0 && <Nothing text={t("offer.no_offers")} />}
          {comparison.offers.length > 0 && (
            <>
              {part === "cost" && <Sheet comparison={comparison} readAt={dataUpdatedAt} report={own} />}
              {part === "hinges" && <Hinges comparison={name} report={own} />}
              {part === "wishes" && <Wishes comparison={comparison} readAt={dataUpdatedAt} report={own} />}
              {part === "hidden" && <Hidden comparison={comparison} readAt={dataUpdatedAt} report={own} />}
              {part === "choice" && <Choice key={JSON.stringify(comparison.choice)} comparison={comparison} />}
            </>
          )}
        </div>
      </div>
    </>
  );
};

/** Which is cheaper, and what the vendors are owed since. */
export const Offers = () => {
  useUnfiltered();
  const { t } = useWords();
  const [side, setSide] = useChoice<Side>("offers.desk", "compare", desks);
  const tabs = <Segmented<Side> value={side} onChange={setSide} aria-label={t("place.offers")} options={desks.map((value) => ({ value, label: t(`offer.desk.${value}`) }))} data-testid="offer-desks" />;
  return side === "purchases" ? <Purchases tabs={tabs} /> : <Comparisons tabs={tabs} />;
};

const Comparisons = ({ tabs }: { tabs: ReactNode }) => {
  const { t } = useWords();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const { data: list, error, refetch } = useAsk("offer_comparisons", {});
  const [chosen, setChosen] = useState<string | null>(null);
  const remove = useChange("remove_offer_comparison");
  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!list) return <Skeleton active className="pad" paragraph={{ rows: 10 }} />;
  if (list.length === 0) {
    return (
      <>
        <div className="tools">{tabs}</div>
        <Nothing text={t("offer.empty")}>
          <div className="buttons" data-testid="empty-offers"><NewComparison onMade={setChosen} isFirst /></div>
        </Nothing>
      </>
    );
  }
  const open = list.find((one) => one.name === chosen) ?? list[0];
  return (
    <>
      <div className="tools">
        {tabs}
        <Select<string>
          className="plan-version"
          value={open?.name}
          aria-label={t("offer.head.comparison")}
          onChange={setChosen}
          popupMatchSelectWidth={280}
          options={list.map((one) => ({ value: one.name, label: inert(one.name) }))}
        />
        {open?.choice && (
          <span className="soft cut">
            {t("offer.chosen_is", { offer: inert(open.choice.offer) })}
            {open.choice.renewal && ` · ${t(`offer.renewal.${open.choice.renewal.state}`, { day: open.choice.renewal.renews_on, notice: open.choice.renewal.notice_by, days: Math.abs(open.choice.renewal.days_left) })}`}
          </span>
        )}
        <span className="grow" />
        {open && !open.choice && (
          <Button
            type="text"
            onClick={() => remove.mutate({ comparison: open.name }, { onSuccess: () => void message.success(t("offer.removed", { comparison: inert(open.name) })), onError: refuse })}
          >
            {t("form.remove")}
          </Button>
        )}
        <NewComparison onMade={setChosen} />
      </div>
      {open && <Open key={open.name} name={open.name} />}
    </>
  );
};
