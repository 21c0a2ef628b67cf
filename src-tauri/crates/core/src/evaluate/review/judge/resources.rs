//! 3. Use of resources: hours, tools, tickets.

use rust_decimal::Decimal;

use super::super::shown::{Evidence, Quantity, TestName, Weight};
use super::{Found, Judge, Place};
use crate::plan::{ReasonClass, RevisionKind};

impl Judge<'_> {
    /// 3. Use of resources.
    pub(super) fn resources(&mut self) -> Vec<Evidence> {
        let of = &self.facts.resources;
        let share = |pair: Option<(Decimal, Decimal)>| {
            pair.and_then(|(part, whole)| (whole > Decimal::ZERO).then(|| part.checked_div(whole)).flatten())
        };
        let (hours, seats, storage, tickets) = (share(of.hours), share(of.seats), share(of.storage), share(of.tickets));
        let seldom = [
            (
                "administration",
                hours.zip(self.high("administration")).is_some_and(|(a, b)| a > b),
                hours,
                of.hours,
            ),
            (
                "seats_active",
                seats.zip(self.low("seats_active")).is_some_and(|(a, b)| a < b),
                seats,
                of.seats,
            ),
            (
                "storage_used",
                storage.zip(self.low("storage_used")).is_some_and(|(a, b)| a < b),
                storage,
                of.storage,
            ),
        ];
        for (code, is_off, share, pair) in seldom {
            let (Some(share), Some((part, whole)), true) = (share, pair, is_off) else {
                continue;
            };
            let (kind, from, to) = match code {
                "administration" => (RevisionKind::Supplement, None, Some(Place::Category("1.3"))),
                "seats_active" => (RevisionKind::Reduction, Some(Place::Category("1.2")), None),
                _ => (RevisionKind::Reduction, Some(Place::Category("4")), None),
            };
            let pen = self.pen;
            self.find(Found {
                code,
                subject: None,
                test: TestName::Resources,
                weight: Weight::Weak,
                facts: vec![
                    ("share", pen.share(share)),
                    ("part", pen.figure(Quantity::Count, part)),
                    ("whole", pen.figure(Quantity::Count, whole)),
                ],
                evidence: vec![code.to_owned()],
                benchmark: Some(code),
                kind,
                from,
                to,
                reason: ReasonClass::InternalFeedback,
            });
        }
        let counted = |key: &str, value: Option<Decimal>, pair: Option<(Decimal, Decimal)>| {
            let (part, whole) = pair.unwrap_or_default();
            let (part, whole) = (
                self.pen.figure(Quantity::Count, part),
                self.pen.figure(Quantity::Count, whole),
            );
            self.evidence(key, Quantity::Share, value, &[("part", &part), ("whole", &whole)], None)
        };
        vec![
            counted("administration", hours, of.hours),
            counted("seats_active", seats, of.seats),
            counted("storage_used", storage, of.storage),
            counted("automated", tickets, of.tickets),
            self.evidence("ticket_cost", Quantity::Money, of.ticket_cost, &[], None),
        ]
    }
}
