//! The report: the ladder as Markdown with the conversation as a Mermaid diagram, or as JUnit XML. What it is
//! made of was masked when it came; `--redact-names` takes names out as well.

use super::AppKind;
use super::result::{RungResult, Status, Verdict};
use super::rungs;
use crate::handoff::curl;
use crate::handoff::sequence::{Lane, Outcome};
use crate::store::{open, written};
use crate::text::{numbers, redact, safe};
use crate::trouble::{Exit, Step, Trouble};
use crate::version;
use std::fmt::Write as _;
use std::path::Path;

/// Whether a report could be written there: nothing is sent for one that could not.
pub fn can_be(file: &Path) -> Result<(), Trouble> {
    let ends = file.extension().and_then(|ends| ends.to_str()).unwrap_or_default().to_ascii_lowercase();
    if ["md", "markdown", "xml"].contains(&ends.as_str()) {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        return match folder {
            Some(folder) if !folder.is_dir() => {
                let what = format!("There is no folder {} for the report.", folder.display());
                Err(Trouble::new(Exit::Setup, "check.report_folder", what)
                    .step(Step::Do("Make it, or name another one.".into())))
            }
            _ => written::can_be(file).map_err(|error| not_written(file, &error)),
        };
    }
    let what =
        format!("{} ends neither in .md nor in .xml, so it is not clear which report it is.", file.display());
    Err(Trouble::new(Exit::Usage, "check.report", what))
}

/// Writes a report, whole or not at all, in the place of one that is there.
pub fn write(file: &Path, text: &str) -> Result<(), Trouble> {
    written::save(file, text.as_bytes(), true).map(|_| ()).map_err(|error| not_written(file, &error))
}

fn not_written(file: &Path, error: &std::io::Error) -> Trouble {
    let what = format!("The report {} can't be written: {}.", file.display(), open::reason(error));
    Trouble::new(Exit::Setup, "check.report_file", what).step(Step::Do("Name another file.".into()))
}

/// The report of these checks: JUnit where the file's name ends in `.xml`, else Markdown.
pub fn of_kind(file: &Path, verdicts: &[Verdict]) -> String {
    if file.extension().is_some_and(|ends| ends.eq_ignore_ascii_case("xml")) {
        junit(verdicts)
    } else {
        verdicts.iter().map(markdown).collect::<Vec<_>>().join("\n")
    }
}

/// The report as Markdown.
pub fn markdown(verdict: &Verdict) -> String {
    let mut out = String::new();
    // Writing into a String can't fail.
    let _ = write_markdown(&mut out, verdict);
    redact::mask_lookalikes(&out)
}

fn write_markdown(out: &mut String, verdict: &Verdict) -> std::fmt::Result {
    let sign = verdict.status().sign();
    writeln!(out, "# {sign} Check of {}: {}\n", cell(&verdict.org), cell(&verdict.headline()))?;
    writeln!(
        out,
        "orgscope {}, {}, {} in all.\n",
        version::WHOLE,
        verdict.started_at,
        numbers::millis(verdict.ms)
    )?;
    writeln!(out, "| | Rung | Result | Time | |\n| --- | --- | --- | ---: | --- |")?;
    for rung in &verdict.rungs {
        let name = rungs::by_id(rung.id).map_or(rung.id, |row| row.name);
        let ms = rung.ms.map(numbers::millis).unwrap_or_default();
        let why = rung.diagnosis.as_ref().map_or_else(String::new, |why| why.what.clone());
        writeln!(
            out,
            "| {} | {name} | {} | {ms} | {} |",
            rung.status.sign(),
            cell(&rung.summary),
            cell(&why)
        )?;
    }
    for rung in verdict.rungs.iter().filter(|rung| rung.status == Status::Fail) {
        if let Some(why) = &rung.diagnosis {
            write_failure(out, rung, why)?;
        }
    }
    write_card(out, verdict)?;
    if let Some(since) = &verdict.since {
        writeln!(out, "\n## Since the last good check ({})\n", since.at)?;
        for change in &since.compared {
            match &change.is {
                Some(_) if change.is_same() => writeln!(out, "- {}: same", change.what)?,
                Some(is) => writeln!(out, "- {}: was {}, is {}", change.what, cell(&change.was), cell(is))?,
                None => writeln!(out, "- {}: was {}, unknown now", change.what, cell(&change.was))?,
            }
        }
        if let Some(meaning) = &since.meaning {
            writeln!(out, "\n→ {}", cell(meaning))?;
        }
    }
    let host = verdict.host.as_ref().map_or_else(|| verdict.login_url.clone(), ToString::to_string);
    writeln!(out, "\n## The conversation\n\n```mermaid\n{}```", verdict.sequence.mermaid(&host))?;
    write_repeat(out, verdict)
}

fn write_failure(out: &mut String, rung: &RungResult, why: &Trouble) -> std::fmt::Result {
    writeln!(
        out,
        "\n## What is wrong\n\n**{}** `{}` (rung `{}`)\n",
        cell(&why.what),
        why.cause_id(),
        rung.id
    )?;
    if !why.causes.is_empty() {
        writeln!(
            out,
            "{}\n",
            if why.cannot_tell { "Cannot tell which of these:" } else { "Most likely first:" }
        )?;
        for (at, likely) in why.causes.iter().enumerate() {
            writeln!(out, "{}. {}", at + 1, cell(likely))?;
        }
    }
    if !why.evidence.seen.is_empty() {
        writeln!(out, "\nWhat was seen:\n")?;
        for seen in &why.evidence.seen {
            writeln!(out, "- {}", cell(seen))?;
        }
    }
    for kind in [AppKind::ExternalClientApp, AppKind::ConnectedApp] {
        writeln!(out, "\n### What mends it: {}\n", kind.words())?;
        for (at, step) in why.steps(kind).iter().enumerate() {
            writeln!(out, "{}. {}", at + 1, cell(&step.line()))?;
        }
    }
    if let Some(line) = why.evidence.line() {
        writeln!(out, "\n### The answer\n\n{}\n", cell(&line))?;
    }
    if let Some(came) = &why.answer {
        let body = safe::visible_bytes(&came.body);
        // The fence is longer than any run of back-ticks inside it.
        let longest = body.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(3.max(longest + 1));
        writeln!(out, "{fence}text")?;
        for header in &came.headers {
            writeln!(out, "{header}")?;
        }
        writeln!(out, "\n{}\n{fence}", body.trim_end())?;
    }
    writeln!(out, "\nSource: {}", cell(why.source))
}

fn write_card(out: &mut String, verdict: &Verdict) -> std::fmt::Result {
    let card = &verdict.run_as;
    let yes = |value: Option<bool>| value.map(|yes| if yes { "yes" } else { "no" }.to_owned());
    let rows = [
        ("Run As user", card.username.clone()),
        ("Name", card.name.clone()),
        ("Profile", card.profile.clone()),
        ("License", card.licence.clone()),
        ("API only", yes(card.api_only)),
        ("Active", yes(card.active)),
        ("Locale", card.locale.clone()),
        ("Time zone", card.time_zone.clone()),
        ("Org", card.org_name.clone()),
        ("Org id", card.org_id.clone()),
        ("Edition", card.edition.clone()),
        ("Environment", card.environment.map(|_| card.environment().badge().to_lowercase())),
        ("Instance", card.instance.clone()),
        ("App", verdict.app.clone()),
    ];
    if rows.iter().all(|(_, value)| value.is_none()) {
        return Ok(());
    }
    writeln!(out, "\n## Whom the app acts as\n\n| | |\n| --- | --- |")?;
    for (name, value) in rows {
        writeln!(out, "| {name} | {} |", value.map_or_else(|| "unknown".to_owned(), |value| cell(&value)))?;
    }
    if let Some(scopes) = &card.scopes {
        writeln!(out, "\n| Scope as granted | What it opens |\n| --- | --- |")?;
        for scope in scopes {
            writeln!(out, "| {} | {} |", cell(&scope.name), cell(scope.meaning))?;
        }
    }
    let cost = verdict.cost;
    writeln!(out, "\nCost: {} requests in all; API calls that count: {}.", cost.requests, cost.api_calls)?;
    if let (Some(before), Some(after), Some(limit)) = (cost.before, cost.after, cost.limit) {
        writeln!(
            out,
            "The day's calls: {} before, {} after, of {}.",
            numbers::count(before),
            numbers::count(after),
            numbers::count(limit)
        )?;
    } else if let (Some(after), Some(limit)) = (cost.after, cost.limit) {
        let (after, limit) = (numbers::count(after), numbers::count(limit));
        writeln!(out, "Salesforce last counted {after} of the day's {limit}.")?;
    }
    Ok(())
}

/// The commands with which somebody else sees the same.
fn write_repeat(out: &mut String, verdict: &Verdict) -> std::fmt::Result {
    let Some(host) = &verdict.host else { return Ok(()) };
    let base = host.base_url();
    writeln!(
        out,
        "\n## To repeat it\n\nWith consumer key and secret in `ORGSCOPE_CLIENT_ID` and `ORGSCOPE_CLIENT_SECRET`, the token in `TOKEN`:\n\n```sh"
    )?;
    for arrow in &verdict.sequence.arrows {
        if matches!(arrow.outcome, Outcome::NotSent) {
            continue;
        }
        match (arrow.verb, arrow.to) {
            ("POST", _) if arrow.path.ends_with("/token") => write!(out, "{}", curl::token(&base))?,
            ("GET", Lane::Api) => {
                let instance = verdict.instance.as_deref().map_or_else(
                    || base.clone(),
                    |name| if host.is_loopback() { base.clone() } else { format!("https://{name}") },
                );
                write!(out, "{}", curl::get(&format!("{instance}{}", arrow.path)))?;
            }
            ("GET", _) => write!(out, "{}", curl::get(&format!("{base}{}", arrow.path)))?,
            _ => {}
        }
    }
    writeln!(out, "```\n\nOr all of it: `orgscope check {}`", cell(&verdict.org))
}

/// The report as JUnit XML: a suite an org, a case a rung.
pub fn junit(verdicts: &[Verdict]) -> String {
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"orgscope check\">\n");
    for verdict in verdicts {
        let _ = write_suite(&mut out, verdict);
    }
    out.push_str("</testsuites>\n");
    redact::mask_lookalikes(&out)
}

fn write_suite(out: &mut String, verdict: &Verdict) -> std::fmt::Result {
    let seconds = |ms: u64| format!("{}.{:03}", ms / 1000, ms % 1000);
    writeln!(
        out,
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\" time=\"{}\" timestamp=\"{}\">",
        xml(&verdict.org),
        verdict.rungs.len(),
        verdict.count(Status::Fail),
        verdict.count(Status::NotTested),
        seconds(verdict.ms),
        xml(&verdict.started_at)
    )?;
    for rung in &verdict.rungs {
        let time = seconds(rung.ms.unwrap_or(0));
        write!(
            out,
            "    <testcase classname=\"{}\" name=\"{}\" time=\"{time}\"",
            xml(&verdict.org),
            rung.id
        )?;
        match (rung.status, &rung.diagnosis) {
            (Status::NotTested, _) => {
                writeln!(out, "><skipped message=\"a rung before it failed\"/></testcase>")?
            }
            (Status::Fail, Some(why)) => {
                writeln!(
                    out,
                    ">\n      <failure type=\"{}\" message=\"{}\">",
                    xml(why.cause_id()),
                    xml(&why.what)
                )?;
                for kind in [AppKind::ExternalClientApp, AppKind::ConnectedApp] {
                    writeln!(out, "{}:", kind.words())?;
                    for (at, step) in why.steps(kind).iter().enumerate() {
                        writeln!(out, "{}. {}", at + 1, xml(&step.line()))?;
                    }
                }
                writeln!(out, "      </failure>\n    </testcase>")?;
            }
            (Status::Warn, Some(why)) => {
                writeln!(
                    out,
                    "><system-out>{}: {}</system-out></testcase>",
                    xml(why.cause_id()),
                    xml(&why.what)
                )?;
            }
            _ => writeln!(out, "/>")?,
        }
    }
    writeln!(out, "  </testsuite>")
}

/// Names taken out of a finished text: user names, hosts, org and user ids, names of org and app.
pub fn without_names(text: &str, verdict: &Verdict) -> String {
    let card = &verdict.run_as;
    let mut names: Vec<(String, &str)> = Vec::new();
    let mut hide = |name: Option<&str>, instead: &'static str| {
        if let Some(name) = name.filter(|name| name.chars().count() >= 3) {
            names.push((name.to_owned(), instead));
        }
    };
    hide(card.username.as_deref(), "USERNAME");
    hide(card.name.as_deref(), "USER");
    hide(card.last_address.as_deref(), "ADDRESS");
    hide(card.org_name.as_deref(), "ORG NAME");
    hide(verdict.app.as_deref(), "APP");
    hide(verdict.instance.as_deref(), "API-HOST");
    hide(verdict.host.as_ref().map(|host| host.to_string()).as_deref(), "HOST");
    hide(host_of(&verdict.login_url), "HOST");
    for (id, instead) in [(&card.org_id, "ORG-ID"), (&card.user_id, "USER-ID")] {
        hide(id.as_deref(), instead);
        hide(id.as_deref().and_then(|id| id.get(..15)), instead);
    }
    for rung in &verdict.rungs {
        for (name, value) in &rung.detail {
            if *name == "address" {
                hide(value.rsplit_once(':').map(|(ip, _)| ip), "ADDRESS");
            }
        }
    }
    if let Some(since) = &verdict.since {
        for change in &since.compared {
            let instead = match change.what {
                "org id" => "FORMER-ORG-ID",
                "Run As user" => "FORMER-USERNAME",
                "host" | "API host" => "FORMER-HOST",
                _ => continue,
            };
            hide(Some(&change.was), instead);
        }
    }
    // The longest first, so that no name is left as the rest of another.
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    names.iter().fold(text.to_owned(), |text, (name, instead)| text.replace(name.as_str(), instead))
}

fn host_of(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())
}

/// For a cell or line of Markdown: one line, nothing that a terminal or a table would take for its own.
fn cell(text: &str) -> String {
    safe::visible(text).replace(['\n', '\r'], " ").replace('|', "\\|").replace('<', "&lt;")
}

fn xml(text: &str) -> String {
    safe::visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
