use super::*;
use crate::demo::evaluate::{Field, Kind};

fn rows(large: Option<usize>) -> Rows {
    rows_with(large, &[])
}

fn rows_with(large: Option<usize>, faults: &[&str]) -> Rows {
    let now: Timestamp = "2026-03-05T15:00:00Z".parse().unwrap();
    let faults = Arc::new(Faults::named(faults.iter().copied()).unwrap());
    Rows::new(Schema::new(4), large, now, Arc::new(Logins::new(now)), faults)
}

/// Why a value does not fit its field, or nothing.
fn misfit(rows: &Rows, field: &Field, value: &Value) -> Option<String> {
    let fits = match (field.kind, value) {
        (Kind::Boolean, Value::Null) => return Some("a checkbox is never empty".into()),
        (_, value) if value.is_null() => return (!field.nillable).then(|| "it may not be empty".into()),
        (Kind::Id, Value::Id(id)) => ids::is_id(id),
        (Kind::Reference, Value::Id(id)) => {
            let Some(table) = rows.table_of(id) else { return Some(format!("{id} belongs to no object")) };
            let target = &rows.sobject(table).name;
            if !field.reference_to.contains(target) {
                return Some(format!("{target} is none of {:?}", field.reference_to));
            }
            let Some(row) = rows.find(table, id) else { return Some(format!("{id} is not there")) };
            !rows.deleted(table, row)
        }
        (Kind::Picklist, Value::Text(text)) => field.picklist_values.iter().any(|v| v.value == *text),
        (Kind::MultiPicklist, Value::Text(text)) => {
            text.split(';').all(|part| field.picklist_values.iter().any(|v| v.value == part))
        }
        (
            Kind::String | Kind::TextArea | Kind::Phone | Kind::Url | Kind::Email | Kind::Combobox,
            Value::Text(text),
        ) => text.chars().count() <= field.length,
        (Kind::Boolean, Value::Bool(_)) | (Kind::Int, Value::Int(_)) | (Kind::Base64, Value::Text(_)) => true,
        (Kind::Double | Kind::Currency | Kind::Percent, Value::Double(text)) => {
            let digits = text.trim_start_matches('-').split('.').next().unwrap_or_default().len() as u32;
            text.parse::<f64>().is_ok() && digits <= (field.precision - field.scale).max(1)
        }
        (Kind::Date, Value::Date(_))
        | (Kind::DateTime, Value::DateTime(_))
        | (Kind::Time, Value::Time(_)) => true,
        (Kind::Address | Kind::Location, Value::Compound(_)) => true,
        _ => false,
    };
    (!fits).then(|| format!("{:?} holds {value:?}", field.kind))
}

#[test]
fn every_value_fits_its_describe_and_every_lookup_leads_to_a_row() {
    for (large, faults) in [(None, &[][..]), (None, &[HOSTILE_TEXT]), (Some(3), &[]), (Some(0), &[])] {
        let rows = rows_with(large, faults);
        let (mut filled, mut misfits) = (HashMap::new(), HashMap::new());
        for n in 0..rows.schema().len() {
            let (table, object) = (Table(n), rows.schema().object(n));
            let step = (rows.len(table) / 150).max(1);
            for row in (0..rows.len(table)).step_by(step) {
                for (f, field) in object.fields.iter().enumerate() {
                    let value = rows.value(table, row, f);
                    if let Some(misfit) = misfit(&rows, field, &value) {
                        misfits.insert((&object.name, &field.name), format!("row {row}: {misfit}"));
                    }
                    *filled.entry((n, f)).or_insert(0) += usize::from(!value.is_null());
                }
            }
        }
        assert!(misfits.is_empty(), "{misfits:#?}");
        let used = filled.values().filter(|&&n| n > 0).count();
        assert!(rows.viewed().iter().all(|&(table, row)| row < rows.len(table)));
        if large == Some(0) {
            continue;
        }
        assert!(used * 4 > filled.len() * 3, "{used} of {} fields are used", filled.len());
    }
}

#[test]
fn rows_are_the_same_each_time_and_for_the_whole_day() {
    let (one, two) = (rows(None), rows(None));
    let evening: Timestamp = "2026-03-05T23:59:59Z".parse().unwrap();
    let three = Rows::new(Schema::new(0), None, evening, Arc::new(Logins::new(evening)), Arc::default());
    for name in ["Contact", "Opportunity", "Installation__c", "Case"] {
        let table = one.table(name).unwrap();
        for row in [0, 77, 1_999] {
            for field in 0..one.sobject(table).fields.len() {
                let value = one.value(table, row, field);
                assert_eq!(value, two.value(table, row, field));
                assert_eq!(value, three.value(table, row, field));
            }
        }
    }
}

#[test]
fn accounts_have_many_contacts_a_few_or_none() {
    let rows = rows(None);
    let (accounts, contacts) = (rows.table("Account").unwrap(), rows.table("Contact").unwrap());
    let lookup = rows.sobject(contacts).field("AccountId").unwrap();
    let id = |row| ids::id("001", row);
    let counts: Vec<usize> = (0..200).map(|row| rows.children(&id(row), contacts, lookup).len()).collect();
    assert!(rows.len(contacts) > 2_000);
    assert!(counts[0] > 500, "{counts:?}");
    assert_eq!(counts[1], 0);
    assert!(counts.iter().filter(|&&n| (2..=100).contains(&n)).count() > 20, "{counts:?}");
    for &child in &rows.children(&id(9), contacts, lookup) {
        assert_eq!(rows.value(contacts, child, lookup), Value::id(&id(9)));
    }
    let primary = rows.sobject(accounts).field("Primary_Contact__c").unwrap();
    for row in [0, 5, 700] {
        let Value::Id(contact) = rows.value(accounts, row, primary) else { panic!("{row}") };
        let contact = rows.find(contacts, &contact).unwrap();
        assert_eq!(rows.value(contacts, contact, lookup), Value::id(&id(row)));
    }
}

#[test]
fn a_roll_up_counts_its_children_and_a_dependent_value_fits_its_region() {
    let rows = rows(Some(500));
    let (installations, visits) =
        (rows.table("Installation__c").unwrap(), rows.table("Installation_Visit__c").unwrap());
    let object = rows.sobject(installations);
    let field = |name: &str| object.field(name).unwrap();
    let lookup = rows.sobject(visits).field("Installation__c").unwrap();
    let text = rows.schema().describe(installations.0, "60.0", "", false);
    let describe: serde_json::Value = serde_json::from_str(&text).unwrap();
    let values = |name: &str| {
        let fields = describe["fields"].as_array().unwrap();
        fields.iter().find(|f| f["name"] == name).unwrap()["picklistValues"].as_array().unwrap().clone()
    };
    let (regions, markets) = (values("Region__c"), values("Market__c"));
    for row in 0..200 {
        let children = rows.children(&ids::id("a01", row), visits, lookup).len();
        assert_eq!(
            rows.value(installations, row, field("Visit_Count__c")),
            Value::Double(format!("{children}.0").into())
        );
        let Value::Text(market) = rows.value(installations, row, field("Market__c")) else { continue };
        let Value::Text(region) = rows.value(installations, row, field("Region__c")) else { panic!() };
        let bit = regions.iter().position(|v| v["value"] == *region).unwrap();
        let valid = markets.iter().find(|v| v["value"] == *market).unwrap()["validFor"].as_str().unwrap();
        let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, valid).unwrap();
        assert!(bytes[bit >> 3] & (0x80 >> (bit & 7)) != 0, "{market} in {region}");
    }
}

/// Texts of the fields that people read first, a line each.
fn texts(rows: &Rows) -> (String, usize) {
    let (mut all, mut longest) = (String::new(), 0);
    for (object, field) in [
        ("Contact", "Name"),
        ("Contact", "Department"),
        ("Contact", "Title"),
        ("Account", "Name"),
        ("Account", "BillingCity"),
        ("Case", "Subject"),
        ("Case", "Description"),
        ("Lead", "Company"),
        ("User", "Name"),
        ("Group", "Name"),
    ] {
        let table = rows.table(object).unwrap();
        let field = rows.sobject(table).field(field).unwrap();
        for row in 0..rows.len(table) {
            if let Value::Text(text) = rows.value(table, row, field) {
                longest = longest.max(text.chars().count());
                all.push_str(&text);
                all.push('\n');
            }
        }
    }
    (all, longest)
}

#[test]
fn the_company_is_an_ordinary_one_in_one_language() {
    let (all, longest) = texts(&rows(None));
    let odd: Vec<_> =
        all.lines().filter(|line| !line.is_ascii() || line.starts_with(['=', '+', '-', '@'])).collect();
    assert!(odd.is_empty(), "{odd:?}");
    assert!(all.lines().all(|line| line.chars().all(|c| !c.is_control())));
    assert!(longest > 3_000, "long text: {longest}");
}

#[test]
fn the_fault_brings_names_of_many_scripts_formulas_and_hostile_text() {
    let (all, longest) = texts(&rows_with(None, &[HOSTILE_TEXT]));
    let lines = ["=HYPERLINK(", "+1", "@SUM", "-2+3"];
    assert!(lines.iter().all(|start| all.lines().any(|line| line.starts_with(start))));
    assert!(
        ["\u{202e}", "\u{1b}", "\u{200b}", "Ö", "ł", "Щ", "Ψ", "青", "ก", "ş", "Đ", "ã", "ن", "한"]
            .iter()
            .all(|c| all.contains(c))
    );
    assert!(longest > 3_000, "long text: {longest}");
}

#[test]
fn the_fault_can_be_switched_while_the_org_runs() {
    let rows = rows(None);
    let contacts = rows.table("Contact").unwrap();
    let name = rows.sobject(contacts).field("LastName").unwrap();
    let read = |row| rows.value(contacts, row, name).into_owned();
    let before: Vec<_> = (0..50).map(read).collect();
    rows.faults.throw(HOSTILE_TEXT, None).unwrap();
    assert_ne!((0..50).map(read).collect::<Vec<_>>(), before);
    rows.faults.clear(HOSTILE_TEXT);
    assert_eq!((0..50).map(read).collect::<Vec<_>>(), before);
}

#[test]
fn deleted_rows_are_nobodys_target() {
    let rows = rows(None);
    let (leads, tasks) = (rows.table("Lead").unwrap(), rows.table("Task").unwrap());
    let who = rows.sobject(tasks).field("WhoId").unwrap();
    assert!((0..rows.len(leads)).any(|row| rows.deleted(leads, row)));
    for row in 0..rows.len(tasks) {
        let Value::Id(id) = rows.value(tasks, row, who) else { continue };
        let found = rows.find(leads, &id);
        assert!(found.is_none_or(|lead| !rows.deleted(leads, lead)));
    }
}
