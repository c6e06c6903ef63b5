//! `orgscope demo`: the screens on the embedded demo org; `demo serve`: the org alone; `demo faults`: the ways in
//! which it can fail on purpose.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::global::whole;
use crate::demo::faults::{self, Fault, Faults};
use crate::demo::serve::{self, Options, Running};
use crate::salesforce::credentials::Pair;
use crate::session::{DemoOrg, StartDemo};
use crate::trouble::{Exit, Step, Trouble};

/// Which part of it.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct DemoArgs {
    #[command(subcommand)]
    command: Option<DemoCommand>,
    #[command(flatten)]
    org: OrgArgs,
}

#[derive(Debug, Subcommand)]
enum DemoCommand {
    /// The demo org alone, on 127.0.0.1, until it is interrupted
    ///
    /// Prints one JSON line when it is ready: base_url, client_id, client_secret, pid; ca_file with --tls.
    Serve(ServeArgs),
    /// The faults by name
    Faults,
}

/// What the org is like.
#[derive(Debug, Default, Args)]
pub struct OrgArgs {
    /// A fault that is on from the start; can be given more than once. Most take a VALUE: how many times it
    /// happens before it stops. `no_run_as_user=2`: the first two tries fail
    #[arg(long, value_name = "NAME[=VALUE]")]
    fault: Vec<String>,
    /// Adds that many generated objects
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = whole::<usize>)]
    scale: usize,
    /// Rows in each large object
    #[arg(long, value_name = "N", value_parser = whole::<usize>)]
    rows: Option<usize>,
}

#[derive(Debug, Args)]
struct ServeArgs {
    #[command(flatten)]
    org: OrgArgs,
    /// The port; 0 for any that is free
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = whole::<u16>)]
    port: u16,
    /// Serves https, with a certificate authority and certificate that it writes to DIR
    #[arg(long, value_name = "DIR")]
    tls: Option<PathBuf>,
}

/// Runs it.
pub fn run(args: &DemoArgs, context: &Context) -> Result<Exit, Trouble> {
    match &args.command {
        Some(DemoCommand::Serve(args)) => alone(args, context),
        Some(DemoCommand::Faults) => list(context),
        None => super::ui::demo(&args.org, context),
    }
}

impl OrgArgs {
    /// The options of an org like that; with TLS where it serves https.
    pub fn options(&self, has_tls: bool) -> Result<Options, Trouble> {
        let faults = Faults::named(self.fault.iter().map(String::as_str)).map_err(|unknown| {
            Trouble::new(Exit::Usage, "demo.fault", format!("The demo org has no fault {}.", unknown.0))
                .step(Step::Run("orgscope demo faults".into(), "lists them".into()))
        })?;
        let in_vain = faults.on().into_iter().find(|thrown| thrown.fault.needs_tls() && !has_tls);
        if let Some(thrown) = in_vain {
            let name = thrown.fault.name;
            let what = format!("The fault {name} is one of the certificate, and this demo org has none.");
            let serve = format!("orgscope demo serve --tls DIR --fault {name}");
            return Err(Trouble::new(Exit::Usage, "demo.fault", what)
                .step(Step::Run(serve, "serves https with that certificate".into())));
        }
        Ok(Options { scale: self.scale, rows: self.rows, faults: Arc::new(faults), ..Options::default() })
    }
}

/// Starts an org.
pub async fn start(options: Options) -> Result<Running, Trouble> {
    serve::start(options)
        .await
        .map_err(|e| Trouble::new(Exit::Network, "demo.start", format!("The demo org could not start: {e}.")))
}

/// The org of the screens: started when it is first wanted, and then the same until orgscope ends.
pub struct Embedded {
    options: Options,
    running: tokio::sync::Mutex<Option<Running>>,
}

impl Embedded {
    /// What starts it.
    pub fn starter(options: Options) -> Box<StartDemo> {
        let embedded = Arc::new(Self { options, running: tokio::sync::Mutex::default() });
        Box::new(move || {
            let embedded = Arc::clone(&embedded);
            Box::pin(async move { embedded.start().await })
        })
    }

    async fn start(&self) -> Result<DemoOrg, Trouble> {
        let mut running = self.running.lock().await;
        let org = match running.take() {
            Some(org) => org,
            None => start(self.options.clone()).await?,
        };
        let pair = Pair::new(org.client_id, org.client_secret);
        let started = DemoOrg { base_url: org.base_url.clone(), pair: Arc::new(pair) };
        *running = Some(org);
        Ok(started)
    }
}

fn alone(args: &ServeArgs, context: &Context) -> Result<Exit, Trouble> {
    let options = Options { port: args.port, tls: args.tls.clone(), ..args.org.options(args.tls.is_some())? };
    context.run_until_ended(async {
        let running = start(options).await?;
        let mut ready = json!({
            "base_url": running.base_url,
            "client_id": running.client_id,
            "client_secret": running.client_secret,
            "pid": std::process::id(),
        });
        if let Some(file) = &running.ca_file {
            ready["ca_file"] = file.display().to_string().into();
        }
        context.out.json(&ready);
        Ok(running)
    })
}

/// What the check says of an org with the fault: `token: no_run_as_user`.
pub fn what_the_check_says(fault: &Fault) -> String {
    match fault.shows {
        ("", _) => "passes".to_owned(),
        (rung, cause) if fault.needs_tls() => format!("{rung}: {cause}; needs demo serve --tls"),
        (rung, cause) => format!("{rung}: {cause}"),
    }
}

fn list(context: &Context) -> Result<Exit, Trouble> {
    if context.out.json {
        let rows: Vec<_> = faults::all()
            .map(|f| {
                let (rung, cause) = f.shows;
                json!({"name": f.name, "says": f.says, "source": f.source, "rung": rung, "cause": cause})
            })
            .collect();
        context.out.json(&rows);
        return Ok(Exit::Done);
    }
    // A sentence has a line of its own, so that nothing is wider than a terminal.
    let names = faults::all().map(|f| f.name.len()).max().unwrap_or(0);
    for (area, faults) in faults::AREAS {
        context.out.line(format!("{area}:"));
        for fault in *faults {
            context.out.line(format!("  {:names$}  {}", fault.name, what_the_check_says(fault)));
            context.out.line(format!("      {}", fault.says));
        }
    }
    context.out.note(
        "--fault NAME turns one on; NAME=VALUE for a number of tries, after which it flips to working: \
         no_run_as_user=2 fails the first two tries.",
    );
    Ok(Exit::Done)
}
