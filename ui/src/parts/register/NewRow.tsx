// A button that adds a row to a register, wherever its figures are looked at.
import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import type { Roll } from "../../api";
import { useAsk } from "../ledger";
import { RowForm } from "./RowForm";
import { useWords } from "../words";

export const NewRow = ({ register, label, testid }: { register: Roll; label: string; testid: string }) => {
  const { language } = useWords();
  const [isOpen, setOpen] = useState(false);
  const page = useAsk("register", { register, language, filter: [], offset: 0, limit: 1 }, { enabled: isOpen });
  return (
    <>
      <Button icon={<PlusOutlined aria-hidden />} onClick={() => setOpen(true)} data-testid={testid}>{label}</Button>
      {isOpen && page.data?.register === register && <RowForm page={page.data} row={null} onClose={() => setOpen(false)} />}
    </>
  );
};
