//! Questions about an org, asked of the demo org over real HTTP.

use std::sync::Arc;

use orgscope::client::How;
use orgscope::client::tls::ExtraCa;
use orgscope::demo::serve::{self, Running};
use orgscope::explore::{Answer, Ask, answer, columns};
use orgscope::salesforce::credentials::Pair;
use orgscope::salesforce::hosts;
use orgscope::session::{Credentials, Options, Profile, Session};
use orgscope::store::Places;

struct Open {
    demo: Running,
    session: Session,
}

async fn open(places: Option<Places>) -> Open {
    let demo = serve::start(serve::Options::default()).await.unwrap();
    let profile = Profile::new("demo", hosts::derive(&demo.base_url).unwrap().host);
    let pair = Credentials::Pair(Arc::new(Pair::new(demo.client_id, demo.client_secret)));
    let session = Session::open(profile, pair, Options { places, ..Options::default() });
    Open { demo, session }
}

impl Open {
    async fn ask(&self, ask: Ask) -> Answer {
        answer(ask, &self.session, How::default()).await.unwrap()
    }

    /// The answer, and how many API calls it cost by the org's own count.
    async fn cost(&self, ask: Ask) -> (Answer, u64) {
        let price = u64::from(ask.price());
        let before = self.demo.org.calls();
        let answer = self.ask(ask).await;
        let cost = self.demo.org.calls() - before;
        assert!(cost <= price, "costs {cost}, said {price}");
        (answer, cost)
    }
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

#[tokio::test]
async fn objects_fields_rows_and_a_record_are_found() {
    let open = open(None).await;
    let (Answer::Objects(objects), 1) = open.cost(Ask::Objects).await else { panic!("objects") };
    assert!(objects.value.find("Account").is_some());
    assert_eq!(objects.doc.bytes(), &objects.exchange.as_ref().unwrap().body);

    let describe = Ask::Describe { object: "Contact".into(), fresh: false };
    let (Answer::Describe(describe), 1) = open.cost(describe).await else { panic!("describe") };
    assert!(describe.value.field("LastName").is_some());

    let rows = Ask::Rows {
        object: "Contact".into(),
        columns: names(&["Name", "Account.Name"]),
        order: Some(("Name".into(), true)),
        of: None,
    };
    let (Answer::Rows(first), 1) = open.cost(rows).await else { panic!("rows") };
    assert_eq!(first.value.len(), 200);
    assert!(first.value.total.is_some_and(|total| total > 2_000));
    let next = first.value.next.clone().unwrap();
    let (Answer::Rows(second), 1) = open.cost(Ask::MoreRows(next)).await else { panic!("more rows") };
    assert_eq!(second.value.total, first.value.total);
    let id = |page: &orgscope::salesforce::record::QueryPage| {
        page.row(0).unwrap().text_of("Id").unwrap().into_owned()
    };
    assert_ne!(id(&first.value), id(&second.value));

    let record = Ask::Record { object: "Contact".into(), id: id(&first.value) };
    let (Answer::Record(record), 1) = open.cost(record).await else { panic!("record") };
    assert_eq!(record.value.node().text_of("Id").unwrap(), id(&first.value));
    assert_eq!(record.value.node().members().next().unwrap().0, "attributes");
}

#[tokio::test]
async fn counts_are_given_in_the_order_asked() {
    let open = open(None).await;
    let asked = ["Contact", "NoSuchObject", "Account"];
    let (Answer::Counts(counts), 1) = open.cost(Ask::Counts(names(&asked))).await else { panic!("counts") };
    assert_eq!(counts.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), asked);
    assert!(counts[0].1.unwrap() > 2_000 && counts[1].1.is_none() && counts[2].1.is_some());
}

#[tokio::test]
async fn children_are_counted_in_one_request_and_each_is_a_call() {
    let open = open(None).await;
    let rows = Ask::Rows { object: "Contact".into(), columns: names(&["AccountId"]), order: None, of: None };
    let Answer::Rows(rows) = open.ask(rows).await else { panic!("rows") };
    let account = rows.value.rows().find_map(|row| row.text_of("AccountId")).unwrap().into_owned();
    let mut lists = vec![("NoSuchObject".to_owned(), "AccountId".to_owned())];
    lists.extend((0..27).map(|_| ("Contact".to_owned(), "AccountId".to_owned())));
    let before = open.session.log().all().len();
    let asked = Ask::ChildCounts { id: account, lists };
    let (Answer::ChildCounts(counts), 28) = open.cost(asked).await else { panic!("child counts") };
    assert_eq!(open.session.log().all().len() - before, 2);
    assert_eq!(counts[0].2, None);
    assert!(counts[1..].iter().all(|(_, _, count)| count.is_some_and(|count| count > 0)), "{counts:?}");

    let wrong = Ask::ChildCounts { id: "x' OR Name != '".into(), lists: Vec::new() };
    assert_eq!(answer(wrong, &open.session, How::default()).await.unwrap_err().id, "query.id");
}

#[tokio::test]
async fn the_run_as_user_costs_no_call_and_is_asked_once() {
    let open = open(None).await;
    for _ in 0..2 {
        let (Answer::RunAs(user), 0) = open.cost(Ask::RunAs).await else { panic!("run as") };
        assert!(user.value.preferred_username.as_deref().is_some_and(|name| name.contains('@')));
    }
    let asked = open.session.log().all().iter().filter(|e| e.url.ends_with("/userinfo")).count();
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn any_resource_comes_as_it_is_and_none_that_runs_code() {
    let open = open(None).await;
    let path = format!("/services/data/{}/limits", open.session.version().await.unwrap());
    let (Answer::Resource(limits), 1) = open.cost(Ask::Resource(path.clone())).await else {
        panic!("resource")
    };
    assert!(limits.doc.bytes().starts_with(b"{"));
    assert!(open.session.budget().is_some_and(|usage| usage.used >= 1 && usage.max > 0));
    let url = format!("{}{path}", open.demo.base_url);
    open.ask(Ask::Resource(url)).await;
    for (path, id) in [
        ("/services/data/v64.0/tooling/executeAnonymous?anonymousBody=x", "request.runs_code"),
        ("https://evil.example/services/data", "request.path"),
        ("/services/data/v64.0/query?q=SELECT+Id+FROM+Account+FOR+VIEW", "request.writes"),
    ] {
        let refused = answer(Ask::Resource(path.into()), &open.session, How::default()).await.unwrap_err();
        assert_eq!(refused.id, id);
    }
    let wrong = answer(
        Ask::Record { object: "Account".into(), id: "0015g00000AbCdEAAV".into() },
        &open.session,
        How::default(),
    );
    let wrong = wrong.await.unwrap_err();
    assert_eq!((wrong.evidence.status, wrong.evidence.code.as_deref()), (Some(404), Some("NOT_FOUND")));
}

#[tokio::test]
async fn a_describe_comes_from_the_cache_until_it_is_asked_afresh() {
    let home = tempfile::tempdir().unwrap();
    let open = open(Some(Places::below(home.path()))).await;
    let ask = |fresh| Ask::Describe { object: "Account".into(), fresh };
    let (Answer::Describe(first), 1) = open.cost(ask(false)).await else { panic!("not asked") };
    let (Answer::Describe(cached), 0) = open.cost(ask(false)).await else { panic!("asked") };
    assert!(cached.exchange.is_none() && cached.at == first.at);
    assert_eq!(cached.doc.bytes(), first.doc.bytes());
    // 304 without a body: the bytes are those of the cache.
    let (Answer::Describe(confirmed), 1) = open.cost(ask(true)).await else { panic!("not asked") };
    let exchange = confirmed.exchange.as_ref().unwrap();
    assert_eq!((exchange.status, exchange.body.len()), (Some(304), 0));
    assert_eq!(confirmed.doc.bytes(), first.doc.bytes());
    assert!(confirmed.at > first.at);
}

#[tokio::test]
async fn the_demo_org_over_tls_is_trusted_by_its_authority_alone() {
    let home = tempfile::tempdir().unwrap();
    let options = serve::Options { tls: Some(home.path().to_owned()), ..serve::Options::default() };
    let demo = serve::start(options).await.unwrap();
    let file = demo.ca_file.clone().unwrap();
    let ca = ExtraCa { file: file.display().to_string(), pem: std::fs::read(&file).unwrap() };
    for (extra_ca, id) in
        [(Some(Arc::new(ca)), None), (None, Some(["network.tls_intercepted", "network.no_trust_store"]))]
    {
        let profile = Profile::new("demo", hosts::derive(&demo.base_url).unwrap().host);
        let pair = Credentials::Pair(Arc::new(Pair::new(demo.client_id, demo.client_secret)));
        let client = orgscope::client::Options { extra_ca, ..Default::default() };
        let session = Session::open(profile, pair, Options { client, places: None });
        let answer = answer(Ask::RunAs, &session, How::default()).await;
        match id {
            None => assert!(answer.is_ok(), "{answer:?}"),
            // On a machine without any authority the second is the reason.
            Some(ids) => assert!(ids.contains(&answer.unwrap_err().id.as_str())),
        }
    }
}

/// What the screens do without being told: the columns of the Rows tab, and the names of a record's parents.
#[tokio::test]
async fn the_columns_that_are_chosen_can_be_read_of_every_object() {
    let open = open(None).await;
    let Answer::Objects(objects) = open.ask(Ask::Objects).await else { panic!("objects") };
    for object in objects.value.sobjects.iter().filter(|object| object.queryable) {
        let describe = Ask::Describe { object: object.name.clone(), fresh: false };
        let Answer::Describe(describe) = open.ask(describe).await else { panic!("describe") };
        let describe = &describe.value;
        let chosen = columns::columns(describe, Some(&objects.value));
        let rows = Ask::Rows {
            object: object.name.clone(),
            columns: columns::select(describe, &chosen),
            order: columns::order(describe),
            of: None,
        };
        let Answer::Rows(rows) = open.ask(rows).await else { panic!("rows of {}", object.name) };
        let id = rows.value.row(0).and_then(|row| row.text_of("Id")).unwrap().into_owned();
        let parents: Vec<_> = describe
            .fields
            .iter()
            .filter_map(|field| columns::parent_name(field, Some(&objects.value)))
            .collect();
        let of_one = Ask::Rows {
            object: object.name.clone(),
            columns: parents,
            order: None,
            of: Some(("Id".into(), id)),
        };
        let Answer::Rows(one) = open.ask(of_one).await else { panic!("one of {}", object.name) };
        assert_eq!(one.value.len(), 1, "{}", object.name);
    }
}
