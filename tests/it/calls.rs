//! What an org sees of orgscope: during all commands and a walk through the screens only methods and paths that
//! read arrive. The org is a demo org in this process with a fault that changes nothing and writes down all it sees.

use std::sync::{Arc, Mutex};

use orgscope::demo::exchange::{Answer, Asked};
use orgscope::demo::faults::{Fault, Faults, Thrown};
use orgscope::demo::org::Org;
use orgscope::demo::serve::{self, Options};

use crate::support::home::Home;
use crate::support::screen::Screen;

static SEEN: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());
/// Calls of the API that came without the word that keeps a record off the list of recent items.
static VIEWS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn watch(_: &Org, asked: &Asked, _: &Thrown) -> Option<Answer> {
    SEEN.lock().unwrap().push((asked.verb.clone(), asked.target.clone()));
    let is_of_data = asked.target.starts_with("/services/data/");
    if is_of_data && asked.header("sforce-mru") != Some("updateMru=false") {
        VIEWS.lock().unwrap().push(asked.target.clone());
    }
    None
}

const WATCH: Fault = Fault { name: "watch", before: Some(watch), ..Fault::NONE };

/// The POSTs that orgscope has names for.
const POSTS: [&str; 3] = ["/services/oauth2/token", "/services/oauth2/revoke", "/services/oauth2/introspect"];

fn is_read(verb: &str, target: &str) -> bool {
    let path = target.split('?').next().unwrap_or_default();
    match verb {
        "GET" => {
            (path.starts_with("/services/data") && !path.contains("executeAnonymous"))
                || path == "/services/oauth2/userinfo"
                || path.starts_with("/id/")
        }
        "POST" => POSTS.contains(&path) || path.ends_with("/composite/batch") || path.ends_with("/composite"),
        _ => false,
    }
}

#[test]
fn only_reads_arrive_at_an_org() {
    let threads = tokio::runtime::Runtime::new().unwrap();
    let faults = Arc::new(Faults::default());
    faults.switch_on(WATCH, None);
    let options = Options { faults, ..Options::default() };
    let org = threads.block_on(serve::start(options)).unwrap();

    let mut home = Home::new();
    home.variables = vec![
        ("ORGSCOPE_LOGIN_URL".into(), org.base_url.clone()),
        ("ORGSCOPE_CLIENT_ID".into(), org.client_id.into()),
        ("ORGSCOPE_CLIENT_SECRET".into(), org.client_secret.into()),
    ];
    let commands: &[&[&str]] = &[
        &["check"],
        &["objects"],
        &["describe", "Account"],
        &["limits"],
        &["get", "sobjects/Account"],
        &["get", "sobjects/Account/0010000000000AAAAA"],
        &["get", "query?q=SELECT Id FROM Account LIMIT 1"],
        // refused before they are sent
        &["get", "query?q=SELECT Id FROM Account LIMIT 1FOR VIEW"],
        &["get", "query.?q=SELECT Id FROM Account LIMIT 1 FOR VIEW"],
        &["get", "query?q%20=SELECT Id FROM Account LIMIT 1 FOR VIEW"],
        &["get", "query?q=SELECT AccessToken FROM OauthToken"],
        &["get", "sobjects/Account/0010000000000AAAAA?updateMru=true"],
        &["get", "sobjects/Account/0010000000000AAAAA?_HttpMethod=PATCH"],
        &["get", "apps/oauth/credentials/0xI000000000001/0xJ000000000001?part=keyandsecret"],
        &["get", "tooling./executeAnonymous"],
        &["get", "query?q=SELECT Id FROM Account LIMIT 1 FOR VIEW"],
        &["get", "tooling/executeAnonymous/?anonymousBody=x"],
        &["get", "/services/oauth2/revoke?token=x"],
        &["get", "/services/data/v64.0/limits/../tooling/%65xecuteAnonymous"],
    ];
    for arguments in commands {
        home.run(arguments, "");
    }
    let mut screen = Screen::orgscope(&home, &[], 120, 36);
    screen.wait_for("Account");
    screen.keys("<enter>.");
    screen.wait_for("loaded");
    screen.keys("<enter>");
    screen.wait_for("Record");
    screen.keys("1r");
    screen.wait_for("passed");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);

    let seen = SEEN.lock().unwrap().clone();
    let gets = seen.iter().filter(|(verb, _)| verb == "GET").count();
    assert!(gets >= 15, "the walk reached the org: {seen:#?}");
    let writes: Vec<_> = seen.iter().filter(|(verb, target)| !is_read(verb, target)).collect();
    assert!(writes.is_empty(), "{writes:#?}");
    assert!(VIEWS.lock().unwrap().is_empty(), "{:?}", VIEWS.lock().unwrap());
    let nevers = [
        "revoke?",
        "FOR+VIEW",
        "FOR%20VIEW",
        "xecuteAnonymous",
        "AccessToken",
        "updateMru",
        "HttpMethod",
        "keyandsecret",
    ];
    for never in nevers {
        assert!(!seen.iter().any(|(_, target)| target.contains(never)), "{never} was sent");
    }
}
