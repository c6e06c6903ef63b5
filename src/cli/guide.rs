//! `orgscope check --guide`: the setup of an app as a checklist, for both kinds of app. Sends nothing.

use serde_json::{Value, json};

use super::context::Context;
use crate::check::AppKind;
use crate::check::guide::{self, marked, steps};
use crate::store::last_good;
use crate::text::cells;

/// Cells of a line of prose.
const WIDTH: usize = 96;

/// Prints the checklists; the step that the last check of `org` failed at is marked.
pub fn print(org: Option<&str>, context: &Context) {
    let cause = cause(org, context);
    let kinds = [AppKind::ExternalClientApp, AppKind::ConnectedApp];
    if context.out.json {
        let all: Vec<Value> = kinds.iter().map(|kind| json_of(*kind, cause.as_deref())).collect();
        return context.out.json(&all);
    }
    for kind in kinds {
        context.out.line(kind.words());
        let here = cause.as_deref().and_then(|cause| marked(kind, cause));
        for (n, step) in steps(kind).iter().enumerate() {
            let mark = if here == Some(n) { "▸" } else { " " };
            context.out.line(format!("{mark} {}  {}", n + 1, step.path));
            for line in cells::wrap(step.text, WIDTH) {
                context.out.line(format!("     {line}"));
            }
        }
        context.out.line(format!("  {}\n", guide::link(kind)));
    }
    context.out.line(format!("The Run As user: {}", guide::USER_LINK));
}

/// The cause at which the last check of the org failed, as far as it is remembered.
fn cause(org: Option<&str>, context: &Context) -> Option<String> {
    let org = context.org_named(org).ok()?;
    let last = last_good::load(&context.places().ok()?, &org.name).last?;
    Some(last.get("cause")?.as_str()?.to_owned())
}

fn json_of(kind: AppKind, cause: Option<&str>) -> Value {
    let here = cause.and_then(|cause| marked(kind, cause));
    let step = |(n, step): (usize, &guide::GuideStep)| {
        json!({
            "step": n + 1,
            "path": step.path,
            "text": step.text,
            "causes": step.causes,
            "failed_here": here == Some(n),
        })
    };
    json!({
        "app": kind,
        "steps": steps(kind).iter().enumerate().map(step).collect::<Vec<_>>(),
        "links": [guide::link(kind), guide::USER_LINK],
    })
}
