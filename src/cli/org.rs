//! `orgscope org …`: stored orgs. The secret store is opened before anything is asked or sent, a pair is
//! checked before it is stored, and a stored pair is replaced in one write.

use std::io::Read;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::context::Context;
use super::no_echo;
use super::out::Column;
use super::output::Output;
use super::remove;
use crate::check::{self, Event, Verdict};
use crate::salesforce::credentials::Pair;
use crate::salesforce::{hosts, lint};
use crate::session::Credentials;
use crate::store::left::Left;
use crate::store::{self, Config, KEYRING_WORD, Keep, Org, StoreError};
use crate::text::utf;
use crate::trouble::{Exit, Step, Trouble};

/// What can be done with stored orgs.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  orgscope org add acme --login-url https://acme.my.salesforce.com
  orgscope org list --json
  orgscope org default acme
  orgscope org rotate acme
  orgscope org remove acme")]
pub enum OrgCommand {
    /// Store an org: its pair is asked for without echo, checked, then kept in the keyring
    Add(Add),
    /// The stored orgs
    List {
        #[command(flatten)]
        output: Output,
    },
    /// One stored org, and where its key and secret are
    Show {
        /// The org
        name: String,
        #[command(flatten)]
        output: Output,
    },
    /// Remove an org, and its key and secret from the keyring
    Remove {
        /// The org
        name: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// The org that opens when none is named
    Default {
        /// The org
        name: String,
    },
    /// Replace key and secret, once the new ones have passed the check
    Rotate {
        /// The org
        name: String,
        /// Read consumer key and secret as two lines from standard input
        #[arg(long)]
        stdin: bool,
    },
}

/// Arguments of `org add`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgscope org add acme --login-url https://acme.my.salesforce.com
  pass show acme | orgscope org add acme --login-url https://acme.my.salesforce.com --stdin
  orgscope org add acme --login-url https://acme.my.salesforce.com --secret-command pass show acme")]
pub struct Add {
    /// What to call it: letters, digits, - and _
    name: String,
    /// The org's My Domain URL; that of one of its pages does as well
    #[arg(long, value_name = "URL")]
    login_url: String,
    /// Read consumer key and secret as two lines from standard input
    #[arg(long)]
    stdin: bool,
    /// Store the pair even if the check fails, or without a network
    #[arg(long)]
    untested: bool,
    /// Where to keep the pair: the system's own store, or the kernel's keyring (Linux, gone after a
    /// restart)
    #[arg(long, value_name = "PLACE", value_parser = [KEYRING_WORD, "kernel"], default_value = KEYRING_WORD)]
    secrets: String,
    /// A command that prints the pair, and its arguments; then none is asked for or stored. Goes last
    #[arg(long, value_name = "WORD", num_args = 1.., allow_hyphen_values = true, conflicts_with_all = ["stdin", "secrets"])]
    secret_command: Option<Vec<String>>,
}

impl OrgCommand {
    /// Where its document goes, where it has one.
    pub fn output(&self) -> Option<&Output> {
        match self {
            Self::List { output } | Self::Show { output, .. } => Some(output),
            _ => None,
        }
    }

    /// Does what was asked.
    pub fn run(&self, context: &Context) -> Result<Exit, Trouble> {
        match self {
            Self::Add(add) => add.run(context),
            Self::List { .. } => list(context),
            Self::Show { name, .. } => show(context, name),
            Self::Remove { name, yes } => remove::run(context, name, *yes),
            Self::Default { name } => make_default(context, name),
            Self::Rotate { name, stdin } => rotate(context, name, *stdin),
        }
    }
}

impl Add {
    fn run(&self, context: &Context) -> Result<Exit, Trouble> {
        let told = |e: StoreError| e.trouble(&self.name);
        let places = context.places()?;
        store::orgs::can_add(&places, &context.secrets, &self.name).map_err(told)?;
        let org = Org {
            name: self.name.clone(),
            login_url: my_domain(context, &self.login_url)?,
            api_version: context.global.api_version.clone(),
            keep: self.keep(),
        };
        let found = context.secrets.open(&org.keep).map_err(told)?;
        let pair = match org.keep.is_read_only() {
            true => context.secrets.load(&org).map_err(told)?,
            false => ask_pair(context, self.stdin)?,
        };
        let verdict = match check(context, &org, &pair) {
            Ok(verdict) => Some(verdict),
            Err(trouble) if self.untested => {
                context
                    .out
                    .warn(format!("The check failed, and the pair is stored all the same: {}", trouble.what));
                None
            }
            Err(trouble) => {
                context
                    .out
                    .note(format!("Nothing was stored. --untested stores {} all the same.", self.name));
                return Err(trouble);
            }
        };
        off_the_loop(context, {
            let (secrets, places, org) = (Arc::clone(&context.secrets), places.clone(), org.clone());
            move || store::orgs::add(&places, &secrets, &org, &pair).map_err(|e| e.trouble(&org.name))
        })?;
        if let Some(verdict) = &verdict {
            remember(context, verdict);
        }
        let user = verdict.as_ref().and_then(acts_as);
        if context.out.json {
            let stored = json!({"org": org_json(&org, false), "store": found.name, "user": user,
                "config": places.config_file()});
            context.out.json(&stored);
        } else {
            let user = user.map_or_else(String::new, |user| format!(" The app acts as {user}."));
            context.out.line(format!("Stored {}.{user}", org.name));
            context
                .out
                .line(format!("  {}: the org, without key and secret", places.config_file().display()));
            context.out.line(format!("  {}: key and secret, one entry", found.name));
        }
        Ok(Exit::Done)
    }

    fn keep(&self) -> Keep {
        match (&self.secret_command, self.secrets.as_str()) {
            (Some(words), _) => Keep::Command(words.clone()),
            (None, "kernel") => Keep::Kernel,
            (None, _) => Keep::Keyring,
        }
    }
}

const COLUMNS: &[Column] = &[
    Column { head: "Org", is_number: false },
    Column { head: "Environment", is_number: false },
    Column { head: "My Domain URL", is_number: false },
    Column { head: "API", is_number: false },
    Column { head: "Secrets", is_number: false },
];

fn list(context: &Context) -> Result<Exit, Trouble> {
    let config = config(context)?;
    let is_default = |org: &Org| config.default_org.as_deref() == Some(org.name.as_str());
    if context.out.json {
        let orgs: Vec<Value> = config.orgs.iter().map(|org| org_json(org, is_default(org))).collect();
        let mut listed = json!({ "orgs": orgs });
        let halves = halves(context);
        if !halves.is_empty() {
            listed["halves"] = json!(halves);
        }
        context.out.json(&listed);
        return Ok(Exit::Done);
    }
    if config.orgs.is_empty() {
        context.out.note("No org is stored yet. orgscope org add NAME --login-url URL stores one.");
        tell_halves(context);
        return Ok(Exit::Done);
    }
    let row = |org: &Org| {
        let name = if is_default(org) { format!("{} *", org.name) } else { org.name.clone() };
        let version = org.api_version.clone().unwrap_or_else(|| "newest".into());
        vec![name, environment(org).into(), org.login_url.clone(), version, org.keep.words().into()]
    };
    context.out.table(COLUMNS, &config.orgs.iter().map(row).collect::<Vec<_>>());
    if config.default_org.is_some() {
        context.out.note("* opens when none is named");
    }
    tell_halves(context);
    Ok(Exit::Done)
}

/// What interrupted commands left.
fn halves(context: &Context) -> Vec<Left> {
    context.places().map_or_else(|_| Vec::new(), |places| store::left::halves(&places, &context.secrets))
}

fn tell_halves(context: &Context) {
    halves(context).iter().flat_map(Left::lines).for_each(|line| context.out.note(line));
}

fn show(context: &Context, name: &str) -> Result<Exit, Trouble> {
    let config = config(context)?;
    let org = config.org(name).map_err(|e| e.trouble(name))?;
    let is_default = config.default_org.as_deref() == Some(name);
    // Only looked at, so that no window asks for a password.
    let found = context.secrets.probe(&org.keep);
    let found_line = found.as_ref().map_or_else(|e| e.trouble(name).what, |found| found.line());
    let remembered = store::last_good::load(&context.places()?, name);
    if context.out.json {
        let mut shown = org_json(org, is_default);
        shown["store"] = match &found {
            Ok(found) => json!({"name": found.name, "locked": found.is_locked}),
            Err(e) => json!({"trouble": e.trouble(name)}),
        };
        shown["last_used"] = json!(remembered.used);
        shown["last_check"] = json!(remembered.last);
        context.out.json(&shown);
        return Ok(Exit::Done);
    }
    let mut lines = vec![
        ("Org", org.name.clone()),
        ("Environment", environment(org).into()),
        ("My Domain URL", org.login_url.clone()),
        ("API version", org.api_version.clone().unwrap_or_else(|| "newest".into())),
        ("Secrets", found_line),
        ("Default", if is_default { "yes" } else { "no" }.into()),
    ];
    if let Some(used) = remembered.used {
        lines.push(("Last used", crate::text::numbers::local(used)));
    }
    for (what, is) in lines {
        context.out.line(format!("{what:<14} {is}"));
    }
    Ok(Exit::Done)
}

fn make_default(context: &Context, name: &str) -> Result<Exit, Trouble> {
    store::config::set_default(&context.places()?, Some(name)).map_err(|e| e.trouble(name))?;
    match context.out.json {
        true => context.out.json(&json!({ "default": name })),
        false => context.out.line(format!("{name} opens when none is named.")),
    }
    Ok(Exit::Done)
}

fn rotate(context: &Context, name: &str, stdin: bool) -> Result<Exit, Trouble> {
    let told = |e: StoreError| e.trouble(name);
    let org = config(context)?.org(name).map_err(told)?.clone();
    match org.keep {
        Keep::Memory => return Err(told(StoreError::ForOneRun)),
        _ if org.keep.is_read_only() => return Err(told(StoreError::ReadOnlyPlace)),
        _ => {}
    }
    let found = context.secrets.open(&org.keep).map_err(told)?;
    let pair = ask_pair(context, stdin)?;
    let verdict = check(context, &org, &pair).inspect_err(|_| {
        context.out.note(format!("The old key and secret of {name} stay in place."));
    })?;
    off_the_loop(context, {
        let (secrets, org) = (Arc::clone(&context.secrets), org.clone());
        move || secrets.save(&org, &pair).map_err(|e| e.trouble(&org.name))
    })?;
    remember(context, &verdict);
    let user = acts_as(&verdict);
    match context.out.json {
        true => context.out.json(&json!({"rotated": name, "store": found.name, "user": user})),
        false => {
            let user = user.map_or_else(String::new, |user| format!(" The app acts as {user}."));
            context.out.line(format!("The new key and secret of {name} are stored.{user}"));
        }
    }
    Ok(Exit::Done)
}

fn config(context: &Context) -> Result<Config, Trouble> {
    Config::load(&context.places()?).map_err(|e| e.trouble(""))
}

fn environment(org: &Org) -> &'static str {
    hosts::derive(&org.login_url).map_or("", |derived| derived.host.environment().badge())
}

fn org_json(org: &Org, is_default: bool) -> Value {
    json!({"name": org.name, "login_url": org.login_url, "api_version": org.api_version,
        "environment": environment(org), "secrets": org.keep.word(), "default": is_default})
}

/// The My Domain URL out of what was given; a guess is shown, and used only when it is given as it is.
fn my_domain(context: &Context, given: &str) -> Result<String, Trouble> {
    let derived = hosts::derive(given).map_err(|refusal| refusal.trouble())?;
    let url = derived.host.base_url();
    for sentence in derived.sentences() {
        context.out.note(sentence);
    }
    if derived.is_guess() {
        let given = hosts::kept(given);
        let what = format!("{given} leads to {url} by a guess, and nothing is sent on a guess.");
        let trouble = Trouble::new(Exit::Usage, "host.guess", what);
        return Err(
            trouble.step(Step::Do(format!("Give --login-url {url} where that is the org's My Domain URL.")))
        );
    }
    Ok(url)
}

/// Key and secret from standard input or the person, cleaned of what came along when they were copied.
fn ask_pair(context: &Context, stdin: bool) -> Result<Arc<Pair>, Trouble> {
    let [key, secret] = if stdin { two_lines(std::io::stdin().lock())? } else { typed(context)? };
    let (key, mut findings) = lint::clean(lint::Pasted::Key, &key);
    let (secret, of_secret) = lint::clean(lint::Pasted::Secret, &secret);
    findings.extend(of_secret);
    findings.extend(lint::key(&key));
    findings.extend(lint::secret(&secret));
    findings.extend(lint::pair(&key, &secret));
    for finding in findings {
        let field = finding.field.map_or("pair", |field| field.words());
        context.out.note(format!("{field}: {}", finding.sentence));
    }
    Ok(Arc::new(Pair::new(key.as_str(), secret.as_str())))
}

type Line = Zeroizing<String>;

fn two_lines(input: impl Read) -> Result<[Line; 2], Trouble> {
    // Room for all of it: what grows leaves copies in memory. Both together are below a thousand characters; what
    // is longer is something else.
    let mut bytes = Zeroizing::new(Vec::with_capacity(64 * 1024));
    let read = input.take(64 * 1024).read_to_end(&mut bytes);
    let text = Zeroizing::new(utf::text_of(&bytes).unwrap_or_default());
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    match (read, lines.as_slice()) {
        (Ok(_), [key, secret]) => Ok([key, secret].map(|line| Zeroizing::new((*line).to_owned()))),
        _ => {
            let count = if lines.len() == 1 { "1 line".into() } else { format!("{} lines", lines.len()) };
            let what = format!("Standard input has {count} with text; two are needed.");
            Err(Trouble::new(Exit::Usage, "org.two_lines", what)
                .step(Step::Do("First line the consumer key, second line the consumer secret.".into())))
        }
    }
}

fn typed(context: &Context) -> Result<[Line; 2], Trouble> {
    let answers = no_echo::ask(&context.out, ["Consumer key", "Consumer secret"])?;
    Ok(answers.map(|answer| answer.lint(|text| Zeroizing::new(text.to_owned()))))
}

/// Climbs the check's rungs with a pair that is not stored yet; the failure of one is the trouble.
fn check(context: &Context, org: &Org, pair: &Arc<Pair>) -> Result<Verdict, Trouble> {
    let session = context.session_with(org, Credentials::Pair(Arc::clone(pair)))?;
    let ask = check::Ask {
        api_version: session.profile().version,
        session: Some(session.clone()),
        ..check::Ask::new(&org.name, &org.login_url, Arc::clone(pair))
    };
    let tell = |event: Event| {
        if let Event::Started(rung) = event {
            context.out.progress(format!("{}: {rung} …", org.name));
        }
    };
    let climbed = context.run(context.with(&session, async { Ok(check::climb(&ask, &tell).await) }));
    context.out.progress_ends();
    let verdict = climbed?;
    match verdict.failed() {
        None => Ok(verdict),
        Some(rung) => Err(rung.diagnosis.as_deref().cloned().unwrap_or_else(|| {
            Trouble::new(verdict.exit(), format!("{}.failed", rung.id), verdict.headline())
        })),
    }
}

/// Keeps what the check found beside the org; the org itself is stored whether or not that can be kept.
fn remember(context: &Context, verdict: &Verdict) {
    let kept = context
        .places()
        .and_then(|places| check::remember_in(&places, verdict).map_err(|e| e.trouble(&verdict.org)));
    if let Err(trouble) = kept {
        context.out.note(format!("What the check found is not kept: {}", trouble.what));
    }
}

fn acts_as(verdict: &Verdict) -> Option<&str> {
    verdict.run_as.username.as_deref()
}

/// Runs a call that blocks where Ctrl-C is still heard.
fn off_the_loop(
    context: &Context,
    call: impl FnOnce() -> Result<(), Trouble> + Send + 'static,
) -> Result<(), Trouble> {
    context.run(async {
        tokio::task::spawn_blocking(call).await.unwrap_or_else(|_| {
            Err(Trouble::new(Exit::Setup, "secrets.stopped", "The secret store's code stopped."))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lines_come_as_any_system_writes_them() {
        let wide = [&b"\xFF\xFE"[..], &utf::utf16("the key\r\nthe secret\r\n")].concat();
        for input in [
            b"the key\nthe secret\n".as_slice(),
            b"the key\r\nthe secret",
            b"\xEF\xBB\xBFthe key\r\n\r\nthe secret\r\n",
            &wide,
        ] {
            let [key, secret] = two_lines(input).unwrap();
            assert_eq!((key.as_str(), secret.as_str()), ("the key", "the secret"));
        }
        for input in [b"the key\n".as_slice(), b"the key\nthe sec\xFFret\n", b"a\nb\nc\n"] {
            assert_eq!(two_lines(input).unwrap_err().id, "org.two_lines");
        }
    }
}
