// A new ledger: four questions with defaults, then where the file goes.
import { Button, Drawer, Form, Input, Select } from "antd";
import { useState } from "react";
import { shell, type Taxpayer } from "../api";
import { useDesk } from "./desk";
import { useRefusal } from "./Refused";
import { ids } from "./testids";
import { useWords } from "./words";

const currencies = ["CNY", "HKD", "TWD", "USD", "EUR", "GBP", "JPY", "SGD", "AUD", "CAD", "CHF", "KRW", "THB", "VND", "INR"];
const taxpayers: Taxpayer[] = ["none", "general", "small"];

interface Answers { company?: string; currency: string; fiscal_start: number; taxpayer: Taxpayer }

/** A name that every file system takes. */
const fileName = (company: string) => company.replace(/[\\/:*?"<>|\p{Cc}\p{Cf}]/gu, "").trim().slice(0, 60);

const NewLedgerForm = () => {
  const { t, language } = useWords();
  const desk = useDesk();
  const refuse = useRefusal();
  const [isBusy, setBusy] = useState(false);
  const months = Array.from({ length: 12 }, (_, place) => ({ value: place + 1, label: t("new.month", { month: place + 1 }) }));

  const create = async (answers: Answers) => {
    const company = answers.company?.trim() ?? "";
    const name = fileName(company);
    const path = await shell("choose_target", {
      suggested_name: name ? `${name}.kezhang` : t("ledger.file_name"),
      extension: "kezhang",
    });
    if (path) await desk.newLedger({ ...answers, company, path, language }, "overview");
  };

  return (
    <Form<Answers>
      layout="vertical"
      size="middle"
      requiredMark={false}
      initialValues={{ currency: "CNY", fiscal_start: 1, taxpayer: "none" }}
      onFinish={(answers) => {
        setBusy(true);
        create(answers).catch(refuse).finally(() => setBusy(false));
      }}
      data-testid={ids.newForm}
    >
      <Form.Item name="company" label={t("new.company")}>
        <Input autoFocus maxLength={200} placeholder={t("new.company_hint")} />
      </Form.Item>
      <Form.Item name="currency" label={t("new.currency")}>
        <Select showSearch options={currencies.map((value) => ({ value, label: value }))} />
      </Form.Item>
      <Form.Item name="fiscal_start" label={t("new.fiscal_start")}>
        <Select options={months} />
      </Form.Item>
      <Form.Item name="taxpayer" label={t("new.taxpayer")}>
        <Select options={taxpayers.map((value) => ({ value, label: t(`taxpayer.${value}`) }))} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={isBusy} data-testid={ids.newCreate}>{t("new.create")}</Button>
    </Form>
  );
};

export const NewLedger = ({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) => {
  const { t } = useWords();
  return (
    <Drawer title={t("start.new")} open={isOpen} onClose={onClose} mask={false} size={420} destroyOnHidden>
      <NewLedgerForm />
    </Drawer>
  );
};
