//! The screens, started from the command line.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::context::{self, Context};
use super::demo::{self, Embedded, OrgArgs};
use super::out;
use crate::demo::faults;
use crate::store::Config;
use crate::trouble::{Exit, Step, Trouble};
use crate::tui::app::{Manner, Start};
use crate::tui::effect::Event;
use crate::tui::perform::{Demo, World};
use crate::tui::runtime::{self, EVENTS};
use crate::tui::terminal::{self, Terminal};
use crate::tui::work::Switch;

/// On the stored orgs.
pub fn stored(context: &Context) -> Result<Exit, Trouble> {
    let start = match &context.global.org {
        Some(name) => {
            crate::store::orgs::may_be_named(name).map_err(|e| e.trouble(name))?;
            Start::Named(name.clone())
        }
        None => Start::Stored,
    };
    run(start, &OrgArgs::default(), context)
}

/// On the demo org, which is configured by its arguments alone: no configuration is needed and none is written.
pub fn demo(org: &OrgArgs, context: &Context) -> Result<Exit, Trouble> {
    run(Start::Demo, org, context)
}

fn run(start: Start, demo_args: &OrgArgs, context: &Context) -> Result<Exit, Trouble> {
    if context.is_plain() {
        let start = match start {
            Start::Stored => crate::plain::Start::Stored,
            Start::Named(name) => crate::plain::Start::Named(name),
            Start::Demo => crate::plain::Start::Demo,
        };
        return super::plain::run(start, demo_args, context);
    }
    // First what is wrong with the command line itself.
    let demo = embedded(demo_args)?;
    if !out::is_terminal() {
        return Err(Trouble::new(
            Exit::Usage,
            "terminal.none",
            "orgscope needs a terminal; `orgscope check` and the other commands do not.",
        )
        .step(Step::Run(
            "orgscope --plain".into(),
            "reads words from standard input and answers in lines".into(),
        ))
        .step(Step::Run("orgscope --help".into(), "lists the commands".into())));
    }
    context::shows_screens()?;
    let is_demo = matches!(start, Start::Demo);
    // The demo org needs no configuration: what a person prefers holds where it can be read, and an org of theirs
    // can be added and opened where one can be stored.
    let places = context.places();
    let preferences = match &places {
        Ok(places) if !is_demo => Config::load(places).map_err(|e| e.trouble(""))?.preferences,
        Err(trouble) if !is_demo => return Err(trouble.clone()),
        _ => context.preferences(),
    };
    let options = context.options()?;
    let terminal = context::terminal();
    let (look, follows_background) = context.look(&preferences, terminal);
    let (keys, wrong_keys) = context::keys(&preferences);
    let manner = Manner { look: look.moving(preferences.motion), hints: preferences.hints, keys, terminal };
    let threads = context::runtime()?;
    terminal::catch_panics(out::stream);
    let done = threads.block_on(async {
        let terminal = Terminal::hold(out::stream, preferences.mouse)?;
        let (sender, events) = mpsc::channel(EVENTS);
        if let Some(words) = wrong_keys {
            // There is room: nothing else was sent yet.
            let _ = sender.try_send(Event::Says(words));
        }
        let programs = context::programs();
        let given = (context.global.api_version.clone(), programs.own.clone());
        let world = World::new(places, Arc::clone(&context.secrets), options, given, demo, sender.clone());
        runtime::run(start, (manner, follows_background), (terminal, programs), world, events, sender).await
    });
    // A keyring call that hangs must not hold the end of the program.
    threads.shutdown_background();
    done
}

/// The embedded demo org: started when it is first wanted, and then the same until orgscope ends.
fn embedded(args: &OrgArgs) -> Result<Demo, Trouble> {
    let options = args.options(false)?;
    let faults = Arc::clone(&options.faults);
    Ok(Demo {
        start: Embedded::starter(options),
        switches: Box::new({
            let faults = Arc::clone(&faults);
            move || {
                let on = faults.on();
                let switch = |fault: &'static faults::Fault| {
                    let is_on = on.iter().any(|thrown| thrown.fault.name == fault.name);
                    let finds = demo::what_the_check_says(fault);
                    Switch { name: fault.name.to_owned(), says: fault.says.to_owned(), finds, is_on }
                };
                faults::all().filter(|fault| !fault.needs_tls()).map(switch).collect()
            }
        }),
        throw: Box::new(move |name, on| {
            if on {
                faults.throw(name, None).is_ok()
            } else {
                faults.clear(name);
                true
            }
        }),
    })
}
