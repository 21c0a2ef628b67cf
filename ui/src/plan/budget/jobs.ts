// What else can be done with a version beside filling its sheet in.
import type { BudgetVersion } from "../../api";

export type Job = "watch" | "difference" | "cut" | "customers" | "templates" | "scenarios" | "standards" | "year_end";

/** The jobs that a version has: what is watched and ended is a plan in force. */
export const jobsOf = (version: BudgetVersion): Job[] =>
  version.state === "draft" ? ["scenarios", "difference", "cut", "customers", "templates", "standards"] : ["watch", "scenarios", "difference", "cut", "customers", "templates", "standards", "year_end"];
