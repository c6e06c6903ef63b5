//! The menu in which a request is handed on as code.

use super::{Cx, Move};
use crate::client::exchange::Exchange;
use crate::handoff::{FORMS, Target};
use crate::tui::keymap::Command;
use crate::tui::overlays::{Act, Item, Menu, Overlay};

/// The menu of all forms, and what else can be handed on there.
pub fn menu(target: &Target, more: Option<Item>) -> Overlay {
    let form = FORMS.iter().map(|form| Item {
        letter: form.letter,
        name: form.title.to_owned(),
        note: form.needs.to_owned(),
        act: Act::Copy((form.write)(target)),
    });
    let title = format!("Share as code: a token, then GET {}", target.path);
    let foot = "copied to the clipboard, without key, secret or token";
    Overlay::Menu(Menu::new(title, form.chain(more).collect(), foot))
}

/// Opens the menu for the request of a pane, or says why there is none.
pub fn of_exchange(exchange: Option<&Exchange>, cx: &mut Cx<'_>) {
    let (Some(exchange), Some(head)) = (exchange, cx.head) else {
        let again = cx.key(Command::Again);
        return cx.say(format!("No request was sent for this. {again} asks the org."));
    };
    let after_scheme = exchange.url.split_once("://");
    let path = after_scheme.and_then(|(scheme, rest)| Some((scheme, &rest[rest.find('/')?..])));
    match path {
        Some((scheme, path)) if exchange.method == "GET" => {
            let login_url = format!("{scheme}://{}", head.host);
            let target = Target { org: head.name.clone(), login_url, path: path.to_owned() };
            cx.go(Move::Overlay(menu(&target, None)));
        }
        _ => cx.say("This pane's request is not a GET, so it is not shared."),
    }
}
