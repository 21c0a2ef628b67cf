// Activities, tools, hours, tickets and feedback of the mock: few, deterministic, of the shapes that the app gives.
import type { ActivitiesReport, Activity, ActivityRow, EvaluateHead, Feedback, FeedbackPage, FeedbackQuery, Hours, ResourcesReport, SatisfactionReport, SatisfactionRow, ServiceRow, Tool, ToolRow } from "../api";
import type { Books } from ".";
import { cents } from "./company";

const isEmpty = (books: Books) => books.entries.length === 0;
const head = (books: Books): EvaluateHead => ({
  company: books.company, from: "2026-01", to: "2026-12", until: "2026-10", currency: "CNY", basis: "accrual", measure: "cost", filter: [], omitted_count: 0,
});
const names = (books: Books, register: "customer" | "activity" | "product") => Object.fromEntries(books.registers[register].map((one) => [one.code, one.name]));

export const activityList = (books: Books): Activity[] =>
  (isEmpty(books) ? [] : books.registers.activity).map((one, place) => ({
    code: one.code, name: one.name, name_en: null, purpose: "maintenance", channel: null, starts_on: `2026-0${place + 3}-10`, ends_on: `2026-0${place + 3}-11`,
    planned_cost: cents(4_000_000), expected_revenue: null, invited: 120, attendance: place ? 21 : 88, responses: 30, revenue: place ? null : cents(9_000_000), score: place ? "2.3" : "4.6", status: "done", active: true,
  }));

const activityRow = (code: string | null, place: number): ActivityRow => ({
  activity: code, purpose: code ? "maintenance" : null, channel: null, starts_on: code ? `2026-0${place + 3}-10` : null, ends_on: null, status: code ? "done" : null,
  planned_cost: cents(4_000_000), cost: cents(3_600_000 + place * 900_000), variance: cents(400_000 - place * 900_000), offset: cents(0), invited: 120, attendance: place ? 21 : 88, responses: 30,
  attendance_rate: place ? 0.175 : 0.733_333, response_rate: 0.25, cost_per_attendee: cents(40_909), cost_per_response: cents(120_000), expected_revenue: null,
  revenue: place ? null : cents(9_000_000), revenue_source: place ? null : "register", roi_revenue: place ? null : 1.5, roi_margin: place ? null : 0.05, score: place ? 2.3 : 4.6,
});

export const activities = (books: Books): ActivitiesReport => ({
  head: head(books), margin: 0.4, rows: (isEmpty(books) ? [] : books.registers.activity).map((one, place) => activityRow(one.code, place)), total: activityRow(null, 0),
  labels: { activity: names(books, "activity") },
});

export const tools = (books: Books): Tool[] =>
  isEmpty(books) ? [] : [
    { code: "CRM", name: "智客云 CRM", vendor: null, category: "1.2", renewal_on: "2027-03-10", notice_days: 60, active: true, months: [] },
    { code: "OA", name: "办公套件", vendor: null, category: "1.3", renewal_on: "2027-01-15", notice_days: 30, active: true, months: [] },
  ];

const tool = (code: string, name: string, active: number): ToolRow => ({
  tool: code, name, month: "2026-10", seats: 60, active, active_months: active * 10, seat_months: 600, module_months_used: 40, module_months_paid: 100, cost_of_active: cents(9_600_000), active_with_cost: active * 10, active_share: active / 60, logins: active * 100, modules_paid: 8, modules_used: active > 30 ? 7 : 3, module_share: 0.4, last_used_on: "2026-10-28",
  gb_paid: null, gb_used: null, gb_share: null, cost: cents(9_600_000), cost_source: "entries", cost_per_active_seat: cents(Math.round(800_000 / active)), renewal_on: "2027-03-10", notice_by: "2027-01-09",
  verdict: active < 30 ? "waste" : "in_use",
});

const service = (month: string | null, tickets: number): ServiceRow => ({
  ...(month ? { month } : {}), tickets, minutes: tickets * 20, minutes_per_ticket: 20, tickets_timed: tickets, tickets_told: tickets, automated: Math.round(tickets / 4), automated_share: 0.25, cost: cents(tickets * 30_000), cost_per_ticket: tickets ? cents(30_000) : null,
  first_solution_minutes: 22, solution_minutes: 380,
});

export const resources = (books: Books): ResourcesReport => {
  const none = isEmpty(books);
  const customers = books.registers.customer.slice(0, 4);
  return {
    head: head(books), by: "month",
    hours: none
      ? { rows: [], by_kind: [], by_customer: [], total: 0, administration: 0, administration_share: null, is_mostly_administration: false, unused: 0, unused_share: null, employees: 0 }
      : {
          rows: [{ kind: "administration", customer: null, hours: 620, share: 0.54 }, { kind: "visits", customer: customers[0]?.code ?? null, hours: 210.5, share: 0.18 }],
          by_kind: [{ kind: "administration", customer: null, hours: 620, share: 0.54 }, { kind: "visits", customer: null, hours: 310.5, share: 0.27 }, { kind: "合同审核", customer: null, hours: 218, share: 0.19 }],
          by_customer: customers.map((one, place) => ({ kind: null, customer: one.code, hours: 120 - place * 20, share: 0.1 })),
          total: 1148.5, administration: 620, administration_share: 0.56, is_mostly_administration: true, unused: 40, unused_share: 0.03, employees: 7,
        },
    tools: none ? [] : [tool("CRM", "智客云 CRM", 13), tool("OA", "办公套件", 57)],
    service: none ? [] : [service("2026-01", 120), service("2026-02", 140), service("2026-03", 180)], service_total: service(null, none ? 0 : 440),
    labels: { customer: names(books, "customer") },
  };
};

export const hours = (books: Books): Hours[] =>
  isEmpty(books) ? [] : [{ id: 1, date: "2026-10-08", month: "2026-10", employee: "林珊", hours: "3.5", kind: "visits", customer: books.registers.customer[0]?.code ?? null, activity: null, memo: "" }];

const says = (customer: string | null, place: number): Feedback => ({
  id: place + 1, date: `2026-0${9 - (place % 5)}-12`, customer, employee: customer ? null : "林珊", topic: customer ? "" : "CRM 录入太慢", source: "电话回访", satisfaction: place % 3 ? 4 : 2, nps: place % 2 ? 9 : null,
  text: place % 3 ? "服务及时，态度好" : "读数漂移，误报频繁，换过两次仍然如此，希望给出书面说明并尽快安排检测", complaint: place % 3 === 0, owner: place % 3 ? null : "周一鸣", due_on: place % 3 ? null : "2026-10-20",
  outcome: place === 3 ? "更换新批次" : "", open: place % 3 === 0 && place !== 3, days_late: place === 0 ? 32 : null, activity: null, product: null, tool: null, category: "9.3",
});

export const feedbackOf = (books: Books, customer: string): Feedback[] => (isEmpty(books) ? [] : [says(customer, 0)]);

export const feedback = (books: Books, query: FeedbackQuery): FeedbackPage => {
  const all = isEmpty(books) ? [] : [...books.registers.customer.slice(0, 6).map((one, place) => says(one.code, place)), says(null, 7)];
  const rows = all.filter((one) => (!query.open || one.open) && (!query.complaints || one.complaint) && (!query.internal || one.employee !== null));
  return { rows, count: rows.length, open: all.filter((one) => one.open).length, late: all.filter((one) => one.days_late !== null).length, labels: { customer: names(books, "customer") } };
};

const figures = (none: boolean): Omit<SatisfactionRow, "cost" | "churn"> => none
  ? { feedback: 0, n: 0, scores: 0, satisfied: 0, csat: null, csat_low: null, csat_high: null, mean: null, nps_n: 0, promoters: 0, passives: 0, detractors: 0, nps: null, nps_low: null, nps_high: null, complaints: 0, open_complaints: 0 }
  : { feedback: 46, n: 40, scores: 154, satisfied: 29, csat: 0.725, csat_low: 0.57, csat_high: 0.84, mean: 3.85, nps_n: 18, promoters: 9, passives: 5, detractors: 4, nps: 27.7778, nps_low: -9.1, nps_high: 60.2, complaints: 6, open_complaints: 2 };

export const satisfaction = (books: Books): SatisfactionReport => ({
  head: head(books), by: "grade", rows: isEmpty(books) ? [] : ["A", "B", "C"].map((grade) => ({ grade, ...figures(false), cost: cents(12_000_000), churn: 0.04 })),
  total: { ...figures(isEmpty(books)), cost: cents(isEmpty(books) ? 0 : 36_000_000), churn: isEmpty(books) ? null : 0.06 }, internal: 1, labels: { grade: { A: "A", B: "B", C: "C" } },
});
