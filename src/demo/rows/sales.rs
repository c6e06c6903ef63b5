//! What is sold: Opportunity and its contact roles; and the activities around it: Task, Event.

use super::cell::{Cell, DAY, cut, double, text};
use super::words::{HOME_SUBJECTS, SUBJECTS};
use crate::demo::clock;
use crate::demo::evaluate::Value;

/// Probability, closed, won and forecast category of the stages, in their defined order (the stages that an
/// org has from the start: Setup > Opportunity Stages).
const STAGES: &[(u32, bool, bool, &str, &str)] = &[
    (10, false, false, "Pipeline", "Pipeline"),
    (10, false, false, "Pipeline", "Pipeline"),
    (10, false, false, "Pipeline", "Pipeline"),
    (20, false, false, "Pipeline", "Pipeline"),
    (50, false, false, "Pipeline", "Pipeline"),
    (60, false, false, "Pipeline", "Pipeline"),
    (70, false, false, "Pipeline", "Pipeline"),
    (90, false, false, "BestCase", "Best Case"),
    (100, true, true, "Closed", "Closed"),
    (0, true, false, "Omitted", "Omitted"),
];

/// An Opportunity.
pub fn opportunity(cell: &Cell, field: &str) -> Option<Value<'static>> {
    let stage = match cell.chance(45, "closed") {
        true => 8 + cell.below(2, "won"),
        false => cell.below(8, "stage"),
    };
    let (probability, closed, won, forecast, forecast_name) = STAGES[stage];
    let amount = (cell.below(4_000, "amount") + 1) as f64 * 250.0;
    let has_amount = !cell.chance(8, "no amount");
    let close =
        cell.day(if closed { -cell.between(0, 700, "close") } else { cell.between(-20, 240, "close") });
    Some(match field {
        "AccountId" if cell.chance(3, field) => Value::Null,
        "AccountId" => cell.any("Account", "account"),
        "ContactId" => Value::Null,
        "Name" => {
            let account = cell.other("Account", cell.below(cell.count("Account"), "account"));
            let name = account.map_or(String::new(), |account| plain_text(account.value("Name")));
            text(cut(format!("{name} – {} kW", cell.between(4, 90, "size")), 120))
        }
        "StageName" => cell.choice_at(field, stage),
        "Amount" if has_amount => double(amount, 2),
        "ExpectedRevenue" if has_amount => double(amount * f64::from(probability) / 100.0, 2),
        "Amount" | "ExpectedRevenue" => Value::Null,
        "Probability" => double(f64::from(probability), 1),
        "CloseDate" => Value::Date(close),
        "IsClosed" => Value::Bool(closed),
        "IsWon" => Value::Bool(won),
        "ForecastCategory" => text(forecast),
        "ForecastCategoryName" => text(forecast_name),
        "FiscalYear" => Value::Int(close.year().into()),
        "FiscalQuarter" => Value::Int(i64::from((close.month() - 1) / 3 + 1)),
        "Fiscal" => text(format!("{} {}", close.year(), (close.month() - 1) / 3 + 1)),
        "HasOpportunityLineItem" | "HasOpenActivity" | "HasOverdueTask" | "IsPrivate" => Value::Bool(false),
        "LastStageChangeDate" => Value::DateTime(cell.changed()),
        _ => return None,
    })
}

/// An OpportunityContactRole.
pub fn role(cell: &Cell, field: &str) -> Option<Value<'static>> {
    Some(match field {
        "OpportunityId" => cell.reference("Opportunity", cell.row % cell.count("Opportunity").max(1)),
        "ContactId" => cell.any("Contact", field),
        "IsPrimary" => Value::Bool(cell.row < cell.count("Opportunity")),
        "IsDeleted" => Value::Bool(false),
        _ => return None,
    })
}

/// A Task.
pub fn task(cell: &Cell, field: &str) -> Option<Value<'static>> {
    let due = cell.between(-60, 30, "due");
    let closed = due < -5 || cell.chance(20, "closed");
    Some(match field {
        "WhoId" | "WhatId" | "AccountId" => return Some(related(cell, field)),
        "Subject" => text(cell.word_of(HOME_SUBJECTS, SUBJECTS, field)),
        "ActivityDate" => Value::Date(cell.day(due)),
        // As recorded: Not Started, In Progress, Completed, Waiting…, Deferred.
        "Status" => cell.choice_at(field, if closed { 2 } else { cell.below(2, field) }),
        "IsClosed" => Value::Bool(closed),
        "CompletedDateTime" if closed => Value::DateTime(cell.changed()),
        "CompletedDateTime" => Value::Null,
        "Priority" => cell.choice_at(field, priority(cell)),
        "IsHighPriority" => Value::Bool(priority(cell) == 0),
        "TaskSubtype" => text("Task"),
        "OwnerId" if cell.chance(8, "queue") => cell.any("Group", field),
        "IsArchived" | "IsRecurrence" | "IsReminderSet" => Value::Bool(false),
        "ReminderDateTime" | "CallDurationInSeconds" | "CallType" | "CallDisposition" | "CallObject" => {
            Value::Null
        }
        recurrence if recurrence.starts_with("Recurrence") => Value::Null,
        _ => return None,
    })
}

fn priority(cell: &Cell) -> usize {
    // As recorded: High, Normal, Low.
    if cell.chance(25, "urgent") { 0 } else { 1 + cell.below(2, "priority") }
}

/// Tasks in the recycle bin.
pub fn task_is_deleted(row: usize) -> bool {
    row % 53 == 17
}

/// An Event.
pub fn event(cell: &Cell, field: &str) -> Option<Value<'static>> {
    let minutes = 15 * cell.between(1, 12, "minutes");
    let start = cell.between(-120, 45, "start") * DAY + (7 * 3_600) + 900 * cell.between(0, 36, "hour");
    let start = clock::after(cell.rows.today(), start);
    let end = clock::after(start, minutes * 60);
    Some(match field {
        "WhoId" | "WhatId" | "AccountId" => return Some(related(cell, field)),
        "Subject" => text(cell.word_of(HOME_SUBJECTS, SUBJECTS, field)),
        "StartDateTime" | "ActivityDateTime" => Value::DateTime(start),
        "EndDateTime" => Value::DateTime(end),
        "ActivityDate" => Value::Date(super::cell::date(start)),
        "EndDate" => Value::Date(super::cell::date(end)),
        "DurationInMinutes" => Value::Int(minutes),
        "Location" if cell.chance(50, "somewhere") => text(cell.culture().towns[0].0),
        "Location" => Value::Null,
        "ShowAs" => text("Busy"),
        "EventSubtype" => text("Event"),
        "IsAllDayEvent" | "IsChild" | "IsGroupEvent" | "IsArchived" | "IsRecurrence" | "IsReminderSet" => {
            Value::Bool(false)
        }
        "IsRecurrence2" | "IsRecurrence2Exclusion" | "IsRecurrence2Exception" | "IsPrivate" => {
            Value::Bool(false)
        }
        "GroupEventType" => text("0"),
        "ReminderDateTime" => Value::Null,
        recurrence if recurrence.starts_with("Recurrence") => Value::Null,
        _ => return None,
    })
}

/// Who and what an activity is about: a Lead and nothing else, or a Contact with an Account, a Case or an
/// Opportunity; and the Opportunity's Account.
fn related(cell: &Cell, field: &str) -> Value<'static> {
    let kind = cell.below(8, "about");
    let what = match kind {
        0 => {
            let lead = cell.below(cell.count("Lead"), "lead");
            return match field {
                "WhoId" if super::people::lead_is_deleted(lead) => Value::Null,
                "WhoId" => cell.reference("Lead", lead),
                _ => Value::Null,
            };
        }
        1 => None,
        2..=4 => Some("Opportunity"),
        5 => Some("Case"),
        _ => Some("Account"),
    };
    match (field, what) {
        ("WhoId", _) => cell.any("Contact", "who"),
        (_, None) => Value::Null,
        ("WhatId", Some(what)) => cell.any(what, "what"),
        (_, Some("Account")) => cell.any("Account", "what"),
        (_, Some(what)) => {
            let row = cell.below(cell.count(what), "what");
            cell.other(what, row).map_or(Value::Null, |what| what.value("AccountId").into_owned())
        }
    }
}

/// The text of a value that is one.
pub fn plain_text(value: Value<'_>) -> String {
    match value {
        Value::Text(text) => text.into_owned(),
        _ => String::new(),
    }
}
