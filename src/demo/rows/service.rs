//! What is installed and mended: Case, and the custom objects of a company that installs heat pumps.

use std::borrow::Cow;

use super::cell::{Cell, DAY, cut, double, text};
use super::words::{HOME_SUBJECTS, SUBJECTS};
use crate::demo::clock;
use crate::demo::evaluate::Value;

/// A Case.
pub fn case(cell: &Cell, field: &str) -> Option<Value<'static>> {
    let contact = (!cell.chance(6, "no contact")).then(|| cell.below(cell.count("Contact"), "contact"));
    let contact = contact.and_then(|row| cell.other("Contact", row));
    let of_contact = |field: &str| contact.map_or(Value::Null, |contact| contact.value(field).into_owned());
    let closed = cell.chance(60, "closed");
    Some(match field {
        "CaseNumber" => text(format!("{:08}", 1_026 + cell.row)),
        "ContactId" => contact.map_or(Value::Null, |contact| Value::Id(Cow::Owned(contact.id()))),
        "AccountId" => of_contact("AccountId"),
        "ContactPhone" => of_contact("Phone"),
        "ContactMobile" => of_contact("MobilePhone"),
        "ContactEmail" => of_contact("Email"),
        "ContactFax" => of_contact("Fax"),
        "Subject" => text(cell.word_of(HOME_SUBJECTS, SUBJECTS, field)),
        // As recorded: New, Working, Escalated, Closed.
        "Status" => cell.choice_at(field, if closed { 3 } else { cell.below(3, field) }),
        "IsClosed" => Value::Bool(closed),
        "ClosedDate" if closed => Value::DateTime(cell.changed()),
        "ClosedDate" => Value::Null,
        "IsEscalated" => Value::Bool(!closed && cell.below(3, "Status") == 2),
        "OwnerId" if cell.chance(30, "queue") => cell.any("Group", field),
        "SuppliedName" | "SuppliedEmail" | "SuppliedPhone" | "SuppliedCompany" | "Comments" => Value::Null,
        _ => return None,
    })
}

/// Markets by region, as the dependent picklist's bitmaps say: `validFor` of the describe.
const MARKETS: &[(usize, usize)] = &[(0, 4), (4, 4), (8, 2)];

/// An Installation.
pub fn installation(cell: &Cell, field: &str) -> Option<Value<'static>> {
    let stage = cell.below(5, "stage");
    let commissioned = stage == 3;
    let region = cell.below(MARKETS.len(), "region");
    let value = (cell.below(90_000, "value") + 4_000) as f64;
    let load = (!cell.chance(10, "no load")).then(|| cell.below(60_000, "load") as f64 / 1_000.0 + 3.0);
    let (town, latitude, longitude) = *cell.pick(cell.culture().towns, "town");
    let near = |degrees: f64, purpose: &str| degrees + cell.below(1_000, purpose) as f64 / 20_000.0;
    Some(match field {
        "Name" => text(format!("IN-{:06}", cell.row + 1)),
        "Account__c" => cell.any("Account", field),
        "Site_Contact__c" if cell.chance(20, "no contact") => Value::Null,
        "Site_Contact__c" => cell.any("Contact", field),
        "Lead_Engineer__c" => cell.person(field),
        "Stage__c" => cell.choice_at(field, stage),
        "Region__c" => cell.choice_at(field, region),
        "Market__c" if cell.chance(15, "no market") => Value::Null,
        "Market__c" => cell.choice_at(field, MARKETS[region].0 + cell.below(MARKETS[region].1, field)),
        "Contract_Value__c" => double(value, 2),
        "Heat_Load_kW__c" => load.map_or(Value::Null, |load| double(load, 3)),
        // The formula of the describe, with blanks as zero.
        "Value_per_kW__c" => load.map_or(Value::Null, |load| double(value / load, 2)),
        "Visit_Count__c" => double(visits(cell) as f64, 1),
        "Meter_Reading__c" if cell.chance(30, "no meter") => Value::Null,
        // More digits than a double holds: whoever reads it as one shows another number.
        // Beyond 2^53, where a number is exact as text alone.
        "Meter_Reading__c" if cell.is_hostile() => {
            Value::Double(Cow::Owned(format!("{}", 9_007_199_254_740_993_u64 + 2 * cell.row as u64)))
        }
        "Meter_Reading__c" => Value::Double(Cow::Owned(cell.between(1_200, 98_000, field).to_string())),
        "Start_Date__c" => Value::Date(cell.day(cell.between(-500, 90, field))),
        "Commissioned_At__c" if commissioned => Value::DateTime(cell.changed()),
        "Commissioned_At__c" => Value::Null,
        "External_Ref__c" => text(format!("ext-{:x}", 0x00c0_ffee + cell.row)),
        "Handover_Notes__c" if cell.chance(50, "no notes") => Value::Null,
        "Handover_Notes__c" => text(format!(
            "<p>{town}: <b>{}</b></p><ul><li>{}</li></ul>",
            cell.prose(1, 200, field),
            cell.prose(2, 400, "list")
        )),
        "Site__Latitude__s" => Value::Double(Cow::Owned(format!("{:.6}", near(latitude, "latitude")))),
        "Site__Longitude__s" => Value::Double(Cow::Owned(format!("{:.6}", near(longitude, "longitude")))),
        "Site__c" => Value::Compound(vec![
            ("latitude", cell.value("Site__Latitude__s").into_owned()),
            ("longitude", cell.value("Site__Longitude__s").into_owned()),
        ]),
        _ => return None,
    })
}

/// Visits are dealt out to the installations in turn.
fn visits(cell: &Cell) -> usize {
    let (visits, installations) = (cell.count("Installation_Visit__c"), cell.count("Installation__c").max(1));
    visits / installations + usize::from(cell.row < visits % installations)
}

/// An Installation Visit.
pub fn visit(cell: &Cell, field: &str) -> Option<Value<'static>> {
    Some(match field {
        "Name" => text(format!("Visit {}", cell.row + 1)),
        "Installation__c" => {
            cell.reference("Installation__c", cell.row % cell.count("Installation__c").max(1))
        }
        "Engineer__c" => cell.person(field),
        "Planned_For__c" => Value::DateTime(clock::after(
            cell.rows.today(),
            cell.between(-300, 40, "day") * DAY + 3_600 * cell.between(6, 16, "hour"),
        )),
        "Minutes__c" => double(cell.between(10, 300, field) as f64, 1),
        _ => return None,
    })
}

/// A Subsidy Rate, which is a custom setting.
pub fn rate(cell: &Cell, field: &str) -> Option<Value<'static>> {
    Some(match field {
        "Name" => text(cut(format!("{} {}", cell.culture().country, 2_020 + cell.row), 38)),
        "Rate__c" => double(cell.between(5, 45, field) as f64, 2),
        "Valid_From__c" => Value::Date(cell.day(-365 * (cell.row as i64 % 5 + 1))),
        _ => return None,
    })
}
