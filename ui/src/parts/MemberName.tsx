// The name of a register's member, by its code.
import type { Register } from "../api";
import { inert } from "./inert";
import { useAsk } from "./ledger";

export const MemberName = ({ register, code }: { register: Register; code: string }) => {
  const { data } = useAsk("members", { register, search: code, limit: 20 });
  return <>{inert(data?.find((member) => member.code === code)?.name ?? code)}</>;
};
