//! `orgscope snippet FORM [PATH]`: the token request and a GET as code to hand on.

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};

use super::context::Context;
use super::output::Output;
use crate::client::Get;
use crate::handoff::{self, FORMS, Form, Target};
use crate::salesforce::versions::{self, Version};
use crate::session::Session;
use crate::trouble::{Exit, Trouble};

/// In which form, and what to get.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgscope snippet curl
  orgscope snippet python /services/data/v64.0/sobjects
  orgscope snippet postman \"query?q=SELECT+Id+FROM+Account\" -o acme.json

Key and secret are placeholders in every form. Nothing is asked of the org but its newest API version, without a token and without cost, and only if one is needed and none is pinned.")]
pub struct SnippetArgs {
    /// In which form
    #[arg(value_parser = form())]
    form: &'static Form,
    /// The path below the org's host, or below the API version where it has no leading slash
    #[arg(default_value = "limits")]
    path: String,
    #[command(flatten)]
    pub output: Output,
}

fn form() -> impl clap::builder::TypedValueParser<Value = &'static Form> {
    let names = FORMS.iter().map(|form| PossibleValue::new(form.name).help(form.needs));
    PossibleValuesParser::new(names)
        .try_map(|name| handoff::form(&name).ok_or_else(|| format!("there is no form {name}")))
}

/// Prints it.
pub fn run(args: &SnippetArgs, context: &Context) -> Result<Exit, Trouble> {
    let session = context.session(&context.org()?)?;
    let get = context.run(getting(&args.path, &session, context))?;
    let target = Target {
        org: session.profile().name.clone(),
        login_url: session.profile().host.base_url(),
        path: get.path().to_string(),
    };
    let text = (args.form.write)(&target);
    if context.out.json {
        context.out.json(&serde_json::json!({ "form": args.form.name, "text": text }));
    } else {
        context.out.bytes(text.as_bytes());
    }
    Ok(Exit::Done)
}

/// The read that is meant; what orgscope would not send it does not hand on either.
async fn getting(typed: &str, session: &Session, context: &Context) -> Result<Get, Trouble> {
    let typed = typed.strip_prefix(&session.profile().host.base_url()).unwrap_or(typed);
    if typed.starts_with('/') || typed.contains("://") {
        return session.getting_typed(typed).await;
    }
    let version = version(session, context).await;
    session.getting_typed(&format!("/services/data/{version}/{typed}")).await
}

/// The pinned version, else the newest of the org, else one that every org has.
async fn version(session: &Session, context: &Context) -> Version {
    match session.version().await {
        Ok(version) => version,
        Err(trouble) => {
            let version = versions::FALLBACK;
            context.out.note(format!(
                "{} So {version} is in the path, which every org has; --api-version sets another.",
                trouble.what
            ));
            version
        }
    }
}
