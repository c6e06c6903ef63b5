//! What the API answers to a read of objects and rows: what the user may not see, statements that it does not take,
//! and what waiting does not cure.

use super::{Cause, Match, causes};

const NOTES: &str = "REST guide, 'Errors'; recorded answers";
const SET: &str = "Setup → Permission Sets → one of the Run As user's → Object Settings: Read (or View All) on {object}, Read on its fields";
// infocynic's notes and goravseth.com on the integration user; simstudioai/sim#6526
const LICENSE: &str = "For a Salesforce Integration user: assign the permission set license Salesforce API Integration first; the permission set is on that license or on none";
const ASSIGN: &str = "Manage Assignments → add {user}";
const READ: &[&str] = &[SET, LICENSE, ASSIGN];
const BUSINESS: &[&str] = &[
    "Setup → Permission Sets → New, or one of the Run As user's → Object Settings: Read on Account, Contact and whatever else the app is for",
    LICENSE,
    ASSIGN,
];
const NAMES: &[&str] = &[
    "Compare the name with those that are visible: orgscope objects, orgscope describe OBJECT",
    SET,
    LICENSE,
    ASSIGN,
];
const STATEMENT: &[&str] = &[
    "Change the statement at the place that the answer names; orgscope describe OBJECT lists the fields and what each may be used for",
];
// Bulk API guide, queries (advice against ORDER BY); airbytehq/airbyte#27969, #17503
const LIGHTER: &[&str] = &[
    "Leave ORDER BY out, or sort by Id: it is the scan or the sort that takes long, not the number of rows",
    "Narrow it by an indexed field or a shorter span of dates",
    "Select fewer columns, formula fields first; else the Bulk API is the way",
];
const NARROWER: &[&str] = &[
    "Ask in another order, with a filter, or for fewer columns: the check of sharing is too wide, and waiting does not make it smaller",
    "Or give {user} View All Data, or View All on {object}, so that sharing need not be checked",
];
const ANEW: &[&str] =
    &["Ask anew from the start: the rows that are here stay valid, the place to go on from is gone"];
const BIN: &[&str] = &[
    "It is in the recycle bin: /services/data/vNN.0/queryAll with its id and IsDeleted = true still reads it, or restore it in Salesforce",
];
const SUPPORT: &[&str] = &[
    "Give the ErrorId to Salesforce Support: only they can look it up",
    "Meanwhile ask for fewer fields, or for another object: the fault often belongs to one field, object or query, and lasts",
];

causes! {
    USER_LACKS_PERMISSION = Cause {
        id: "user_lacks_permission", rung: "read",
        says: "The Run As user lacks a permission for this.",
        likely: &["object, field or system permission is missing"],
        fix: READ, fix_eca: READ,
        matches: &[
            Match::code("INSUFFICIENT_ACCESS", &["insufficient access"], "restforce/restforce#798").by_code_alone().with_status(&[403]),
            Match::code("INSUFFICIENT_ACCESS_OR_READONLY", &["insufficient access"], "restforce/restforce#798").by_code_alone().with_status(&[403]),
        ],
        source: "Salesforce Help, integration_user",
    };
    OBJECT_NOT_VISIBLE = Cause {
        id: "object_not_visible", rung: "read",
        says: "The Run As user sees no such object.",
        likely: &[
            "the name is mistyped, or the org has no such object",
            "Read on {object} is missing",
            "the object belongs to a product or feature whose license the org or the user lacks",
            "the API version is older than the object",
        ],
        fix: NAMES, fix_eca: NAMES,
        matches: &[Match::code("INVALID_TYPE", &["is not supported"], NOTES).with_status(&[400])],
        source: "Salesforce Help, integration_user; tprouvot/Salesforce-Inspector-reloaded#1224",
    };
    FIELD_NOT_VISIBLE = Cause {
        id: "field_not_visible", rung: "read",
        says: "The Run As user sees no such field.",
        likely: &[
            "the name is mistyped",
            "field-level security hides it",
            "the API version is older than the field",
        ],
        fix: NAMES, fix_eca: NAMES,
        matches: &[
            Match::code("INVALID_FIELD", &["no such column", "didn't understand relationship"], "REST guide, 'Errors'; forcedotcom/cli#1356; live notes").with_status(&[400]),
            Match::code("INVALID_TYPE", &["didn't understand relationship"], "live notes; sources differ on the code").with_status(&[400]),
        ],
        source: "Salesforce Help, integration_user",
    };
    QUERY_REFUSED = Cause {
        id: "query_refused", rung: "read",
        says: "Salesforce does not take the statement.",
        likely: &[],
        fix: STATEMENT, fix_eca: STATEMENT,
        matches: &[
            Match::refused("MALFORMED_QUERY", "SOQL reference; many client libraries"),
            Match::refused("MALFORMED_SEARCH", "recorded answers"),
            // whatever else it says of a field, an object, a filter or a number; the words are the verdict
            Match::refused("INVALID_FIELD", "live notes: can not be filtered, duplicate field selected"),
            Match::refused("INVALID_TYPE", "live notes"),
            Match::refused("INVALID_TYPE_FOR_OPERATION", "quoted in clients"),
            Match::refused("INVALID_QUERY_FILTER_OPERATOR", "quoted in clients"),
            Match::refused("INVALID_INPUT", "restforce/restforce#789"),
            Match::refused("NUMBER_OUTSIDE_VALID_RANGE", "SOQL reference, OFFSET"),
            Match::refused("EXCEEDED_ID_LIMIT", "restforce/restforce#726; SalesforceLabs/OrgCheck#173"),
            Match::refused("QUERY_TOO_COMPLICATED", "Limits guide, SOQL"),
            Match::refused("MALFORMED_ID", "recorded answers"),
        ],
        source: "SOQL and SOSL reference",
    };
    QUERY_TIMEOUT = Cause {
        id: "query_timeout", rung: "read",
        says: "The query ran for too long, so Salesforce ended it.",
        likely: &["the filter finds no index, so the whole object is scanned", "a large result has to be sorted"],
        fix: LIGHTER, fix_eca: LIGHTER,
        matches: &[Match::code("QUERY_TIMEOUT", &["running for too long"], "restforce/restforce#790; airbytehq/airbyte#27969, #17503").by_code_alone().with_status(&[400])],
        source: "Bulk API guide, queries; airbytehq/airbyte#27969, #17503",
    };
    OPERATION_TOO_LARGE = Cause {
        id: "operation_too_large", rung: "read",
        says: "The query asks Salesforce to check the sharing of too many records.",
        likely: &["rows of activities point at more than 100,000 different people and records"],
        fix: NARROWER, fix_eca: NARROWER,
        matches: &[Match::code("OPERATION_TOO_LARGE", &["distinct who/what's", "distinct ids"], "singer-io/tap-salesforce#98; jsforce/jsforce#412").by_code_alone().with_status(&[400])],
        source: "singer-io/tap-salesforce#98",
    };
    QUERY_LOCATOR_GONE = Cause {
        id: "query_locator_gone", rung: "read",
        says: "Salesforce no longer knows the place from which this result goes on.",
        likely: &["the result is older than two days", "the session that began it ended"],
        fix: ANEW, fix_eca: ANEW,
        matches: &[Match::code("INVALID_QUERY_LOCATOR", &["invalid query locator"], "restforce/restforce#67; Salesforce Help, 000004410").by_code_alone().with_status(&[400])],
        source: "Salesforce Help, 000004410 and 000384958; airbytehq/airbyte#84302",
    };
    RECORD_DELETED = Cause {
        id: "record_deleted", rung: "read",
        says: "The record was deleted.",
        likely: &[],
        fix: BIN, fix_eca: BIN,
        matches: &[Match::code("ENTITY_IS_DELETED", &["entity is deleted"], "recorded answers").by_code_alone().with_status(&[404])],
        source: "REST guide, resources_queryall_more_results",
    };
    UNKNOWN_EXCEPTION = Cause {
        id: "unknown_exception", rung: "read",
        says: "Salesforce failed with an unexpected error of its own.",
        likely: &["a fault of the platform at this object, field or query; it often lasts, so waiting rarely helps"],
        fix: SUPPORT, fix_eca: SUPPORT,
        matches: &[Match::code("UNKNOWN_EXCEPTION", &["unexpected error occurred"], "restforce/restforce#821; sorenkrabbe/Chrome-Salesforce-inspector#120; afawcett/apex-toolingapi#34").by_code_alone().with_status(&[500])],
        source: "restforce/restforce#821; sorenkrabbe/Chrome-Salesforce-inspector#120",
    };
    FLS_GAP = Cause {
        id: "fls_gap", rung: "read",
        says: "Rows come back without columns that were asked for: field-level security hides them.",
        likely: &["Read on fields of {object} is missing"],
        fix: READ, fix_eca: READ, matches: &[],
        source: "bruin-data/ingestr#1011",
    };
    NOTHING_VISIBLE = Cause {
        id: "nothing_visible", rung: "describe",
        says: "The Run As user sees no object that could be queried.",
        likely: &[
            "no permission set gives the user Read on objects such as Account",
            "the permission set is on another license than Salesforce API Integration, so it gives nothing",
        ],
        fix: BUSINESS, fix_eca: BUSINESS, matches: &[],
        source: "Salesforce Help, integration_user; goravseth.com on the integration user; bruin-data/ingestr#1011",
    };
}
