use super::suffixes::API_SUFFIXES;
use super::*;
use proptest::prelude::*;

fn as_is(pasted: &str, host: &str) {
    let derived = derive(pasted).unwrap_or_else(|refusal| panic!("{pasted}: {refusal:?}"));
    assert_eq!((derived.host.name(), &derived.note), (host, &Note::AsIs), "{pasted}");
    assert!(derived.sentences().is_empty() || derived.through_defender);
}

fn derived(pasted: &str, host: &str) {
    let derived = derive(pasted).unwrap_or_else(|refusal| panic!("{pasted}: {refusal:?}"));
    assert_eq!(derived.host.name(), host, "{pasted}");
    assert!(matches!(derived.note, Note::Derived { .. }), "{pasted}: {:?}", derived.note);
    assert!(derived.sentences()[0].contains(host));
}

fn guessed(pasted: &str, host: &str, others: &[&str]) {
    let derived = derive(pasted).unwrap_or_else(|refusal| panic!("{pasted}: {refusal:?}"));
    assert_eq!(derived.host.name(), host, "{pasted}");
    let Note::Guess { alternatives, .. } = &derived.note else { panic!("{pasted}: {:?}", derived.note) };
    assert_eq!(alternatives.iter().map(Host::name).collect::<Vec<_>>(), others, "{pasted}");
    assert!(derived.is_guess());
}

fn refused(pasted: &str, as_what: fn(&HostRefusal) -> bool) {
    match derive(pasted) {
        Ok(derived) => panic!("{pasted} became {:?}", derived.host),
        Err(refusal) => assert!(as_what(&refusal), "{pasted}: {refusal:?}"),
    }
}

#[test]
fn a_my_domain_host_is_used_as_it_is() {
    as_is("https://acme.my.salesforce.com/", "acme.my.salesforce.com");
    as_is("acme.my.salesforce.com/services/oauth2/token", "acme.my.salesforce.com");
    as_is("  \"HTTPS://Acme.My.Salesforce.Com:443/x?y#z\"\n", "acme.my.salesforce.com");
    as_is("<https://acme.my.salesforce.com.>", "acme.my.salesforce.com");
    as_is("acme-dev-ed.develop.my.salesforce.com", "acme-dev-ed.develop.my.salesforce.com");
    as_is("acme--uat.sandbox.my.salesforce.com", "acme--uat.sandbox.my.salesforce.com");
    as_is("gov.my.salesforce.mil", "gov.my.salesforce.mil");
    as_is("acme.my.sfcrmproducts.cn", "acme.my.sfcrmproducts.cn");
    as_is("acme.my-salesforce.com", "acme.my-salesforce.com");
}

#[test]
fn a_page_of_the_org_leads_to_its_my_domain_host() {
    for (pasted, host) in [
        ("https://acme.lightning.force.com/lightning/setup/SetupOneHome/home", "acme.my.salesforce.com"),
        (
            "https://acme--uat.sandbox.lightning.force.com/lightning/page/home",
            "acme--uat.sandbox.my.salesforce.com",
        ),
        (
            "https://acme.my.salesforce-setup.com/lightning/setup/ConnectedApplication/home",
            "acme.my.salesforce.com",
        ),
        ("https://acme--dev.sandbox.my.salesforce-setup.com/x", "acme--dev.sandbox.my.salesforce.com"),
        ("https://acme--c.vf.force.com/apex/Page", "acme.my.salesforce.com"),
        ("https://acme--uat--c.sandbox.vf.force.com/apex/Page", "acme--uat.sandbox.my.salesforce.com"),
        ("https://acme--npsp.vf.force.com/x", "acme.my.salesforce.com"),
        ("https://acme--c.container.lightning.com", "acme.my.salesforce.com"),
        ("https://acme.file.force.com/x", "acme.my.salesforce.com"),
        ("https://acme.builder.salesforce-experience.com/x", "acme.my.salesforce.com"),
        (
            "https://acme--uat.sandbox.live-preview.salesforce-experience.com/x",
            "acme--uat.sandbox.my.salesforce.com",
        ),
        ("https://acme.my.site.com/portal/s/", "acme.my.salesforce.com"),
        ("https://acme-dev-ed.develop.lightning.force.com", "acme-dev-ed.develop.my.salesforce.com"),
        ("https://acme-dev-ed.lightning.force.com", "acme-dev-ed.my.salesforce.com"),
        (
            "https://velocity-ruby-1234-dev-ed.scratch.lightning.force.com",
            "velocity-ruby-1234-dev-ed.scratch.my.salesforce.com",
        ),
        (
            "https://mindful-koala-abc-dev-ed.trailblaze.my.salesforce-setup.com",
            "mindful-koala-abc-dev-ed.trailblaze.my.salesforce.com",
        ),
        ("https://acme.demo.lightning.force.com", "acme.demo.my.salesforce.com"),
        ("https://gov.lightning.crmforce.mil", "gov.my.salesforce.mil"),
        ("https://gov--x.sandbox.lightning.crmforce.mil", "gov--x.sandbox.my.salesforce.mil"),
        ("https://acme.my-lightning.com", "acme.my-salesforce.com"),
    ] {
        derived(pasted, host);
    }
}

#[test]
fn the_suffix_of_defender_is_taken_off_and_said() {
    let derived = derive("https://acme.my.salesforce.com.mcas.ms/x").unwrap();
    assert_eq!(derived.host.name(), "acme.my.salesforce.com");
    assert!(derived.through_defender && derived.sentences()[0].contains("Defender"));
}

#[test]
fn what_is_not_certain_is_a_guess_to_confirm() {
    guessed("https://acme.lightning.sfcrmapps.cn", "acme.my.sfcrmproducts.cn", &[]);
    guessed("https://acme--c.na139.visual.force.com", "acme.my.salesforce.com", &[]);
    guessed("https://acme--uat--c.cs17.visual.force.com", "acme--uat.sandbox.my.salesforce.com", &[]);
    guessed("https://acme--c.documentforce.com", "acme.my.salesforce.com", &[]);
    guessed("https://acme--c.na139.content.force.com", "acme.my.salesforce.com", &[]);
    guessed(
        "https://acme--uat.my.salesforce.com",
        "acme--uat.sandbox.my.salesforce.com",
        &["acme--uat.my.salesforce.com"],
    );
    guessed(
        "https://acme--uat.cs17.my.salesforce.com",
        "acme--uat.sandbox.my.salesforce.com",
        &["acme--uat.cs17.my.salesforce.com"],
    );
}

#[test]
fn a_slip_in_the_scheme_and_a_name_alone_are_offered() {
    for (pasted, host) in [
        ("acme", "acme.my.salesforce.com"),
        (" \"Acme\"\n", "acme.my.salesforce.com"),
        ("https://acme", "acme.my.salesforce.com"),
        ("acme/services/oauth2/token", "acme.my.salesforce.com"),
        ("acme--uat", "acme--uat.sandbox.my.salesforce.com"),
        ("acme-dev-ed", "acme-dev-ed.develop.my.salesforce.com"),
        ("acme.my.salesforce", "acme.my.salesforce.com"),
        ("acme.lightning.force", "acme.my.salesforce.com"),
        ("https//acme.my.salesforce.com", "acme.my.salesforce.com"),
        ("https:acme.my.salesforce.com", "acme.my.salesforce.com"),
        ("htps://acme.lightning.force.com/lightning/page/home", "acme.my.salesforce.com"),
        ("http//acme.my.salesforce.com", "acme.my.salesforce.com"),
        ("https:///acme.my.salesforce.com", "acme.my.salesforce.com"),
        ("https//acme", "acme.my.salesforce.com"),
    ] {
        guessed(pasted, host, &[]);
        let offer = derive(pasted).unwrap().offer().unwrap();
        assert!(offer.contains(&format!("https://{host}: ")), "{offer}");
    }
    let offer = derive("https//acme.my.salesforce.com").unwrap().offer().unwrap();
    assert!(offer.contains("“https//” is a mistyped https://"), "{offer}");
    refused("http://acme", |r| *r == HostRefusal::Plain { https: Some("acme.my.salesforce.com".into()) });
    refused("login", |r| *r == HostRefusal::GenericLogin("login.salesforce.com".into()));
    refused("https//login.salesforce.com", |r| matches!(r, HostRefusal::GenericLogin(_)));
    refused("https", |r| matches!(r, HostRefusal::NotAnOrg(_)));
    refused("https//www.acme.com", |r| matches!(r, HostRefusal::NotAnOrg(_)));
    // What a server sends is taken at its word.
    let acme = derive("acme.my.salesforce.com").unwrap().host;
    for bad in ["https//acme.my.salesforce.com", "htps://acme.my.salesforce.com", "https://acme", "acme"] {
        assert!(trusted_instance(&acme, bad).is_err(), "{bad}");
    }
}

#[test]
fn what_is_no_org_is_refused() {
    use HostRefusal::*;
    refused("", |r| matches!(r, Empty));
    refused("https:///", |r| matches!(r, Empty));
    refused("http://acme.my.salesforce.com", |r| {
        *r == Plain { https: Some("acme.my.salesforce.com".into()) }
    });
    refused("http://www.acme.com", |r| *r == Plain { https: None });
    for login in ["https://login.salesforce.com", "test.salesforce.com", "welcome.salesforce.com"] {
        refused(login, |r| matches!(r, GenericLogin(_)) && r.cause() == "generic_host");
    }
    refused("https://na139.salesforce.com/001x", |r| matches!(r, Instance(_)));
    refused("https://cs42.salesforce.com", |r| matches!(r, Instance(_)));
    refused("https://usa123s.sfdc-abc.salesforce.com", |r| matches!(r, Instance(_)));
    refused("https://acme.force.com/shop", |r| matches!(r, OldSite(_)));
    refused("https://uat-acme.cs17.force.com", |r| matches!(r, OldSite(_)));
    refused("https://acme.secure.force.com", |r| matches!(r, OldSite(_)));
    for stranger in
        ["https://www.acme.com", "https://help.salesforce.com", "trailhead.salesforce.com", "10.1.2.3"]
    {
        refused(stranger, |r| matches!(r, NotAnOrg(_)));
    }
    refused("https://acme.my.salesforce.com.evil.example", |r| matches!(r, LookAlike(_)));
    refused("https://acme.my.salesforce.com.mcas.ms.evil.example", |r| matches!(r, LookAlike(_)));
    refused("https://my.salesforce.com", |r| matches!(r, NoLabel(_)));
    refused("https://lightning.force.com", |r| matches!(r, NoLabel(_)));
    refused("https://acme.x.my.salesforce.com", |r| matches!(r, UnknownPartition { .. }));
    refused("https://acme.my.salesforce.com@evil.example/", |r| matches!(r, UserInformation));
    refused("https://acme.my.salesforce.com:8443", |r| matches!(r, Port(8443)));
    refused("https://acme--c.sandbox.vf.force.com", |r| matches!(r, CannotMap(_)));
    refused("https://acme.vf.force.com", |r| matches!(r, CannotMap(_)));
    refused("https://ácme.my.salesforce.com", |r| matches!(r, NotAHost(_)));
    refused("https://xn--acme-0qa.my.salesforce.com", |r| matches!(r, NotAHost(_)));
    refused("ftp://acme.my.salesforce.com", |r| matches!(r, NotAHost(_)));
    refused("acme.my.salesforce.com acme", |r| matches!(r, NotAHost(_)));
    refused("https://-acme.my.salesforce.com", |r| matches!(r, NotAHost(_)));
}

#[test]
fn every_refusal_says_what_to_do() {
    for pasted in
        ["", "http://x.my.salesforce.com", "login.salesforce.com", "a@b", "x.force.com", "my.salesforce.com"]
    {
        let trouble = derive(pasted).unwrap_err().trouble();
        assert!(trouble.what.ends_with('.'), "{}", trouble.what);
        assert!(!trouble.next.is_empty(), "{pasted}");
    }
}

#[test]
fn loopback_is_the_demo_orgs() {
    for (pasted, base) in [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("127.0.0.1:8080/x", "http://127.0.0.1:8080"),
        ("https://localhost:8443", "https://localhost:8443"),
        ("http://[::1]:99", "http://[::1]:99"),
    ] {
        let derived = derive(pasted).unwrap();
        assert_eq!(derived.host.base_url(), base);
        assert!(derived.host.is_loopback());
        assert_eq!(derived.host.environment(), Environment::Loopback);
    }
    refused("http://127.0.0.1.evil.example", |r| matches!(r, HostRefusal::Plain { https: None }));
    refused("http://127.0.0.1@evil.example", |r| matches!(r, HostRefusal::UserInformation));
}

#[test]
fn the_host_hints_at_the_kind_of_org() {
    for (host, kind) in [
        ("acme.my.salesforce.com", Environment::Production),
        ("acme--uat.sandbox.my.salesforce.com", Environment::Sandbox),
        ("acme-dev-ed.my.salesforce.com", Environment::Developer),
        ("acme-dev-ed.develop.my.salesforce.com", Environment::Developer),
        ("x.scratch.my.salesforce.com", Environment::Scratch),
        ("x.trailblaze.my.salesforce.com", Environment::Trailhead),
        ("x.patch.my.salesforce.com", Environment::Internal),
    ] {
        assert_eq!(derive(host).unwrap().host.environment(), kind, "{host}");
    }
}

#[test]
fn a_token_travels_to_salesforce_or_back_to_where_it_came_from() {
    let acme = derive("acme.my.salesforce.com").unwrap().host;
    let demo = derive("http://127.0.0.1:8080").unwrap().host;
    for good in [
        "https://acme.my.salesforce.com",
        "https://na1.salesforce.com/",
        "https://um7.salesforce.com",
        "https://usa123s.sfdc-abc.salesforce.com",
        "https://other.my.salesforce.com",
        "https://acme--uat.sandbox.my.salesforce.com",
        "https://acme--uat.cs17.my.salesforce.com",
        "https://acme.my.salesforce.mil",
        "https://acme.my.sfcrmproducts.cn",
        "https://ACME.my.salesforce.com:443/services",
    ] {
        assert!(trusted_instance(&acme, good).is_ok(), "{good}");
    }
    for bad in [
        "http://acme.my.salesforce.com",
        "https://acme.my.salesforce.com.evil.example",
        "https://evilsalesforce.com",
        "https://salesforce.com.evil.example/x.salesforce.com",
        "https://u@acme.my.salesforce.com",
        "https://acme.my.salesforce.com:8443",
        "https://127.0.0.1",
        // Hosts of Salesforce on which customers publish what they like, or which serve no API.
        "https://acme.force.com",
        "https://evil.secure.force.com",
        "https://acme.cs17.force.com",
        "https://acme.lightning.force.com",
        "https://acme--c.vf.force.com",
        "https://acme.file.force.com",
        "https://acme.my.site.com",
        "https://acme.my.salesforce-sites.com",
        "https://acme.my.salesforce-setup.com",
        "https://acme.builder.salesforce-experience.com",
        "https://acme.my-lightning.com",
        "https://acme.lightning.crmforce.mil",
        "https://acme.sites.sfcrmapps.cn",
        "https://usa123s.sfdc-abc.force.com",
        "https://login.salesforce.com",
        "https://help.salesforce.com",
        "https://salesforce.com",
        "https://my.salesforce.com",
        "https://acme.x.my.salesforce.com",
        "https://a.b.c.my.salesforce.com",
        "https://x.sfdc-.salesforce.com",
        "https://a.x.sfdc-abc.salesforce.com",
        "acme.my.salesforce.com",
        "",
    ] {
        assert!(trusted_instance(&acme, bad).is_err(), "{bad}");
    }
    assert!(trusted_instance(&demo, "http://127.0.0.1:8080").is_ok());
    assert!(trusted_instance(&demo, "http://localhost:8080").is_ok());
    for bad in [
        "http://127.0.0.1:8081",
        "https://127.0.0.1:8080",
        "https://evil.example",
        "https://acme.my.salesforce.com",
    ] {
        let distrust = trusted_instance(&demo, bad).unwrap_err();
        assert!(distrust.sentence().contains(bad));
    }
}

proptest! {
    #[test]
    fn any_text_gives_an_api_host_or_a_refusal(pasted in "\\PC{0,80}") {
        sound(&pasted);
    }

    #[test]
    fn any_text_around_a_suffix_gives_an_api_host_or_a_refusal(
        scheme in "(https://|http://|)", before in "[a-zA-Z0-9.@:-]{0,20}", row in 0..suffixes::SUFFIXES.len(),
        after in "[a-z0-9.@:/?#-]{0,12}",
    ) {
        sound(&format!("{scheme}{before}{}{after}", suffixes::SUFFIXES[row].ends));
    }

    #[test]
    fn deriving_twice_changes_nothing(label in "[a-z][a-z0-9]{0,10}", row in 0..suffixes::SUFFIXES.len()) {
        if let Ok(first) = derive(&format!("{label}{}", suffixes::SUFFIXES[row].ends)) {
            let second = derive(first.host.name()).unwrap();
            prop_assert_eq!(&second.host, &first.host);
            prop_assert_eq!(second.note, Note::AsIs);
        }
    }
}

/// Either refused, or https on a known API suffix (or loopback), and never the look-alike of another host.
fn sound(pasted: &str) {
    let Ok(derived) = derive(pasted) else { return };
    let name = derived.host.name();
    if derived.host.is_loopback() {
        return;
    }
    assert!(
        API_SUFFIXES.iter().any(|ends| name.ends_with(ends) && name.len() > ends.len()),
        "{pasted} → {name}"
    );
    assert!(!derived.host.is_plain() && derived.host.port().is_none());
    assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-'));
}
