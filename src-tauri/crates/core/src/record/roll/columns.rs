//! The columns of each register.

use super::CellKind::{Code, Count, Date, Flag, Member, Money, Month, Quantity, Rate, Text, Word};
use super::{CellKind, Roll, RollColumn};

const fn of(kind: CellKind, key: &'static str, title: &'static str) -> RollColumn {
    RollColumn {
        key,
        title,
        kind,
        words: &[],
        label: "",
        names: "",
        is_needed: false,
        is_beside: false,
        is_fixed: false,
    }
}

const fn member(key: &'static str, names: &'static str, title: &'static str) -> RollColumn {
    let mut column = of(Member, key, title);
    column.names = names;
    column
}

const fn word(
    key: &'static str,
    title: &'static str,
    label: &'static str,
    words: &'static [&'static str],
) -> RollColumn {
    let mut column = of(Word, key, title);
    column.label = label;
    column.words = words;
    column
}

const fn needed(mut column: RollColumn) -> RollColumn {
    column.is_needed = true;
    column
}

const fn beside(mut column: RollColumn) -> RollColumn {
    column.is_beside = true;
    column
}

const fn fixed(mut column: RollColumn) -> RollColumn {
    column.is_fixed = true;
    column
}

const CODE: RollColumn = needed(of(Code, "code", "field.code"));
const NAME: RollColumn = needed(of(Text, "name", "field.name"));
const NAME_EN: RollColumn = of(Text, "name_en", "field.name_en");
const ACTIVE: RollColumn = needed(of(Flag, "active", "roll.active"));
const CUSTOMER: RollColumn = member("customer", "customer", "field.customer");
const STAGES: &[&str] = &["acquisition", "maintenance", "service", "shared"];
/// Words of `Rhythm`, `CustomerStatus`, `ActivityStatus`.
const RHYTHMS: &[&str] = &["once", "month", "quarter", "half_year", "year"];
const STATUSES: &[&str] = &["lead", "active", "dormant", "lapsed"];
const ACTIVITY_STATUSES: &[&str] = &["planned", "running", "feedback", "done", "cancelled"];

/// The columns of a register, in the order of its form.
pub fn columns(roll: Roll) -> &'static [RollColumn] {
    match roll {
        Roll::Customer => {
            const {
                &[
                    CODE,
                    NAME,
                    of(Text, "tax_number", "field.tax_number"),
                    member("grade", "grade", "field.grade"),
                    of(Text, "industry", "field.industry"),
                    of(Text, "region", "field.region"),
                    of(Text, "owner", "field.owner"),
                    needed(word("status", "field.status", "customer.status.", STATUSES)),
                    of(Date, "acquired_on", "field.acquired_on"),
                    member("channel", "channel", "field.channel"),
                    of(Date, "lapsed_on", "field.lapsed_on"),
                    ACTIVE,
                ]
            }
        }
        Roll::Channel | Roll::Vendor => const { &[CODE, NAME, NAME_EN, ACTIVE] },
        Roll::Product => const { &[CODE, NAME, NAME_EN, needed(of(Flag, "core", "field.core")), ACTIVE] },
        Roll::Department => {
            const {
                &[
                    CODE,
                    NAME,
                    NAME_EN,
                    word("stage", "field.stage", "stage.", STAGES),
                    ACTIVE,
                ]
            }
        }
        Roll::Metric => {
            const {
                &[
                    needed(of(Month, "month", "field.month")),
                    needed(member("channel", "channel", "field.channel")),
                    of(Count, "leads", "field.leads"),
                    of(Count, "opportunities", "field.opportunities"),
                    of(Count, "customers", "field.customers"),
                    of(Money, "revenue", "field.revenue"),
                ]
            }
        }
        Roll::Activity => {
            const {
                &[
                    CODE,
                    NAME,
                    NAME_EN,
                    word(
                        "stage",
                        "field.purpose",
                        "purpose.",
                        &["acquisition", "maintenance", "service"],
                    ),
                    beside(member("channel", "channel", "field.channel")),
                    beside(of(Date, "starts_on", "field.from")),
                    beside(of(Date, "ends_on", "field.to")),
                    beside(of(Money, "planned", "field.planned_cost")),
                    beside(of(Money, "expected", "field.expected_revenue")),
                    beside(of(Count, "invited", "field.invited")),
                    beside(of(Count, "attendance", "field.attendance")),
                    beside(of(Count, "responses", "field.responses")),
                    beside(of(Money, "revenue", "field.revenue")),
                    beside(of(Quantity, "score", "field.score")),
                    beside(needed(word(
                        "status",
                        "field.status",
                        "activity_status.",
                        ACTIVITY_STATUSES,
                    ))),
                    ACTIVE,
                ]
            }
        }
        Roll::Contract => {
            const {
                &[
                    needed(of(Code, "code", "field.contract")),
                    needed(CUSTOMER),
                    needed(of(Date, "starts_on", "field.from")),
                    needed(of(Date, "ends_on", "field.to")),
                    needed(of(Money, "gross", "field.gross")),
                    of(Rate, "tax_rate", "field.tax_rate"),
                    needed(word("rhythm", "field.rhythm", "rhythm.", RHYTHMS)),
                    needed(of(Count, "due_days", "field.due_days")),
                    of(Text, "services", "field.services"),
                    member("department", "department", "field.department"),
                    of(Date, "ended_on", "roll.ended_on"),
                ]
            }
        }
        Roll::Receipt => {
            const {
                &[
                    needed(of(Date, "received_on", "field.date")),
                    needed(CUSTOMER),
                    member("contract", "customer_contract", "field.contract"),
                    needed(of(Money, "amount", "field.amount")),
                    of(Text, "memo", "field.memo"),
                ]
            }
        }
        Roll::Order => {
            const {
                &[
                    needed(of(Date, "ordered_on", "field.date")),
                    needed(CUSTOMER),
                    needed(of(Money, "amount", "field.amount")),
                    of(Text, "number", "field.order"),
                    member("product", "product", "field.product"),
                ]
            }
        }
        Roll::Purchase => {
            const {
                &[
                    needed(fixed(of(Code, "code", "field.contract"))),
                    needed(of(Text, "title", "field.name")),
                    needed(fixed(member("vendor", "vendor", "field.vendor"))),
                    member("department", "department", "field.department"),
                    needed(fixed(of(Date, "starts_on", "field.from"))),
                    needed(fixed(of(Date, "ends_on", "field.to"))),
                    needed(of(Count, "notice_days", "field.notice_days")),
                    needed(of(Flag, "auto_renewed", "roll.auto_renewed")),
                    of(Text, "responsible", "field.owner"),
                    of(Text, "note", "field.memo"),
                    fixed(of(Date, "ended_on", "roll.ended_on")),
                ]
            }
        }
        Roll::Points => {
            const {
                &[
                    needed(of(Month, "month", "field.month")),
                    CUSTOMER,
                    needed(of(Count, "issued", "field.points_issued")),
                    needed(of(Count, "redeemed", "field.points_redeemed")),
                    needed(of(Count, "expired", "field.points_expired")),
                    of(Quantity, "cost_per_point", "field.cost_per_point"),
                    of(Count, "members", "field.members"),
                    of(Count, "active_members", "field.active_members"),
                ]
            }
        }
        Roll::Tool => {
            const {
                &[
                    CODE,
                    NAME,
                    member("vendor", "vendor", "field.vendor"),
                    member("category", "category", "field.category"),
                    of(Date, "renewal_on", "field.renewal"),
                    of(Count, "notice_days", "field.notice_days"),
                    ACTIVE,
                ]
            }
        }
        Roll::ToolUse => {
            const {
                &[
                    needed(member("tool", "tool", "field.tool")),
                    needed(of(Month, "month", "field.month")),
                    of(Count, "seats", "field.seats"),
                    of(Count, "active", "field.active"),
                    of(Count, "logins", "field.logins"),
                    of(Count, "modules_paid", "field.modules_paid"),
                    of(Count, "modules_used", "field.modules_used"),
                    of(Date, "last_used_on", "field.last_used"),
                    of(Quantity, "gb_paid", "field.gb_paid"),
                    of(Quantity, "gb_used", "field.gb_used"),
                    of(Money, "cost", "field.cost"),
                ]
            }
        }
        Roll::Hours => {
            const {
                &[
                    of(Date, "worked_on", "field.date"),
                    needed(of(Month, "month", "field.month")),
                    needed(of(Text, "employee", "field.employee")),
                    needed(of(Quantity, "hours", "field.hours")),
                    of(Text, "kind", "field.kind"),
                    CUSTOMER,
                    member("activity", "activity", "field.activity"),
                    of(Text, "memo", "field.memo"),
                ]
            }
        }
        Roll::Service => {
            const {
                &[
                    needed(of(Month, "month", "field.month")),
                    CUSTOMER,
                    member("product", "product", "field.product"),
                    needed(of(Count, "tickets", "field.tickets")),
                    of(Quantity, "minutes", "field.minutes"),
                    of(Count, "automated", "field.automated"),
                    of(Quantity, "first_solution", "field.first_solution_minutes"),
                    of(Quantity, "solution", "field.solution_minutes"),
                ]
            }
        }
        Roll::Entry => &[],
        Roll::Feedback => {
            const {
                &[
                    needed(of(Date, "noted_on", "field.date")),
                    CUSTOMER,
                    of(Text, "employee", "field.employee"),
                    of(Text, "topic", "field.topic"),
                    of(Text, "source", "field.source"),
                    of(Count, "satisfaction", "field.satisfaction"),
                    of(Count, "nps", "field.nps"),
                    of(Text, "text", "field.text"),
                    needed(of(Flag, "complaint", "field.complaint")),
                    of(Text, "owner", "field.owner"),
                    of(Date, "due_on", "field.due"),
                    of(Text, "outcome", "field.outcome"),
                    member("activity", "activity", "field.activity"),
                    member("product", "product", "field.product"),
                    member("tool", "tool", "field.tool"),
                    member("category", "category", "field.category"),
                ]
            }
        }
    }
}
