//! A request as code to hand on, and the conversation of a check as a value. Knows no session and sends nothing:
//! what it writes has placeholders where secrets stand. Start reading at [`FORMS`]; one language a file.

mod apex;
pub mod curl;
mod mermaid;
mod node;
mod postman;
mod python;
pub mod sequence;

/// What the code asks: a token at a login URL, then a GET.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The org's name in orgscope.
    pub org: String,
    /// `https://acme.my.salesforce.com`, without a slash at the end.
    pub login_url: String,
    /// The path of the GET, encoded: `/services/data/v64.0/limits`.
    pub path: String,
}

/// A form in which a request is handed on.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// Its name on the command line.
    pub name: &'static str,
    /// Chooses it in a menu.
    pub letter: char,
    /// Its name in words.
    pub title: &'static str,
    /// What it needs to run, and where key and secret come from.
    pub needs: &'static str,
    /// Writes it.
    pub write: fn(&Target) -> String,
}

/// All forms. The command line, the menu and the tests walk this table.
pub const FORMS: &[Form] = &[
    Form {
        name: "curl",
        letter: 'c',
        title: "curl",
        needs: "sh, sed and curl 7.76; key and secret from the environment",
        write: curl::script,
    },
    Form {
        name: "postman",
        letter: 'p',
        title: "Postman",
        needs: "Postman or newman; key and secret in variables of type secret",
        write: postman::collection,
    },
    Form {
        name: "apex",
        letter: 'a',
        title: "Apex",
        needs: "a Named Credential; beside it the raw form with a warning",
        write: apex::class,
    },
    Form {
        name: "python",
        letter: 'y',
        title: "Python",
        needs: "Python 3.8, no packages; key and secret from the environment",
        write: python::script,
    },
    Form {
        name: "node",
        letter: 'n',
        title: "Node",
        needs: "Node 18, no packages; key and secret from the environment",
        write: node::module,
    },
    Form {
        name: "mermaid",
        letter: 'm',
        title: "Mermaid",
        needs: "both requests as a sequence diagram",
        write: mermaid::diagram,
    },
];

/// The form of that name.
pub fn form(name: &str) -> Option<&'static Form> {
    FORMS.iter().find(|form| form.name == name)
}

/// Of OAuth, below the login URL.
const TOKEN_PATH: &str = "/services/oauth2/token";
/// The variables that the scripts read; they are those of orgscope itself.
const CLIENT_ID: &str = "ORGSCOPE_CLIENT_ID";
const CLIENT_SECRET: &str = "ORGSCOPE_CLIENT_SECRET";

/// Without it a record that is read becomes a recent item of the Run As user. (REST guide, 'MRU Header'.)
const NO_VIEW: &str = "Sforce-Mru: updateMru=false";

impl Target {
    /// The first line of a file.
    fn title(&self) -> String {
        format!(
            "Made by orgscope {} for {}: token by client credentials, then GET",
            env!("CARGO_PKG_VERSION"),
            one_line(&self.org)
        )
    }
}

/// Without line breaks, so that a comment stays one.
fn one_line(text: &str) -> String {
    // JavaScript ends a line at these two as well.
    text.chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect()
}

/// For a place between single quotes of a shell.
fn single_quoted(text: &str) -> String {
    text.replace('\'', r"'\''")
}

/// A string literal that JSON, Python and JavaScript read alike.
fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hostile() -> Target {
        Target {
            org: "a'c\"me\\\n*/ \u{2028}#;%%{".into(),
            login_url: "https://acme.my.salesforce.com".into(),
            path: "/services/data/v64.0/query?q=SELECT%20Id%20FROM%20Account%20WHERE%20Name='O\\'B'".into(),
        }
    }

    #[test]
    fn names_and_letters_choose_one_form() {
        for form in FORMS {
            assert_eq!(FORMS.iter().filter(|f| f.name == form.name || f.letter == form.letter).count(), 1);
            assert_eq!(super::form(form.name).map(|f| f.letter), Some(form.letter));
        }
        assert!(super::form("cobol").is_none());
    }

    #[test]
    fn every_form_asks_for_a_token_and_then_gets_the_path() {
        let target = Target { path: "/services/data/v64.0/limits".into(), ..hostile() };
        for form in FORMS {
            let text = (form.write)(&target);
            for part in ["/services/oauth2/token", "client_credentials", &target.path] {
                assert!(text.contains(part), "{} lacks {part}:\n{text}", form.name);
            }
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{}", form.name);
        }
    }

    #[test]
    fn the_name_of_an_org_stays_on_its_line() {
        for form in FORMS {
            let (plain, hostile) = (Target { org: "acme".into(), ..hostile() }, hostile());
            let lines = |target| (form.write)(target).split(['\n', '\u{2028}']).count();
            assert_eq!(lines(&plain), lines(&hostile), "{}", form.name);
        }
    }

    #[test]
    fn quotes_in_a_path_end_no_string() {
        let target = hostile();
        let text = |name: &str| form(name).map(|f| (f.write)(&target)).unwrap_or_default();
        assert!(text("curl").contains(r"Name='\''O\'\''B'\'''"), "{}", text("curl"));
        assert!(text("apex").contains(r"Name=\'O\\\'B\''"), "{}", text("apex"));
        for name in ["python", "node"] {
            assert!(text(name).contains(r#"Name='O\\'B'""#), "{}", text(name));
        }
    }
}
