//! What is between here and the org, from the command line: a proxy and how it is named, files of authorities,
//! redirects, the pair as variables give it, login URLs that need a second look. An org is asked by its real host
//! name through a proxy on loopback; nothing leaves this machine.

use std::sync::Arc;

use orgscope::demo::faults::Faults;
use orgscope::demo::serve::{self, Options, Running};
use serde_json::Value;

use crate::support::home::{Home, Ran, run};
use crate::support::proxy::{Proxy, Rule};

const ORG: &str = "https://acme.my.salesforce.com";

/// A situation, and what is said of it.
#[derive(Clone, Copy)]
struct Case {
    name: &'static str,
    rule: Rule,
    /// A fault of the org, and its value.
    fault: Option<(&'static str, Option<&'static str>)>,
    /// Variables; `{proxy}`, `{files}`, `{key}` and `{secret}` are filled in.
    set: &'static [(&'static str, &'static str)],
    exit: i32,
    rung: &'static str,
    cause: &'static str,
    /// What sentences and steps say, and what they never say.
    says: &'static [&'static str],
    never: &'static [&'static str],
    /// Whether another command says it in the same sentence: the check alone looks at the host before it asks.
    is_everywhere: bool,
}

const SOUND: Case = Case {
    name: "",
    rule: Rule::Open,
    fault: None,
    set: &[],
    exit: 4,
    rung: "network",
    cause: "",
    says: &[],
    never: &["My Domain Details", "No host of the name"],
    is_everywhere: true,
};

const CASES: &[Case] = &[
    Case { name: "sound", exit: 0, rung: "", never: &[], is_everywhere: false, ..SOUND },
    Case {
        name: "login right",
        rule: Rule::Login("svc:r@ght"),
        set: &[("HTTPS_PROXY", "http://svc:r%40ght@{proxy}")],
        exit: 0,
        rung: "",
        is_everywhere: false,
        ..SOUND
    },
    Case {
        name: "proxy name unknown",
        set: &[("HTTPS_PROXY", "http://proxy.invalid:3128")],
        cause: "proxy_not_found",
        says: &["The proxy proxy.invalid:3128 was not found", "HTTPS_PROXY"],
        ..SOUND
    },
    Case {
        name: "proxy port closed",
        set: &[("HTTPS_PROXY", ""), ("all_proxy", "127.0.0.1:1")],
        cause: "proxy_not_reached",
        says: &["The proxy 127.0.0.1:1 refused the connection", "all_proxy"],
        ..SOUND
    },
    Case {
        name: "login wrong",
        rule: Rule::Login("svc:right"),
        set: &[("HTTPS_PROXY", "http://svc:p@ss@{proxy}")],
        cause: "proxy_auth_required",
        says: &["refused the user name and password", "%40"],
        never: &["without user name and password", "p@ss"],
        ..SOUND
    },
    Case {
        name: "login missing",
        rule: Rule::Login("svc:right"),
        cause: "proxy_auth_required",
        says: &["wants a login", "without user name and password"],
        never: &["refused the user name"],
        ..SOUND
    },
    Case {
        name: "login by Windows alone",
        rule: Rule::Says(
            "HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n",
        ),
        cause: "proxy_auth_required",
        says: &["Negotiate or NTLM alone, which orgscope cannot do", "Cntlm"],
        ..SOUND
    },
    Case {
        name: "proxy refuses the host",
        rule: Rule::Says(
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 36\r\n\r\n<html><title>Not allowed</title></ht",
        ),
        cause: "proxy_refused",
        says: &[
            "does not let a connection to acme.my.salesforce.com through (it answered 403: “Not allowed”)",
        ],
        ..SOUND
    },
    Case {
        name: "proxy finds no such host",
        rule: Rule::Says("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"),
        cause: "proxy_refused",
        says: &["could not reach acme.my.salesforce.com", "mistyped"],
        ..SOUND
    },
    Case {
        name: "proxy says nothing",
        rule: Rule::Says(""),
        cause: "proxy_refused",
        says: &["ended the connection without an answer"],
        ..SOUND
    },
    Case {
        name: "a slash in the password",
        set: &[("HTTPS_PROXY", "http://svc:pa/ss@{proxy}")],
        cause: "proxy_not_usable",
        says: &["HTTPS_PROXY is set and names no address of a proxy.", "%2F"],
        never: &["pa/ss"],
        ..SOUND
    },
    Case {
        name: "a SOCKS proxy",
        set: &[("HTTPS_PROXY", "socks5://{proxy}")],
        cause: "proxy_not_usable",
        says: &["SOCKS"],
        ..SOUND
    },
    Case {
        name: "authority in DER",
        set: &[("ORGSCOPE_CA_FILE", "{files}/ca.der")],
        exit: 3,
        cause: "ca_file_unusable",
        says: &["binary form (DER)", "PEM", "openssl x509 -inform der"],
        never: &["could be agreed on"],
        ..SOUND
    },
    Case {
        name: "a key for an authority",
        set: &[("ORGSCOPE_CA_FILE", "{files}/ca.key")],
        exit: 3,
        cause: "ca_file_unusable",
        says: &["holds no certificate in PEM, but PRIVATE KEY"],
        ..SOUND
    },
    Case {
        name: "another authority",
        set: &[("ORGSCOPE_CA_FILE", "{files}/other.pem")],
        cause: "tls_intercepted",
        says: &["issued by “CN=Bugs Root", "ORGSCOPE_CA_FILE names", "“CN=Other Root"],
        ..SOUND
    },
    Case {
        name: "My Domain renamed",
        fault: Some(("my_domain_renamed", None)),
        exit: 1,
        rung: "token",
        cause: "my_domain_renamed",
        says: &["Use https://new-name.my.salesforce.com as the org's login URL"],
        never: &[],
        ..SOUND
    },
    Case {
        name: "a block page",
        fault: Some(("redirected", None)),
        exit: 1,
        rung: "token",
        cause: "redirected",
        says: &["redirects to proxy.example, which is not a Salesforce host", "web filter"],
        never: &["My Domain Details", "renamed"],
        ..SOUND
    },
    Case {
        name: "a redirect to itself",
        fault: Some(("redirected_back", None)),
        exit: 1,
        rung: "token",
        cause: "redirected",
        says: &["a redirect to itself"],
        never: &["My Domain Details", "renamed"],
        ..SOUND
    },
    Case {
        name: "line break and quotation marks",
        set: &[("ORGSCOPE_CLIENT_ID", "'{key}'"), ("ORGSCOPE_CLIENT_SECRET", " \"{secret}\"\r\n")],
        exit: 0,
        rung: "",
        is_everywhere: false,
        ..SOUND
    },
    Case {
        name: "My Domain name alone",
        set: &[("ORGSCOPE_LOGIN_URL", "acme\n")],
        exit: 1,
        rung: "host",
        cause: "host_is_a_guess",
        says: &["“acme” is most likely https://acme.my.salesforce.com"],
        never: &[],
        is_everywhere: false,
        ..SOUND
    },
    Case {
        name: "a slip in the scheme",
        set: &[("ORGSCOPE_LOGIN_URL", "https//acme.my.salesforce.com")],
        exit: 1,
        rung: "host",
        cause: "host_is_a_guess",
        says: &["https://acme.my.salesforce.com", "“https//” is a mistyped https://"],
        never: &["https is no host"],
        is_everywhere: false,
        ..SOUND
    },
];

async fn org(case: &Case) -> Running {
    let faults = Arc::new(Faults::default());
    // The org lives where it was asked.
    faults.throw("instance_elsewhere", Some(ORG)).unwrap();
    if let Some((name, value)) = case.fault {
        faults.throw(name, value).unwrap();
    }
    serve::start(Options { rows: Some(20), faults, ..Options::default() }).await.unwrap()
}

async fn orgscope(case: Case, demo: &Running, proxy: &Proxy, arguments: &'static [&'static str]) -> Ran {
    let files = proxy.file("");
    let files = files.to_str().unwrap().trim_end_matches('/').to_owned();
    let fill = |text: &str| {
        text.replace("{proxy}", &proxy.address)
            .replace("{files}", &files)
            .replace("{key}", demo.client_id)
            .replace("{secret}", demo.client_secret)
    };
    let usual = [
        ("ORGSCOPE_LOGIN_URL", ORG),
        ("ORGSCOPE_CLIENT_ID", "{key}"),
        ("ORGSCOPE_CLIENT_SECRET", "{secret}"),
        ("HTTPS_PROXY", "http://{proxy}"),
        ("ORGSCOPE_CA_FILE", "{files}/ca.pem"),
    ];
    let set: Vec<(&str, String)> =
        usual.iter().chain(case.set).map(|(name, value)| (*name, fill(value))).collect();
    tokio::task::spawn_blocking(move || {
        let home = Home::new();
        run(home.orgscope(arguments).envs(set), "")
    })
    .await
    .unwrap()
}

/// Everything that is said of a rung: sentence, likely causes, steps.
fn words(rung: &Value) -> String {
    let lists = ["likely", "fix", "fix_eca"].map(|name| rung[name].as_array().cloned().unwrap_or_default());
    let texts = lists.concat();
    let all: Vec<&str> = std::iter::once(&rung["says"]).chain(&texts).filter_map(Value::as_str).collect();
    all.join("\n")
}

async fn wrong(case: Case) -> Vec<String> {
    let demo = org(&case).await;
    let proxy = Proxy::start(&demo.base_url, case.rule).await;
    let ran = orgscope(case, &demo, &proxy, &["check", "--json"]).await;
    let Ok(verdict) = serde_json::from_str::<Value>(&ran.out) else {
        return vec![format!("{}: {ran:?}", case.name)];
    };
    let failed = verdict["failed_rung"].as_str().unwrap_or_default();
    let cause = verdict["cause"].as_str().unwrap_or_default();
    let mut wrong = Vec::new();
    if (ran.code, failed, cause) != (case.exit, case.rung, case.cause) {
        wrong.push(format!("exit {} at {failed}: {cause}\n{:#}", ran.code, verdict["rungs"]));
    }
    let rung = verdict["rungs"].as_array().unwrap().iter().find(|rung| rung["id"] == failed);
    let said = rung.map(words).unwrap_or_default();
    wrong.extend(
        case.says.iter().filter(|text| !said.contains(**text)).map(|text| format!("no {text:?} in {said}")),
    );
    wrong.extend(
        case.never.iter().filter(|text| said.contains(**text)).map(|text| format!("{text:?} in {said}")),
    );
    let all = format!("{}{}", ran.out, ran.err);
    let secrets = [demo.client_secret, "svc:", "p@ss", "pa/ss"];
    wrong.extend(secrets.iter().filter(|text| all.contains(**text)).map(|text| format!("{text:?} is shown")));
    if case.is_everywhere {
        let other = orgscope(case, &demo, &proxy, &["objects", "--json"]).await;
        let trouble = serde_json::from_str::<Value>(&other.out).unwrap_or_default();
        let (id, what) = (trouble["trouble"]["id"].as_str(), &trouble["trouble"]["what"]);
        let says = rung.map_or(&Value::Null, |rung| &rung["says"]);
        let same = id.is_some_and(|id| id.ends_with(&format!(".{}", case.cause))) && what == says;
        if !same || other.code != case.exit {
            wrong.push(format!("objects exits {} and says {id:?} {what} instead of {says}", other.code));
        }
    }
    wrong.iter().map(|text| format!("{}: {text}", case.name)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_stands_in_between_is_the_one_to_blame() {
    use futures_util::stream::{self, StreamExt as _};
    let wrong: Vec<Vec<String>> =
        stream::iter(CASES).map(|case| wrong(*case)).buffer_unordered(4).collect().await;
    let wrong = wrong.concat();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_is_told_where_all_is_well_and_nothing_is_sent_on_a_guess() {
    let find = |name: &str| *CASES.iter().find(|case| case.name == name).unwrap();
    let case = find("sound");
    let demo = org(&case).await;
    let proxy = Proxy::start(&demo.base_url, case.rule).await;
    let verdict = |ran: &Ran| serde_json::from_str::<Value>(&ran.out).unwrap();
    let rung = |verdict: &Value, id: &str| {
        verdict["rungs"].as_array().unwrap().iter().find(|rung| rung["id"] == id).unwrap().clone()
    };
    let network = rung(&verdict(&orgscope(case, &demo, &proxy, &["check", "--json"]).await), "network");
    let detail = &network["detail"];
    assert_eq!(
        (&detail["proxy"], &detail["proxy_from"]),
        (&proxy.address.clone().into(), &"HTTPS_PROXY".into())
    );
    let cleaned =
        verdict(&orgscope(find("line break and quotation marks"), &demo, &proxy, &["check", "--json"]).await);
    let left_out = rung(&cleaned, "input")["detail"]["left_out"].as_str().unwrap_or_default().to_owned();
    for part in [
        "consumer key: Quotation marks",
        "consumer secret: A line break at its end",
        "consumer secret: Blanks",
    ] {
        assert!(left_out.contains(part), "{left_out}");
    }
    proxy.heads.lock().unwrap().clear();
    for name in ["My Domain name alone", "a slip in the scheme"] {
        let ran = orgscope(find(name), &demo, &proxy, &["objects", "--json"]).await;
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(ran.out.contains("host.host_is_a_guess") && ran.out.contains(ORG), "{ran:?}");
    }
    assert!(proxy.heads.lock().unwrap().is_empty(), "nothing was sent");
}
