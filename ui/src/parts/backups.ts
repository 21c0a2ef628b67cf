// The automatic backups of the open ledger. Asked for seldom: the answer opens every backup to see what it holds.
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { type Failure, shell, type Shelf } from "../api";
import { useView } from "./desk";

/** Backups are made before the first change of a day, so a day's first record is what makes the answer old. */
export const useShelf = (): UseQueryResult<Shelf, Failure> => {
  const { ledger } = useView();
  const day = (ledger.undoable ?? ledger.redoable)?.at.slice(0, 10) ?? "";
  // Not under a command's name and never stale by itself, so that not every change asks for it again.
  return useQuery<Shelf, Failure>({
    queryKey: ["shelf", ledger.path, day],
    queryFn: () => shell("backups", {}),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: false,
  });
};
