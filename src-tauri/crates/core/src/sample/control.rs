//! What happened to the plan of 2026 after it was approved: two documents, requests of different age, a line that
//! tells before it is overspent.

use super::{SampleControl, SampleRequest, SampleRevision};
use crate::language::Language;
use crate::plan::{LineKey, ReasonClass, RequestState, RevisionKind};

fn category(code: &str) -> LineKey {
    LineKey {
        category: Some(code.to_owned()),
        ..LineKey::default()
    }
}

/// The documents, oldest first.
pub(super) fn revisions(language: Language) -> Vec<SampleRevision> {
    let social = LineKey {
        channel: Some("social".to_owned()),
        ..category("7.2")
    };
    let faulty = LineKey {
        product: Some("S3".to_owned()),
        ..category("9.4")
    };
    vec![
        // Money goes where customers came from; the plan of the months before stays.
        SampleRevision {
            kind: RevisionKind::Transfer,
            effective: "2026-11",
            reason: ReasonClass::Market,
            text: language.pick(
                "社交渠道转化差,改投老客户推荐",
                "Social converts poorly; referrals get more",
            ),
            moves: vec![
                (social, -5_000_00),
                (
                    LineKey {
                        channel: Some("referral".to_owned()),
                        ..category("7.3")
                    },
                    5_000_00,
                ),
            ],
            author: "chen",
            made_at: "2026-10-28T02:10:00Z",
        },
        SampleRevision {
            kind: RevisionKind::Supplement,
            effective: "2026-11",
            reason: ReasonClass::CustomerFeedback,
            text: language.pick("传感器 S3 退换货增多", "More returns of the sensor S3"),
            moves: vec![(faulty, 12_000_00)],
            author: "chen",
            made_at: "2026-10-30T06:40:00Z",
        },
    ]
}

/// Requests, oldest first.
pub(super) fn requests(language: Language) -> Vec<SampleRequest> {
    let exhibition = LineKey {
        channel: Some("exhibition".to_owned()),
        ..category("7.3")
    };
    vec![
        SampleRequest {
            title: language.pick("年度品牌调研", "Brand survey of the year"),
            key: category("7.6"),
            month: "2026-12",
            amount_minor: 19_000_00,
            state: RequestState::Approved,
            requested_by: "zhou",
            requested_at: "2026-09-14T01:30:00Z",
            decided: Some(("chen", "2026-09-16T03:00:00Z")),
        },
        SampleRequest {
            title: language.pick("明春展会订金", "Deposit for the spring fair"),
            key: exhibition,
            month: "2026-12",
            amount_minor: 6_000_00,
            state: RequestState::Pending,
            requested_by: "zhou",
            requested_at: "2026-10-12T07:20:00Z",
            decided: None,
        },
        SampleRequest {
            title: language.pick("客服话术培训", "Training for the support desk"),
            key: category("3.1"),
            month: "2026-11",
            amount_minor: 3_500_00,
            state: RequestState::Pending,
            requested_by: "wu",
            requested_at: "2026-10-27T09:05:00Z",
            decided: None,
        },
    ]
}

/// Lines under control.
pub(super) fn controls() -> Vec<SampleControl> {
    vec![SampleControl {
        key: LineKey {
            customer: Some("C003".to_owned()),
            ..category("8.4")
        },
        to_date: crate::plan::Control::Warn,
        full_year: crate::plan::Control::Warn,
    }]
}
