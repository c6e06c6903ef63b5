//! Companies and people: Account, Contact, Lead.

use std::borrow::Cow;

use super::cell::{Cell, DAY, cut, date, double, text};
use super::words::{
    CULTURES, Culture, DEPARTMENTS, FORMULAS, HOME, HOME_DEPARTMENTS, HOME_PASTS, HOME_TITLES, HOME_TOWNS,
    HOSTILE, TITLES,
};
use crate::demo::clock;
use crate::demo::evaluate::Value;

/// How many Contacts the first Account has, where there are enough: child rows go over a page of 500.
const CROWD: usize = 620;

/// An Account.
pub fn account(cell: &Cell, field: &str) -> Option<Value<'static>> {
    let culture = cell.culture();
    Some(match field {
        "Name" => text(company(cell)),
        "RecordTypeId" => cell.reference("RecordType", usize::from(cell.chance(12, "household"))),
        "ParentId" if cell.row > 0 && cell.chance(15, field) => {
            cell.reference("Account", cell.below(cell.row.min(60), field))
        }
        "ParentId" => Value::Null,
        "Primary_Contact__c" => primary_contact(cell),
        "History__c" if cell.chance(30, "no past") => Value::Null,
        "History__c" if !cell.is_hostile() => text(*cell.pick(HOME_PASTS, field)),
        "Type" if cell.chance(20, "no type") => Value::Null,
        "AnnualRevenue" if cell.chance(35, "no revenue") => Value::Null,
        "AnnualRevenue" => double(revenue(cell), 1),
        "NumberOfEmployees" if cell.chance(30, "no staff") => Value::Null,
        "NumberOfEmployees" => Value::Int(cell.between(1, 40, field) * cell.between(1, 90, "size")),
        "Website" if cell.chance(30, "no site") => Value::Null,
        "Website" => text(format!("https://www.{}", domain(cell))),
        "Phone" => cell.phone(field),
        "Fax" if cell.chance(80, "no fax") => Value::Null,
        "Fax" => cell.phone(field),
        "AccountNumber" => text(format!("A-{:06}", 100_000 + cell.row)),
        "Site" if cell.hostile_chance(5, "formula") => text(cell.word(FORMULAS, field)),
        "Site"
        | "TickerSymbol"
        | "Jigsaw"
        | "JigsawCompanyId"
        | "ChannelProgramName"
        | "ChannelProgramLevelName" => Value::Null,
        "DunsNumber" | "NaicsCode" | "NaicsDesc" | "Tradestyle" | "Sic" | "SicDesc" => Value::Null,
        "YearStarted" => text(cell.between(1_890, 2_024, field).to_string()),
        "CleanStatus" => text("Pending"),
        _ => {
            return place(cell, culture, "Billing", field, 8)
                .or_else(|| place(cell, culture, "Shipping", field, 70));
        }
    })
}

/// A Contact.
pub fn contact(cell: &Cell, field: &str) -> Option<Value<'static>> {
    let culture = cell.culture();
    Some(match field {
        "AccountId" => account_of(cell).map_or(Value::Null, |account| cell.reference("Account", account)),
        "LastName" => text(last(cell, culture)),
        "FirstName" => first(cell, culture).map_or(Value::Null, text),
        "Name" => text(name(cell, culture)),
        "Salutation" if cell.chance(70, field) => Value::Null,
        "Email" if cell.chance(12, "no email") => Value::Null,
        "Email" => text(email(cell)),
        "Phone" | "MobilePhone" => cell.phone(field),
        "Fax" | "HomePhone" | "OtherPhone" | "AssistantPhone" | "AssistantName" => Value::Null,
        "Title" if cell.chance(30, "no title") => Value::Null,
        "Title" => text(cell.word_of(HOME_TITLES, TITLES, field)),
        "Department" if cell.hostile_chance(4, "formula") => text(cell.word(FORMULAS, field)),
        "Department" if cell.chance(40, "no department") => Value::Null,
        "Department" => text(cell.word_of(HOME_DEPARTMENTS, DEPARTMENTS, field)),
        "ReportsToId" if cell.row > 0 && cell.row < CROWD && cell.chance(40, field) => {
            cell.reference("Contact", cell.row / 8)
        }
        "ReportsToId" => Value::Null,
        "Birthdate" if cell.chance(75, field) => Value::Null,
        "Birthdate" => Value::Date(cell.day(-cell.between(19 * 365, 78 * 365, "birth"))),
        "EmailBouncedReason" | "EmailBouncedDate" | "Jigsaw" | "JigsawContactId" | "LastCURequestDate"
        | "LastCUUpdateDate" => Value::Null,
        "IsEmailBounced" => Value::Bool(false),
        "CleanStatus" => text("Pending"),
        _ => {
            return place(cell, culture, "Mailing", field, 25)
                .or_else(|| place(cell, culture, "Other", field, 95));
        }
    })
}

/// A Lead.
pub fn lead(cell: &Cell, field: &str) -> Option<Value<'static>> {
    let culture = cell.culture();
    let converted = |object: &str, field: &str| match is_converted(cell) {
        true => cell.any(object, field),
        false => Value::Null,
    };
    Some(match field {
        "LastName" => text(last(cell, culture)),
        "FirstName" => first(cell, culture).map_or(Value::Null, text),
        "Name" => text(name(cell, culture)),
        "Company" if cell.hostile_chance(3, "formula") => text(cell.word(FORMULAS, field)),
        "Company" => text(company(cell)),
        "Email" => text(email(cell)),
        "Phone" | "MobilePhone" => cell.phone(field),
        "Title" => text(cell.word_of(HOME_TITLES, TITLES, field)),
        "Status" => cell.choice_at(field, status(cell)),
        "IsConverted" => Value::Bool(is_converted(cell)),
        "ConvertedDate" if is_converted(cell) => Value::Date(date(cell.changed())),
        "ConvertedDate" => Value::Null,
        "ConvertedAccountId" => converted("Account", field),
        "ConvertedContactId" => converted("Contact", field),
        "ConvertedOpportunityId" => converted("Opportunity", field),
        "OwnerId" if cell.chance(20, "queue") => cell.any("Group", field),
        "AnnualRevenue" => double(revenue(cell), 1),
        "Jigsaw" | "JigsawContactId" | "CompanyDunsNumber" | "EmailBouncedReason" | "EmailBouncedDate" => {
            Value::Null
        }
        "CleanStatus" => text("Pending"),
        _ => return place(cell, culture, "", field, 30),
    })
}

/// Leads in the recycle bin.
pub fn lead_is_deleted(row: usize) -> bool {
    row % 97 == 41
}

/// Lead's picklist of status has, as recorded, its converted value last but one.
fn status(cell: &Cell) -> usize {
    cell.below(4, "status")
}

fn is_converted(cell: &Cell) -> bool {
    cell.value("Status") == text("Closed - Converted")
}

/// The Account of a Contact. The first has a crowd, then each one that has any gets one of its own (its
/// primary contact), the others are spread; some Contacts are nobody's.
fn account_of(cell: &Cell) -> Option<usize> {
    let accounts = cell.count("Account");
    let crowd = CROWD.min(cell.count("Contact") / 4);
    if cell.row < crowd {
        return Some(0);
    }
    let own = cell.row - crowd;
    let account = match own < accounts {
        true => own,
        false if cell.chance(4, "nobody's") => return None,
        false => cell.below(accounts, "account"),
    };
    (!is_childless(account)).then_some(account)
}

/// Accounts without any Contact.
fn is_childless(account: usize) -> bool {
    account % 7 == 1
}

fn primary_contact(account: &Cell) -> Value<'static> {
    let crowd = CROWD.min(account.count("Contact") / 4);
    match account.row {
        _ if is_childless(account.row) => Value::Null,
        0 if crowd > 0 => account.reference("Contact", 0),
        row => account.reference("Contact", crowd + row),
    }
}

fn company(cell: &Cell) -> String {
    // The first account is the one with the crowd; it has a name to remember.
    if cell.object.name == "Account" && cell.row == 0 {
        let name =
            if cell.is_hostile() { "Stadtwerke Nordlicht GmbH & Co. KG" } else { "Nordlicht Utilities" };
        return name.to_owned();
    }
    if cell.hostile_chance(1, "hostile name") {
        return cell.word(HOSTILE, "name").to_owned();
    }
    let culture = cell.culture();
    let name = cell.word(culture.companies, "company").replace('*', cell.word(culture.brands, "brand"));
    match cell.row % 5 {
        0 | 1 => name,
        _ => format!("{name} {}", cell.pick(culture.towns, "branch").0),
    }
}

fn domain(cell: &Cell) -> String {
    format!("company-{}.example", cell.row + 1)
}

fn email(cell: &Cell) -> String {
    format!("{}{}@{}", if cell.object.name == "Lead" { "lead" } else { "c" }, cell.row + 1, "people.example")
}

fn last(cell: &Cell, culture: &'static Culture) -> Cow<'static, str> {
    match cell.row % 211 {
        _ if !cell.is_hostile() => Cow::Borrowed(cell.word(culture.last, "last")),
        // A bidi override in a name that shows it (and one person with a very long one).
        77 => Cow::Borrowed("Weiß\u{202e}nam"),
        78 => Cow::Owned(cut(culture.last.join("-"), 80)),
        _ => Cow::Borrowed(cell.word(culture.last, "last")),
    }
}

fn first(cell: &Cell, culture: &'static Culture) -> Option<&'static str> {
    (!cell.chance(3, "no first name")).then(|| cell.word(culture.first, "first"))
}

fn name(cell: &Cell, culture: &'static Culture) -> String {
    let last = last(cell, culture);
    cut(first(cell, culture).map_or_else(|| last.to_string(), |first| format!("{first} {last}")), 121)
}

fn revenue(cell: &Cell) -> f64 {
    match cell.row % 250 {
        9 => 98_765_432_109.5,
        _ => (cell.below(9_000, "revenue") + 1) as f64 * 12_500.0,
    }
}

/// The parts of an address, and the address made of them: `BillingCity`, `BillingAddress`.
pub fn place(
    cell: &Cell,
    culture: &Culture,
    prefix: &str,
    field: &str,
    empty: u64,
) -> Option<Value<'static>> {
    let part = field.strip_prefix(prefix)?;
    if !matches!(
        part,
        "Street"
            | "City"
            | "State"
            | "PostalCode"
            | "Country"
            | "Latitude"
            | "Longitude"
            | "GeocodeAccuracy"
            | "Address"
    ) {
        return None;
    }
    let purpose = |what: &str| format!("{prefix}{what}");
    if cell.chance(empty, &purpose("empty")) {
        return Some(Value::Null);
    }
    let (town, latitude, longitude) = culture.towns[cell.below(culture.towns.len(), &purpose("town"))];
    let home = HOME_TOWNS.iter().find(|(name, ..)| *name == town);
    let located = cell.chance(40, &purpose("located"));
    let near = |degrees: f64, what: &str| match located {
        true => Value::Double(Cow::Owned(format!(
            "{:.6}",
            degrees + cell.below(1_000, &purpose(what)) as f64 / 20_000.0
        ))),
        false => Value::Null,
    };
    Some(match part {
        "Street" => {
            let street = culture.streets[cell.below(culture.streets.len(), &purpose("street"))];
            let floor = if cell.chance(10, &purpose("floor")) { "\n2nd floor" } else { "" };
            let number = cell.between(1, 180, &purpose("number"));
            text(match home {
                Some(_) => format!("{number} {street}{floor}"),
                None => format!("{street} {number}{floor}"),
            })
        }
        "City" => text(town.to_owned()),
        "State" => home.map_or(Value::Null, |(_, state, ..)| text(*state)),
        "PostalCode" => {
            let shape = home.map_or(culture.postal, |(_, _, shape, _)| shape);
            text(cell.digits(shape, &purpose("postal")))
        }
        "Country" => text(culture.country.to_owned()),
        "Latitude" => near(latitude, "latitude"),
        "Longitude" => near(longitude, "longitude"),
        "GeocodeAccuracy" if located => text("Street"),
        "GeocodeAccuracy" => Value::Null,
        _ => {
            let of = |part: &str| place(cell, culture, prefix, &purpose(part), empty).unwrap_or(Value::Null);
            // Members in the recorded order, without codes: the org has no state and country picklists.
            Value::Compound(vec![
                ("city", of("City")),
                ("country", of("Country")),
                ("geocodeAccuracy", of("GeocodeAccuracy")),
                ("latitude", of("Latitude")),
                ("longitude", of("Longitude")),
                ("postalCode", of("PostalCode")),
                ("state", of("State")),
                ("street", of("Street")),
            ])
        }
    })
}

/// The language of a user, or of the organization: by number, so that its parts fit each other.
pub fn culture_of(cell: &Cell) -> &'static Culture {
    if cell.is_hostile() { &CULTURES[cell.row % CULTURES.len()] } else { &HOME }
}

/// A user's name: first and last.
pub fn user_name(cell: &Cell) -> (&'static str, &'static str) {
    let culture = culture_of(cell);
    (cell.word(culture.first, "first"), cell.word(culture.last, "last"))
}

/// A moment of the last days.
pub fn recently(cell: &Cell, days: i64, purpose: &str) -> Value<'static> {
    Value::DateTime(clock::after(
        cell.created().max(cell.rows.today()),
        -cell.between(60, days * DAY, purpose),
    ))
}
