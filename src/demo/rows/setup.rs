//! The org's own set-up: users, profiles, roles, queues, the organization, documents and Apex classes.

use super::cell::{Cell, DAY, text};
use super::people::{culture_of, place, recently, user_name};
use crate::demo::clock;
use crate::demo::evaluate::Value;
use crate::demo::logins::APPLICATION;

/// Username of the user whose rights the connected app has.
pub const RUN_AS: &str = "svc.orgscope@demo.example";
/// The organization's name.
pub const ORG_NAME: &str = "Nordlicht Heating (demo)";

const PROFILES: &[&str] = &[
    "Minimum Access - API Only Integrations",
    "System Administrator",
    "Standard User",
    "Service Technician",
];
const ROLES: &[&str] =
    &["CEO", "Sales, Europe", "Sales, Asia-Pacific", "Service", "Back Office", "Sales, Americas"];
/// Name, name where texts are hostile, developer name.
const QUEUES: &[(&str, &str, &str)] = &[
    ("Unassigned Leads", "Unassigned Leads", "Unassigned_Leads"),
    ("Night Desk", "Night Desk", "Night_Desk"),
    ("Weekend Desk", "夜間窓口", "Weekend_Desk"),
];
const CLASSES: &[&str] = &[
    "AccountHierarchy",
    "AccountHierarchyTest",
    "HeatLoadCalculator",
    "HeatLoadCalculatorTest",
    "InstallationTrigger",
    "MeterReadingImport",
    "SubsidyRates",
    "VisitPlanner",
    "VisitPlannerTest",
];

/// A value of an object of the set-up.
pub fn value(cell: &Cell, field: &str) -> Option<Value<'static>> {
    match cell.object.name.as_str() {
        "User" => user(cell, field),
        "Organization" => organization(cell, field),
        "Profile" => profile(cell, field),
        "ConnectedApplication" => application(cell, field),
        "UserRole" => role(cell, field),
        "UserLicense" => license(cell, field),
        "Group" => group(cell, field),
        "RecordType" => record_type(cell, field),
        "Document" => document(cell, field),
        "ApexClass" => class(cell, field),
        _ => None,
    }
}

/// Row 0 is the Run As user, row 1 the administrator; the others are staff, some of them gone.
fn user(cell: &Cell, field: &str) -> Option<Value<'static>> {
    let culture = culture_of(cell);
    let (first, last) = match cell.row {
        0 => ("", "Integration orgscope"),
        _ => user_name(cell),
    };
    let active = cell.row < 2 || !cell.chance(15, "gone");
    Some(match field {
        "Username" => text(match cell.row {
            0 => RUN_AS.to_owned(),
            1 => "admin@demo.example".to_owned(),
            row => format!("user{row}@demo.example"),
        }),
        "Email" => text(if cell.row == 0 {
            "svc.orgscope@demo.example".to_owned()
        } else {
            format!("user{}@demo.example", cell.row)
        }),
        "FirstName" if first.is_empty() => Value::Null,
        "FirstName" => text(first),
        "LastName" => text(last),
        "Name" => text(format!("{first} {last}").trim().to_owned()),
        "Alias" => text(if cell.row == 0 { "orgscope".to_owned() } else { format!("u{:03}", cell.row) }),
        "CommunityNickname" => {
            text(if cell.row == 0 { "svc.orgscope".to_owned() } else { format!("user{}", cell.row) })
        }
        "ProfileId" => cell.reference(
            "Profile",
            match cell.row {
                0 => 0,
                1 => 1,
                row => 2 + row % 2,
            },
        ),
        "UserRoleId" if cell.row == 0 => Value::Null,
        "UserRoleId" => cell.reference("UserRole", cell.row % ROLES.len()),
        "ManagerId" if cell.row > 1 => cell.reference("User", 1 + (cell.row - 1) / 3),
        "ManagerId" | "DelegatedApproverId" | "ContactId" | "AccountId" | "CallCenterId" => Value::Null,
        "IsActive" => Value::Bool(active),
        "UserType" => text("Standard"),
        "LocaleSidKey" => text(if cell.row == 0 { "en_US" } else { culture.locale }),
        "TimeZoneSidKey" => text(if cell.row == 0 { "GMT" } else { culture.zone }),
        "LanguageLocaleKey" => text(if cell.row == 0 { "en_US" } else { culture.language }),
        "EmailEncodingKey" => text("UTF-8"),
        "CompanyName" => text(ORG_NAME),
        "Title" if cell.row == 0 => text("Reads for orgscope; nobody logs in with it"),
        "LastLoginDate" if cell.row == 0 => Value::DateTime(cell.rows.today()),
        "LastLoginDate" => recently(cell, 40, field),
        "LastPasswordChangeDate" => recently(cell, 300, field),
        "DigestFrequency" => text("D"),
        "DefaultGroupNotificationFrequency" => text("N"),
        "NumberOfFailedLogins" => Value::Int(0),
        "BadgeText"
        | "PortalRole"
        | "OfflineTrialExpirationDate"
        | "OfflinePdaTrialExpirationDate"
        | "JigsawImportLimitOverride" => Value::Null,
        "FederationIdentifier"
        | "SenderEmail"
        | "SenderName"
        | "StayInTouchSubject"
        | "StayInTouchSignature" => Value::Null,
        "IsPortalEnabled" | "IsProfilePhotoActive" | "IsExtIndicatorVisible" | "ForecastEnabled" => {
            Value::Bool(false)
        }
        _ if cell.row == 0 => return place(cell, culture, "", field, 100),
        _ => return place(cell, culture, "", field, 10),
    })
}

fn organization(cell: &Cell, field: &str) -> Option<Value<'static>> {
    let culture = culture_of(cell);
    Some(match field {
        "Name" => text(ORG_NAME),
        "OrganizationType" => text("Developer Edition"),
        "InstanceName" => text("DEMO1"),
        "IsSandbox" | "IsReadOnly" => Value::Bool(false),
        "NamespacePrefix" | "TrialExpirationDate" | "Division" | "SignupCountryIsoCode" => Value::Null,
        "DefaultLocaleSidKey" => text(culture.locale),
        "TimeZoneSidKey" => text(culture.zone),
        "LanguageLocaleKey" => text("en_US"),
        "PrimaryContact" => text("The administrator"),
        "FiscalYearStartMonth" => Value::Int(1),
        "CreatedDate" => Value::DateTime(clock::after(cell.rows.today(), -1_600 * DAY)),
        "LastModifiedDate" | "SystemModstamp" => Value::DateTime(clock::after(cell.rows.today(), -3 * DAY)),
        "UiSkin" => text("Theme3"),
        "WebToCaseDefaultOrigin" | "ComplianceBccEmail" | "NumKnowledgeService" => Value::Null,
        "MonthlyPageViewsUsed" | "MonthlyPageViewsEntitlement" => Value::Null,
        "Phone" => cell.phone(field),
        "Fax" => Value::Null,
        _ => return place(cell, culture, "", field, 0),
    })
}

fn profile(cell: &Cell, field: &str) -> Option<Value<'static>> {
    let admin = cell.row == 1;
    Some(match field {
        "Name" => text(PROFILES[cell.row % PROFILES.len()]),
        "UserLicenseId" => cell.reference("UserLicense", usize::from(cell.row > 0)),
        "UserType" => text("Standard"),
        "Description" => Value::Null,
        "PermissionsApiUserOnly" => Value::Bool(cell.row == 0),
        "PermissionsApiEnabled" => Value::Bool(cell.row < 2),
        "PermissionsViewAllData" | "PermissionsViewSetup" => Value::Bool(cell.row < 2),
        permission if permission.starts_with("Permissions") => Value::Bool(admin),
        _ => return None,
    })
}

/// The app whose key the org takes.
fn application(cell: &Cell, field: &str) -> Option<Value<'static>> {
    Some(match field {
        "Name" => text(APPLICATION),
        "OptionsAllowAdminApprovedUsersOnly" => Value::Bool(true),
        "OptionsHasSessionLevelPolicy" | "OptionsIsInternal" => Value::Bool(false),
        "RefreshTokenValidityPeriod" | "StartUrl" => Value::Null,
        "CreatedDate" | "LastModifiedDate" | "SystemModstamp" => {
            Value::DateTime(clock::after(cell.rows.today(), -90 * DAY))
        }
        _ => return None,
    })
}

fn role(cell: &Cell, field: &str) -> Option<Value<'static>> {
    let name = ROLES[cell.row % ROLES.len()];
    Some(match field {
        "Name" => text(name),
        "ParentRoleId" if cell.row == 0 => Value::Null,
        "ParentRoleId" => cell.reference("UserRole", 0),
        "DeveloperName" => text(name.replace([' ', '-'], "_").replace(',', "")),
        "RollupDescription" => text(name),
        _ => return None,
    })
}

fn license(cell: &Cell, field: &str) -> Option<Value<'static>> {
    let (name, key, total, used) = match cell.row {
        0 => ("Salesforce Integration", "PID_SFDC_Integration_User", 5, 1),
        _ => ("Salesforce", "SFDC", 40, 23),
    };
    Some(match field {
        "Name" | "MasterLabel" => text(name),
        "LicenseDefinitionKey" => text(key),
        "Status" => text("Active"),
        "TotalLicenses" => Value::Int(total),
        "UsedLicenses" => Value::Int(used),
        _ => return None,
    })
}

fn group(cell: &Cell, field: &str) -> Option<Value<'static>> {
    let (home, hostile, developer_name) = QUEUES[cell.row % QUEUES.len()];
    let name = if cell.is_hostile() { hostile } else { home };
    Some(match field {
        "Name" => text(name),
        "DeveloperName" => text(developer_name),
        "Type" => text("Queue"),
        "OwnerId" => cell.reference("User", 1),
        _ => return None,
    })
}

fn record_type(cell: &Cell, field: &str) -> Option<Value<'static>> {
    Some(match field {
        "Name" | "DeveloperName" => text(if cell.row == 0 { "Business" } else { "Household" }),
        "SobjectType" => text("Account"),
        "IsActive" => Value::Bool(true),
        "NamespacePrefix" | "Description" => Value::Null,
        _ => return None,
    })
}

/// The text of a document, which its `Body` gives.
pub fn document_body(row: usize) -> String {
    format!("Type plate {}\nRefrigerant: R290, 0.9 kg\nSound power: 48 dB(A)\n", row + 1)
}

fn document(cell: &Cell, field: &str) -> Option<Value<'static>> {
    Some(match field {
        "Name" => text(format!("Type plate {}", cell.row + 1)),
        "DeveloperName" => text(format!("Type_plate_{}", cell.row + 1)),
        "ContentType" => text("text/plain"),
        "Type" => text("txt"),
        "BodyLength" => Value::Int(document_body(cell.row).len() as i64),
        // The url of the blob; the version is the one of the request, which a row does not know.
        "Body" => text(format!("/services/data/v00.0/sobjects/Document/{}/Body", cell.id())),
        "FolderId" | "AuthorId" => cell.reference("User", 1),
        "NamespacePrefix" | "Url" | "Keywords" => Value::Null,
        "IsPublic" | "IsInternalUseOnly" | "IsBodySearchable" => Value::Bool(false),
        _ => return None,
    })
}

fn class(cell: &Cell, field: &str) -> Option<Value<'static>> {
    let name = CLASSES[cell.row % CLASSES.len()];
    let body = format!("public with sharing class {name} {{\n}}\n");
    Some(match field {
        "Name" => text(name),
        "NamespacePrefix" => Value::Null,
        "ApiVersion" => Value::Double(format!("{}.0", 52 + cell.row).into()),
        "Status" => text("Active"),
        "IsValid" => Value::Bool(true),
        "LengthWithoutComments" => Value::Int(body.len() as i64),
        "Body" => text(body),
        "BodyCrc" => Value::Double(format!("{}.0", cell.number(field) % 4_000_000_000).into()),
        _ => return None,
    })
}
