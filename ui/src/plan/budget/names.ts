// How a version of a budget is named to the backend.
import type { BudgetVersion } from "../../api";

export const nameOf = ({ budget, version }: Pick<BudgetVersion, "budget" | "version">): string => `${budget}@${version}`;
