//! `orgscope check`: the ladder from the command line. Prints each rung when it ends; for several orgs one table,
//! worst first. The engine is `crate::check`; here is only how its events and verdicts are printed and kept.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use serde_json::Value;

use super::context::Context;
use super::guide;
use super::out::{self, Column, likely_head};
use super::output::Output;
use crate::check::watch::{Next, Watch};
use crate::check::{self, AppKind, Ask, Event, RungResult, Status, Verdict, many, report, rungs};
use crate::plain;
use crate::salesforce::scopes::Reach;
use crate::session::{Credentials, Profile, Session};
use crate::store::{Config, Keep, Org};
use crate::text::{cells, numbers, safe};
use crate::trouble::{Exit, Step, Trouble};

/// What to check.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgscope check                     the default org
  orgscope check acme-uat --watch    again and again until the answer changes
  orgscope check --all               every stored org, worst first
  orgscope check --report check.md   all of it as Markdown, without secrets
  orgscope check --json | jq -r .verdict
  orgscope check --guide             the setup in Salesforce, step by step

Exit code: 0 if no rung failed (a warning passes), 4 if the network is at fault, 3 if a file of this machine can't be used, else 1.")]
pub struct CheckArgs {
    /// Stored orgs; if none is given, the default one
    #[arg(value_name = "ORG")]
    orgs: Vec<String>,
    /// Every stored org, in one table
    #[arg(long, conflicts_with = "orgs")]
    all: bool,
    /// Checks again at widening intervals until the answer changes
    #[arg(long, conflicts_with = "all")]
    watch: bool,
    /// Writes the report: Markdown, or JUnit if the name ends in .xml; can be given more than once
    #[arg(long, value_name = "FILE")]
    report: Vec<PathBuf>,
    /// Takes user names, hosts and ids out of all that is printed and reported
    #[arg(long)]
    redact_names: bool,
    /// Prints the setup of an app step by step and sends nothing; the step at which the org's last check failed
    /// is marked
    #[arg(long, conflicts_with_all = ["all", "watch", "report"])]
    guide: bool,
    #[command(flatten)]
    pub output: Output,
}

/// Checks.
pub fn run(args: &CheckArgs, context: &Context) -> Result<Exit, Trouble> {
    if args.guide {
        guide::print(args.orgs.first().map(String::as_str), context);
        return Ok(Exit::Done);
    }
    for file in &args.report {
        report::can_be(file)?;
    }
    let orgs = orgs(args, context)?;
    if args.watch && orgs.len() > 1 {
        return Err(Trouble::new(Exit::Usage, "check.watch", "One org is watched at a time."));
    }
    match orgs.as_slice() {
        [org] if !args.all => one(org, args, context),
        _ => several(&orgs, args, context),
    }
}

fn orgs(args: &CheckArgs, context: &Context) -> Result<Vec<Org>, Trouble> {
    if args.all {
        let config = Config::load(&context.places()?).map_err(|error| error.trouble(""))?;
        if config.orgs.is_empty() {
            return Err(Trouble::new(Exit::Setup, "config.no_org", "No org is stored yet.")
                .step(Step::Run("orgscope org add NAME --login-url URL".into(), "stores one".into())));
        }
        return Ok(config.orgs.into_iter().map(|org| context.pinned(org)).collect());
    }
    match args.orgs.as_slice() {
        [] => Ok(vec![context.org()?]),
        names => names.iter().map(|name| context.org_named(Some(name))).collect(),
    }
}

/// The check of a stored org. Fails where its pair can't be loaded; nothing is sent then.
fn ask(org: &Org, context: &Context) -> Result<Ask, Trouble> {
    let pair = context.secrets.load(org).map_err(|error| error.trouble(&org.name))?;
    let mut options = context.options()?;
    options.client.limits = check::patience();
    let mut ask = Ask::new(&org.name, &org.login_url, Arc::clone(&pair));
    ask.client = options.client.clone();
    ask.remembered = context.places().ok().and_then(|places| check::remembered(&places, &org.name));
    // A host that is refused, or is to be confirmed, has no session; the rung `host` then says why.
    if crate::salesforce::hosts::derive(&org.login_url).is_ok_and(|derived| derived.offer().is_none()) {
        let profile = Profile::of(org)?;
        ask.api_version = profile.version;
        ask.session = Some(Session::open(profile, Credentials::Pair(pair), options));
    }
    Ok(ask)
}

/// Keeps what checks found, for the next one and for the list of orgs. After they were told: a lock that somebody
/// holds is waited for, once. What the checks end with, where nothing failed in them: somebody has to look after such
/// a lock, while a disk that can't be written may be meant to be so.
fn keep(verdicts: &[Verdict], orgs: &[Org], context: &Context) -> Exit {
    let Ok(places) = context.places() else { return Exit::Done };
    for verdict in verdicts {
        let is_stored = orgs.iter().any(|org| org.name == verdict.org && org.keep != Keep::Variables);
        if is_stored && let Err(error) = check::remember_in(&places, verdict) {
            let why = error.trouble(&verdict.org).what;
            context.out.note(format!("What the check found could not be kept: {why}"));
            return if error.is_held() { Exit::Setup } else { Exit::Done };
        }
    }
    Exit::Done
}

fn first_failure(found: Exit, kept: Exit) -> Exit {
    if found == Exit::Done { kept } else { found }
}

fn one(org: &Org, args: &CheckArgs, context: &Context) -> Result<Exit, Trouble> {
    let mut watch = Watch::default();
    loop {
        let ask = ask(org, context)?;
        let verdict = context.run(async {
            let tell = |event: Event| show_event(&event, args, context);
            let work = async { Ok(check::climb(&ask, &tell).await) };
            match &ask.session {
                Some(session) => context.with(session, work).await,
                None => work.await,
            }
        })?;
        context.out.progress_ends();
        if context.out.json {
            context.out.json(&shown_json(&verdict, args));
        } else {
            show_verdict(&verdict, args, context);
        }
        let kept = keep(std::slice::from_ref(&verdict), std::slice::from_ref(org), context);
        let again = if args.watch { Some(watch.next(&verdict)) } else { None };
        match again {
            Some(Next::Again(pause)) => {
                let seconds = pause.as_secs();
                context.out.note(format!(
                    "try {} of at most {}; again in {seconds} s, Ctrl-C stops",
                    watch.tries(),
                    watch.most_tries()
                ));
                context.run(async {
                    tokio::time::sleep(pause).await;
                    Ok(())
                })?;
            }
            Some(Next::End(end)) => {
                context.out.note(end.sentence());
                write_report(std::slice::from_ref(&verdict), args, context)?;
                return Ok(first_failure(verdict.exit(), kept));
            }
            None => {
                write_report(std::slice::from_ref(&verdict), args, context)?;
                return Ok(first_failure(verdict.exit(), kept));
            }
        }
    }
}

fn several(orgs: &[Org], args: &CheckArgs, context: &Context) -> Result<Exit, Trouble> {
    let (mut asks, mut troubles) = (Vec::new(), Vec::new());
    for org in orgs {
        match ask(org, context) {
            Ok(ask) => asks.push(ask),
            Err(trouble) => troubles.push((org.name.clone(), trouble)),
        }
    }
    let done = Mutex::new(0);
    let tell = |_: usize, event: Event| {
        if let Event::Verdict(_) = event {
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            *done += 1;
            context.out.progress(format!("{} of {} done, {} at a time", done, asks.len(), many::AT_ONCE));
        }
    };
    let mut verdicts = context.run(async { Ok(many::all(&asks, &tell).await) })?;
    context.out.progress_ends();
    many::worst_first(&mut verdicts);
    if context.out.json {
        let mut all: Vec<Value> = verdicts.iter().map(|verdict| shown_json(verdict, args)).collect();
        all.extend(troubles.iter().map(|(org, trouble)| serde_json::json!({"org": org, "trouble": trouble})));
        context.out.json(&all);
    } else {
        show_table(&verdicts, &troubles, args, context);
    }
    let kept = keep(&verdicts, orgs, context);
    write_report(&verdicts, args, context)?;
    let not_loaded = troubles.first().map(|(_, trouble)| trouble.exit);
    Ok(first_failure(exit_of(verdicts.iter().map(Verdict::exit), not_loaded), kept))
}

/// What all that failed have in common (4: the network, 3: the configuration), else 1; 3 if only pairs could not be
/// loaded.
fn exit_of(verdicts: impl Iterator<Item = Exit>, not_loaded: Option<Exit>) -> Exit {
    let failed: Vec<_> = verdicts.filter(|exit| *exit != Exit::Done).collect();
    match failed.as_slice() {
        [] => not_loaded.unwrap_or(Exit::Done),
        [first, rest @ ..] if rest.iter().all(|exit| exit == first) => *first,
        _ => Exit::Refused,
    }
}

fn shown_json(verdict: &Verdict, args: &CheckArgs) -> Value {
    let json = check::json::json(verdict);
    if !args.redact_names {
        return json;
    }
    serde_json::from_str(&report::without_names(&json.to_string(), verdict)).unwrap_or(json)
}

/// A text as it is printed: names go where that is asked for.
fn shown(text: &str, verdict: &Verdict, args: &CheckArgs) -> String {
    if args.redact_names { report::without_names(text, verdict) } else { text.to_owned() }
}

/// Progress on standard error, the rung itself on standard output; that waits for the verdict where names are to
/// go, for only then are they known.
fn show_event(event: &Event, args: &CheckArgs, context: &Context) {
    match event {
        Event::Started(id) => context.out.progress(format!("{}…", rungs::by_id(id).map_or(*id, |r| r.name))),
        Event::Ended(rung) if !context.out.json && !args.redact_names => {
            context.out.progress_ends();
            if let Some(line) = rung_lines(rung, context) {
                context.out.line(line);
            }
        }
        _ => {}
    }
}

/// A line with signs; with `--plain` one of words, and none for a rung that was not tested.
fn rung_lines(rung: &RungResult, context: &Context) -> Option<String> {
    match context.global.plain {
        true => plain::rung(rung).map(|line| safe::visible(&line).into_owned()),
        false => Some(rung_line(rung)),
    }
}

fn rung_line(rung: &RungResult) -> String {
    let name = rungs::by_id(rung.id).map_or(rung.id, |row| row.name);
    let ms = rung.ms.map(numbers::millis).unwrap_or_default();
    let summary = safe::visible(&rung.summary).into_owned();
    format!(
        "{} {} {} {}",
        rung.status.sign(),
        cells::left(name, 12),
        cells::left(&summary, 34),
        cells::right(&ms, 9)
    )
    .trim_end()
    .to_owned()
}

fn show_verdict(verdict: &Verdict, args: &CheckArgs, context: &Context) {
    let out = &context.out;
    let mut lines = Vec::new();
    if args.redact_names {
        lines.extend(verdict.rungs.iter().filter_map(|rung| rung_lines(rung, context)));
    }
    if context.global.plain {
        lines.extend(plain::verdict(verdict));
        for line in lines {
            out.line(safe::visible(&shown(&line, verdict, args)));
        }
        return;
    }
    lines.push(String::new());
    for rung in verdict.rungs.iter().filter(|rung| rung.status != Status::Fail) {
        if let Some(why) = &rung.diagnosis {
            lines.push(format!("{} {}: {}", rung.status.sign(), rung.id, why.what));
            lines.extend(why.causes.iter().map(|likely| format!("    {likely}")));
        }
    }
    if let Some(why) = verdict.failed().and_then(|rung| rung.diagnosis.as_deref()) {
        lines.push(format!("✗ {}", why.what));
        lines.extend(why.evidence.line().map(|line| format!("  {line}")));
        lines.extend(why.evidence.message.as_ref().map(|said| format!("  “{said}”")));
        lines.extend(why.evidence.excerpt.as_ref().map(|body| format!("  {body}")));
        lines.extend(why.evidence.seen.iter().map(|seen| format!("  {seen}")));
        lines.push(format!("  cause  {}", why.cause_id()));
        if let Some(head) = likely_head(why.causes.len(), why.cannot_tell) {
            lines.push(format!("  {head}"));
            lines.extend(why.causes.iter().map(|likely| format!("    {likely}")));
        }
        let kinds: &[AppKind] = if why.differs_by_kind() {
            &[AppKind::ExternalClientApp, AppKind::ConnectedApp]
        } else {
            &[AppKind::ExternalClientApp]
        };
        for kind in kinds {
            let head = if kinds.len() > 1 { kind.words() } else { "What mends it" };
            lines.push(format!("  {head}:"));
            lines.extend(
                why.steps(*kind)
                    .iter()
                    .enumerate()
                    .map(|(at, step)| format!("    {}  {}", at + 1, step.line())),
            );
        }
    } else {
        lines.extend(card_lines(verdict));
    }
    if let Some(since) = &verdict.since {
        let changed: Vec<_> = since.changed().collect();
        if !changed.is_empty() || since.meaning.is_some() {
            lines.push(format!("  Since the last good check ({}):", since.at));
            lines.extend(changed.iter().map(|change| {
                format!(
                    "    {} was {}, is {}",
                    change.what,
                    change.was,
                    change.is.as_deref().unwrap_or("unknown")
                )
            }));
            lines.extend(since.meaning.as_ref().map(|meaning| format!("    → {meaning}")));
        }
    }
    lines.push(format!("  {}", verdict.cost.words()));
    for line in lines {
        out.line(safe::visible(&shown(&line, verdict, args)));
    }
}

fn card_lines(verdict: &Verdict) -> Vec<String> {
    let card = &verdict.run_as;
    let join = |parts: &[Option<&str>]| parts.iter().flatten().copied().collect::<Vec<_>>().join(" · ");
    let active = card.active.map(|active| if active { "active" } else { "inactive" });
    let api_only = card.api_only.map(|only| if only { "API only" } else { "not API only" });
    let environment = card.environment().badge().to_lowercase();
    let mut lines = vec![
        format!("✓ The app works, {} in all.", numbers::millis(verdict.ms)),
        format!("  Run As   {}", join(&[card.name.as_deref(), card.username.as_deref(), active, api_only])),
        format!(
            "  Profile  {}",
            join(&[card.profile.as_deref().or(Some("unknown")), card.licence.as_deref()])
        ),
        format!(
            "  Org      {}",
            join(&[
                card.org_name.as_deref(),
                card.org_id.as_deref(),
                Some(&environment),
                card.edition.as_deref(),
                card.instance.as_deref()
            ])
        ),
    ];
    if card.locale.is_some() || card.time_zone.is_some() {
        lines.push(format!("  Locale   {}", join(&[card.locale.as_deref(), card.time_zone.as_deref()])));
    }
    for scope in card.scopes.iter().flatten() {
        let more = match scope.reach {
            Reach::Broad => ": more than reading needs",
            Reach::Unknown => ", so it counts as more than reading needs",
            Reach::Needed | Reach::Useful | Reach::Unused => "",
        };
        lines.push(format!("  {} {}{more}", cells::left(&scope.name, 12), scope.meaning));
    }
    lines
}

const COLUMNS: &[Column] = &[
    Column { head: "", is_number: false },
    Column { head: "Org", is_number: false },
    Column { head: "Environment", is_number: false },
    Column { head: "Verdict", is_number: false },
    Column { head: "Run As user", is_number: false },
    Column { head: "Time", is_number: true },
    Column { head: "API today", is_number: true },
];

fn show_table(verdicts: &[Verdict], troubles: &[(String, Trouble)], args: &CheckArgs, context: &Context) {
    // A pipe has no edge.
    let fitted = |words: &str| {
        if out::has_screen() { cells::cut_end(words, 72).into_owned() } else { words.to_owned() }
    };
    let mut rows: Vec<Vec<String>> = verdicts
        .iter()
        .map(|verdict| {
            let usage = verdict.cost.after.zip(verdict.cost.limit);
            vec![
                verdict.status().sign().to_owned(),
                verdict.org.clone(),
                verdict
                    .run_as
                    .environment
                    .map_or_else(String::new, |_| verdict.run_as.environment().badge().to_owned()),
                fitted(&shown(&many::in_words(verdict), verdict, args)),
                shown(verdict.run_as.username.as_deref().unwrap_or_default(), verdict, args),
                numbers::elapsed(verdict.ms),
                usage.and_then(|(used, of)| numbers::percent(used, of)).unwrap_or_else(|| "–".to_owned()),
            ]
        })
        .collect();
    rows.extend(troubles.iter().map(|(org, trouble)| {
        let words = fitted(&trouble.what);
        vec!["✗".into(), org.clone(), String::new(), words, String::new(), String::new(), "–".into()]
    }));
    context.out.table(COLUMNS, &rows);
}

fn write_report(verdicts: &[Verdict], args: &CheckArgs, context: &Context) -> Result<(), Trouble> {
    args.report.iter().try_for_each(|file| write_one(file, verdicts, args, context))
}

fn write_one(
    file: &std::path::Path,
    verdicts: &[Verdict],
    args: &CheckArgs,
    context: &Context,
) -> Result<(), Trouble> {
    let mut text = report::of_kind(file, verdicts);
    if args.redact_names {
        for verdict in verdicts {
            text = report::without_names(&text, verdict);
        }
    }
    report::write(file, &text)?;
    context.out.note(format!("The report is in {}.", file.display()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_checks_exit_with_what_they_share() {
        use Exit::{Done, Network, Refused, Setup};
        for (verdicts, not_loaded, exit) in [
            (&[Done, Done][..], None, Done),
            (&[Done, Network], None, Network),
            (&[Network, Network], None, Network),
            (&[Setup, Setup], None, Setup),
            (&[Setup, Network], None, Refused),
            // one failed by the network, another otherwise: somebody has to mend something
            (&[Network, Refused], None, Refused),
            (&[Refused, Done, Network], None, Refused),
            (&[Done], Some(Setup), Setup),
            (&[Network], Some(Setup), Network),
            (&[], Some(Setup), Setup),
        ] {
            assert_eq!(exit_of(verdicts.iter().copied(), not_loaded), exit, "{verdicts:?} {not_loaded:?}");
        }
    }
}
