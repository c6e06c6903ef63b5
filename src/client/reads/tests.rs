use super::*;
use crate::client::request::Get;

/// What a path below the API's root comes to.
fn asked(path: &str) -> Result<Get, Refusal> {
    Get::at(&format!("/services/data/v64.0/{path}"))
}

#[test]
fn what_reads_is_let_through() {
    for path in [
        "/services/data",
        "/services/data/",
        "/services/data/v64.0",
        "/services/oauth2/userinfo",
        "/id/00D5g000008XyZa/0055g00000AbCdE",
    ] {
        assert!(Get::at(path).is_ok(), "{path}: {:?}", Get::at(path));
    }
    for path in [
        "sobjects/Account/describe",
        "sobjects/Account/listviews/00B5g00000AbCdE/results?limit=5&offset=5",
        "sobjects/acme__Thing__c/0015g00000AbCdE?fields=Name,Owner.Name",
        "sobjects/Account/updated/?start=2026-11-01T00%3A00%3A00%2B00%3A00&end=2026-11-02T00:00:00Z",
        "sobjects/Account/Ext__c/a%20b",
        "sobjects/Account/Ext__c/a%40b.de",
        "sobjects/Account/Ext__c/M%C3%BCller%20%26%20S%C3%B6hne%20(Bonn)",
        "sobjects/Account/Ext__c/O'Brien,%20J.%20+1",
        "sobjects/Account/Ext__c/2026-11-30T10:00:00.000Z",
        "sobjects/Account/Ext__c/logout",
        "sobjects/Account/Ext__c/u%CC%88ber",
        "sobjects/Account/0015g00000AbCdE/Contacts",
        "query?q=SELECT+Id+FROM+Account",
        "query/01gC000006QJJ7fIAH-2000",
        "queryAll?q=SELECT+Id+FROM+Account",
        "query?explain=SELECT+Id+FROM+Account",
        "query?explain=00B5g00000AbCdE",
        "tooling",
        "tooling/query?q=SELECT+Id+FROM+ApexClass",
        "tooling/sobjects/ApexClass/describe",
        "tooling/completions?type=apex",
        "search?q=FIND+%7Bx%7D",
        "parameterizedSearch?q=for+view&updateTracking=false",
        "parameterizedSearch?q=Acme&sobject=Account&Account.fields=Id,Name&Account.limit=10",
        "composite/sobjects/Account?ids=0015g00000AbCdE,0015g00000AbCdF&fields=Name",
        "ui-api/records/0015g00000AbCdE?fields=Account.Name&updateMru=false",
        "ui-api/record-ui/0015g00000AbCdE,0015g00000AbCdF",
        "connect/communities",
        "chatter/feeds/news/me/feed-elements?pageSize=5",
        "apps/oauth/usage?page=0&pageSize=100",
        "apps/oauth/usage/0xI5g00000AbCdE/users",
        "support/knowledgeArticles",
        "support/knowledgeArticles/kA0x?updateViewStat=false",
        "limits/recordCount?sObjects=Account,Contact",
        "recent?limit=5",
        "jobs/query/7505g00000AbCdE/results?maxRecords=5",
        "query?q=SELECT+Id+FROM+Account+WHERE+Name='FOR+VIEW'",
        "query?q=SELECT+Id+FROM+A+WHERE+Name='a\\'+FOR+VIEW+b'",
        "query?q=SELECT+Id,+AppName+FROM+OauthToken",
    ] {
        assert!(asked(path).is_ok(), "{path}: {:?}", asked(path));
    }
}

#[test]
fn what_runs_code_is_refused() {
    for path in [
        "tooling/executeAnonymous/?anonymousBody=x",
        "tooling/%65xecuteAnonymous",
        "Tooling/EXECUTEANONYMOUS",
        "tooling/executeAnonymous.json",
        "tooling.json/executeAnonymous.xml",
        "executeAnonymous?anonymousBody=x",
        "tooling/runTestsAsynchronous?classids=x",
        "tooling/runTestsSynchronous",
        "tooling/anything",
    ] {
        assert!(matches!(asked(path), Err(Refusal::RunsCode(_))), "{path}: {:?}", asked(path));
    }
    for path in ["/services/apexrest/anything", "/services/ApexRest/anything"] {
        assert!(matches!(Get::at(path), Err(Refusal::RunsCode(_))), "{path}: {:?}", Get::at(path));
    }
}

#[test]
fn a_path_in_disguise_is_refused() {
    for path in [
        "limits/../tooling/executeAnonymous",
        "tooling;x/executeAnonymous",
        "tooling%2FexecuteAnonymous",
        "tooling%252FexecuteAnonymous",
        "/tooling/executeAnonymous",
        "tooling./executeAnonymous",
        "tooling%2e/executeAnonymous",
        "tooling%20/executeAnonymous",
        "tooling%C2%A0/executeAnonymous",
        "tooling%E3%80%80/executeAnonymous",
        "tooling%00/executeAnonymous",
        "tooling%09/executeAnonymous",
        "tooling\u{ff0f}executeAnonymous",
        "tooling%EF%BC%8FexecuteAnonymous",
        "\u{ff54}ooling/executeAnonymous",
        "tooling%5CexecuteAnonymous",
        "query.?q=SELECT+Id+FROM+Account+FOR+VIEW",
        "query%20?q=SELECT+Id+FROM+Account+FOR+VIEW",
        "query?q%20=SELECT+Id+FROM+Account+FOR+VIEW",
        "query?q%00=SELECT+Id+FROM+Account",
        "query?%EF%BD%91=SELECT+Id+FROM+Account",
        "query?q=SELECT+Id+FROM+Account&q=SELECT+Id+FROM+Account+FOR+VIEW",
        "query?q=SELECT+Id+FROM+Account&Q=SELECT+Id+FROM+Account",
        "sobjects/Account/Ext__c/x%3F_HttpMethod=PATCH",
        "sobjects/Account/Ext__c/a%2F..%2Fb",
        "sobjects/Account/Ext__c/a.",
        "sobjects/Account/Ext__c/a%20",
        "sobjects/Account/Ext__c/%23",
    ] {
        assert!(matches!(asked(path), Err(Refusal::Path(_))), "{path}: {:?}", asked(path));
    }
    // A word that only the value of an external id may be.
    for path in
        ["a%20b", "sobjects/M%C3%BCll__c", "query+", "sobjects/Acc:ount", "(tooling)", "t@x/y", "sobjects/A,"]
    {
        assert!(matches!(asked(path), Err(Refusal::OddWord(_))), "{path}: {:?}", asked(path));
    }
}

#[test]
fn another_root_is_refused() {
    for path in [
        "/",
        "/services/oauth2/token",
        "/services/oauth2/revoke?token=x",
        "/services/OAuth2/Revoke",
        "/services/oauth2/singleaccess",
        "/secur/logout.jsp",
        "/secur/frontdoor.jsp?sid=x",
        "/services/oauth2/authorize",
        "/services/Soap/u/64.0",
        "/services/data/tooling/executeAnonymous",
        "/services/data/latest/limits",
        "/services/async/64.0/job",
        "/id/00D/005/x",
        "/id/00D%20x/005",
        "/001000000000000",
    ] {
        assert!(matches!(Get::at(path), Err(Refusal::UnknownRoot(_))), "{path}: {:?}", Get::at(path));
    }
    for path in
        ["logout", "secur/logout.jsp", "oauth2/revoke?x=y", "Revoke.json", "services/oauth2/singleaccess"]
    {
        assert!(matches!(asked(path), Err(Refusal::EndsSession(_))), "{path}: {:?}", asked(path));
    }
}

#[test]
fn what_brings_a_secret_is_refused() {
    for path in [
        "apps/oauth/credentials/0xI5g00000AbCdE/0xJ5g00000AbCdE?part=keyandsecret",
        "apps/oauth/credentials/0xI5g00000AbCdE",
        "Apps/OAuth/Credentials/0xI5g00000AbCdE",
        "apps.json/oauth/credentials.json/0xI5g00000AbCdE",
        "connect/apps/oauth/credentials/0xI5g00000AbCdE",
        "apps/oauth/usage/0xI5g00000AbCdE/0055g00000AbCdE/tokens",
        "apps/oauth/usage/0xI5g00000AbCdE/0055g00000AbCdE/TOKENS.json",
        "apps/oauth/x?part=KeyAndSecret",
        "apps/oauth/x?PART=key,secret",
        "connect/named-credentials/credential?externalCredential=x",
        "sobjects/OauthToken/0CQ5g00000AbCdE/AccessToken",
        "sobjects/OauthToken/0CQ5g00000AbCdE/deletetoken",
        "sobjects/OauthToken/0CQ5g00000AbCdE?fields=Id,AccessToken",
        "composite/sobjects/OauthToken?ids=0CQ5g00000AbCdE&fields=deletetoken",
        "parameterizedSearch?q=x&sobject=OauthToken&OauthToken.fields=RequestToken",
        "query?q=SELECT+AccessToken+FROM+OauthToken",
        "query?q=SELECT+Id+FROM+OauthToken+WHERE+DeleteToken+LIKE+'a%25'",
        "tooling/query?q=SELECT+Id+FROM+OauthToken+ORDER+BY+requesttoken",
        "query?q=SELECT+MAX(AccessToken)+x+FROM+OauthToken",
        "query?q=SELECT+Id,(SELECT+AccessToken+FROM+OauthTokens)+FROM+User",
        "query?explain=SELECT+AccessToken+FROM+OauthToken",
    ] {
        assert!(matches!(asked(path), Err(Refusal::HandsOutSecret(_))), "{path}: {:?}", asked(path));
    }
    for path in [
        "query?q=SELECT+FIELDS(ALL)+FROM+OauthToken+LIMIT+200",
        "query?q=SELECT+fields+(+standard+)+FROM+oauthtoken",
        "query?q=SELECT+Id,(SELECT+FIELDS(ALL)+FROM+OauthTokens+LIMIT+200)+FROM+User",
    ] {
        assert!(matches!(asked(path), Err(Refusal::AllFieldsOf("OauthToken"))), "{path}: {:?}", asked(path));
    }
    for path in [
        "limits?access_token=x",
        "limits?Access-Token=x",
        "limits?oauth_token=x",
        "limits?sid=x",
        "limits?SID=x",
        "limits?client_secret=x",
        "limits?refresh_token=x",
        "limits?sessionId=x",
    ] {
        assert!(matches!(asked(path), Err(Refusal::CarriesSecret(_))), "{path}: {:?}", asked(path));
    }
}

#[test]
fn what_writes_is_refused() {
    for path in [
        "query?q=SELECT+Id+FROM+Account+FOR+VIEW",
        "query?q=SELECT+Id+FROM+Account+for%0Areference",
        "query?q=SELECT%20Id%20FROM%20Account%20FOR%E2%80%83VIEW",
        "query?q=SELECT+Id+FROM+Account+LIMIT+1FOR+VIEW",
        "query?q=SELECT+Id+FROM+Account+FOR%2520VIEW",
        "query?q=SELECT+Id+FROM+Account+FOR%252BVIEW",
        "queryAll?q=SELECT+Id+FROM+Account+FOR+UPDATE",
        "queryAll/?q=SELECT+Id+FROM+Account+FOR+UPDATE",
        "query.json?q=SELECT+Id+FROM+Account+FOR+VIEW",
        "Query.XML?q=SELECT+Id+FROM+Account+FOR+VIEW",
        "query/01gC000006QJJ7fIAH-200?q=SELECT+Id+FROM+Account+FOR+VIEW",
        "query?x=1&Q=SELECT+Id+FROM+Account+FOR+VIEW",
        "query?explain=SELECT+Id+FROM+Account+FOR+VIEW",
        "query?x=SELECT+Id+FROM+Account+FOR+VIEW",
        "anything?soql=SELECT+Id+FROM+Account+FOR+VIEW",
        "anything?q=%20(FIND+%7Bx%7D+UPDATE+TRACKING)",
        "query?q=SELECT+Id+FROM+K+WHERE+x='a'UPDATE+VIEWSTAT",
        "search?q=FIND+%7Bx%7D+UPDATE+TRACKING",
        "tooling/search?q=FIND+%7Bx%7D+UPDATE+VIEWSTAT",
        "tooling/query?q=SELECT+Id+FROM+ApexClass+FOR+VIEW",
        "parameterizedSearch?q=FIND+%7Bx%7D+UPDATE+TRACKING",
        "parameterizedSearch?q=x&Account.where=Name+=+'a'+UPDATE+VIEWSTAT",
        "parameterizedSearch?q=x&Account.orderBy=Name+LIMIT+1FOR+VIEW",
        "parameterizedSearch?q=x&Account.fields=Id+FOR+VIEW",
        "parameterizedSearch?q=x&updateTracking=true",
        "parameterizedSearch?q=x&UPDATETRACKING=1",
        "parameterizedSearch?q=x&update_viewstat=true",
    ] {
        assert!(matches!(asked(path), Err(Refusal::WritesByQuery(_))), "{path}: {:?}", asked(path));
    }
    for path in [
        "ui-api/records/0015g00000AbCdE?updateMru=true",
        "ui-api/records/0015g00000AbCdE?UpdateMRU=1",
        "sobjects/Account/0015g00000AbCdE?updateMru=true",
        "sobjects/Account/0015g00000AbCdE?Sforce-Mru=updateMru%3Dtrue",
    ] {
        assert!(matches!(asked(path), Err(Refusal::WritesRecent(_))), "{path}: {:?}", asked(path));
    }
    for name in [
        "_HttpMethod",
        "_httpmethod",
        "_HTTPMETHOD",
        "HttpMethod",
        "_method",
        "Method",
        "X-HTTP-Method",
        "X-HTTP-Method-Override",
        "x-method-override",
        "_METHOD_OVERRIDE",
        "%5FHttpMethod",
    ] {
        let path = format!("sobjects/Account/0015g00000AbCdE?{name}=PATCH");
        assert!(matches!(asked(&path), Err(Refusal::OverridesMethod(_))), "{path}: {:?}", asked(&path));
    }
    for path in [
        "support/knowledgeArticles/kA0x",
        "Support/KnowledgeArticles.json/kA0x",
        "support/knowledgeArticles/kA0x?updateViewStat=true",
        "support/knowledgeArticles/kA0x?updateViewStat=FALSE",
    ] {
        assert!(matches!(asked(path), Err(Refusal::CountsView(_))), "{path}: {:?}", asked(path));
    }
}
