// What one screen hands to the form of another: text of a feedback, or a suggestion of the review, that becomes a revision or a request.
import type { DraftRevision, ReasonClass } from "../api";

export interface Prefill { text: string; reason: ReasonClass; category?: string | undefined; draft?: DraftRevision }
type Form = "revision" | "request";

let kept: { form: Form; fill: Prefill } | null = null;

/** Keeps a filling for the form that is opened next. */
export const prefill = (form: Form, fill: Prefill) => { kept = { form, fill }; };

/** The filling kept for a form; it stays until the form has been left. */
export const prefilled = (form: Form): Prefill | null => (kept?.form === form ? kept.fill : null);

/** Forgets what was kept. */
export const forgetPrefill = () => { kept = null; };
