//! `orgscope get PATH`: one resource, its own bytes.

use clap::Args;

use super::context::Context;
use super::output::Output;
use crate::client::exchange::{Encoding, Exchange};
use crate::explore::pages::Pages;
use crate::json::{self, patient};
use crate::salesforce::record::QueryPage;
use crate::text::numbers;
use crate::trouble::{Exit, Trouble};

/// What to get.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgscope get /services/data
  orgscope get /services/data/v64.0/limits --pretty
  orgscope get sobjects/Account/describe            (below the API version)
  orgscope get -i \"/services/data/v64.0/query?q=SELECT+Id+FROM+Account+LIMIT+1\"
  orgscope get limits --output limits.json

Only GET can be sent, and only to paths that read: what runs code or ends a session is refused before it is sent.

In PowerShell use --output instead of >, which changes the bytes.")]
pub struct GetArgs {
    /// The path below the org's host, or below the API version where it has no leading slash
    path: String,
    /// Indent the JSON; without it the bytes are those that came
    #[arg(long)]
    pretty: bool,
    /// Print status and headers first
    #[arg(short, long)]
    include: bool,
    #[command(flatten)]
    pub output: Output,
}

/// Gets it. An answer that refuses is printed as well, for it is what was asked for.
pub fn run(args: &GetArgs, context: &Context) -> Result<Exit, Trouble> {
    let session = context.session(&context.org()?)?;
    let asked = async {
        let typed = &args.path;
        let path = if typed.starts_with('/') || typed.contains("://") {
            typed.clone()
        } else {
            format!("/services/data/{}/{typed}", session.version().await?)
        };
        session.get(session.getting_typed(&path).await?).await
    };
    let done = context.run(context.with(&session, asked));
    let exchange = match &done {
        Ok(exchange) => Some(exchange.clone()),
        Err(trouble) => trouble.evidence.exchange.and_then(|number| session.log().find(number)),
    };
    if let Some(exchange) = &exchange {
        print(args, context, exchange);
    }
    done?;
    // The body says so too, but a script that counts rows does not read it for that.
    if let Some(missing) = exchange.and_then(|exchange| missing(&exchange)) {
        context.out.warn(missing);
        return Ok(Exit::Incomplete);
    }
    Ok(Exit::Done)
}

/// What is missing if the answer is a page of a query that promises further rows and does not say where they are.
fn missing(exchange: &Exchange) -> Option<String> {
    let path = exchange.target().split('?').next().unwrap_or_default();
    let is_query = path.split('/').any(|word| matches!(word, "query" | "queryAll"));
    let page = is_query.then(|| patient::value::<QueryPage>(&exchange.body)).flatten()?;
    Pages::first(&page).missing()
}

fn print(args: &GetArgs, context: &Context, exchange: &Exchange) {
    // Without a status no head came.
    if let Some(status) = exchange.status.filter(|_| args.include) {
        let http = exchange.http.unwrap_or("HTTP/1.1");
        context.out.line(format!("{http} {status}"));
        for (name, value) in &exchange.headers {
            context.out.line(format!("{name}: {value}"));
        }
        context.out.line("");
        // The headers are those that came; the body below them was unpacked.
        if exchange.encoding() == Encoding::Gzip && !exchange.body.is_empty() {
            let bytes = numbers::bytes(exchange.body.len() as u64);
            context.out.note(format!("The body was unpacked from gzip: {bytes}."));
        }
    }
    if args.pretty {
        context.out.document(&json::indented(&exchange.body));
        context.out.line("");
    } else {
        context.out.document(&exchange.body);
    }
    if exchange.is_masked {
        context.out.note("A secret in the answer is masked as •••.");
    }
}
