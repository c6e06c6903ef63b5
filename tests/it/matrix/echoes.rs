//! Servers that echo what is secret, in every place and every spelling: nothing of it comes out, whoever asks.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;

use super::cell::{self, run};
use super::server::{Act, KEY, Meets, SECRET, Script, Server, TOKEN};
use super::spelling::{Needles, SPELLINGS, spell};
use super::{asks_for_all, none, side_by_side};
use crate::support::screen::Screen;

/// Where an echo can be.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    name: String,
    #[serde(default = "data")]
    meets: Meets,
    plays: Vec<String>,
}

fn data() -> Meets {
    Meets::Data
}

fn places() -> Vec<Place> {
    #[derive(Deserialize)]
    struct Table {
        place: Vec<Place>,
    }
    let table: Table = toml_edit::de::from_str(include_str!("../../data/matrix/echoes.toml")).unwrap();
    table.place
}

/// All that asks, and shows as much as it can of what came.
const FACES: &[(&[&str], &str)] = &[
    (&["-v", "check", "--json", "--report", "r.md", "--report", "r.xml"], ""),
    (&["-v", "get", "-i", "sobjects"], ""),
    (
        &["-v", "--plain"],
        "raw all\nheaders\nopen Account\nraw all\nrows\nheaders\ncheck\n4\nraw\nheaders\nreport p.md\nquit\n",
    ),
];

/// All that is secret, each with its name.
fn secrets() -> Vec<(&'static str, String)> {
    let basic = BASE64_STANDARD.encode(format!("{KEY}:{SECRET}"));
    vec![("key", KEY.into()), ("secret", SECRET.into()), ("token", TOKEN.into()), ("Basic value", basic)]
}

fn needles() -> Needles {
    let secrets = secrets();
    Needles::of(&secrets.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>())
}

/// A server that echoes all secrets in these spellings.
fn server(place: &Place, spellings: &[&str]) -> Server {
    let mut echoed = secrets();
    if place.meets == Meets::Token && !place.plays.concat().contains(TOKEN) {
        // A token that was not granted yet is no secret.
        echoed.retain(|(name, _)| *name != "token");
    }
    let echoes = |spelling: &&str| echoed.iter().map(|(_, text)| spell(spelling, text)).collect::<Vec<_>>();
    let echo = spellings.iter().flat_map(echoes).collect::<Vec<_>>().join(" ");
    let acts = place.plays.iter().map(|line| Act::parse(&line.replace("{echo}", &echo)).unwrap()).collect();
    Server::start(Script {
        meets: place.meets,
        acts,
        is_https: false,
        tls: None,
        listens: true,
        turn: Arc::default(),
    })
}

/// What came out of a place in some spellings.
fn came_out(place: &Place, spellings: &[&str], needles: &Needles) -> Vec<String> {
    let mut found = Vec::new();
    for (arguments, input) in FACES {
        let server = server(place, spellings);
        let home = cell::home(&server.base);
        let done = run(&mut home.orgscope(arguments), input, Duration::from_secs(20));
        let mut here = needles.find("standard output", &done.out);
        here.extend(needles.find("standard error", done.err.as_bytes()));
        here.extend(needles.find_in_files(&home));
        if !matches!(done.code, Some(0 | 1 | 4)) || done.err.contains("panicked") {
            here.push(format!("exit code {:?}: {}", done.code, done.err));
        }
        let spellings = if spellings.len() == 1 { spellings[0] } else { "all spellings" };
        found.extend(here.into_iter().map(|it| format!("{}, {spellings}, {arguments:?}: {it}", place.name)));
    }
    found
}

/// What the screens drew.
fn was_drawn(place: &Place, needles: &Needles) -> Vec<String> {
    let server = server(place, SPELLINGS);
    let home = cell::home(&server.base);
    let mut screen = Screen::orgscope(&home, &[], 200, 60);
    screen.wait_for("1 Check");
    for keys in ["1", "gjjjH", "<esc>", "2", "H", "<esc>", "z"] {
        screen.keys(keys);
        // The answer to a question that each terminal is asked comes after all that was drawn.
        screen.settle();
    }
    screen.signal("TERM");
    screen.exit_code();
    let mut found = needles.find("what was drawn", screen.raw());
    found.extend(needles.find_in_files(&home));
    found.into_iter().map(|it| format!("{}, screens: {it}", place.name)).collect()
}

#[test]
fn no_echo_comes_out_of_any_place() {
    let (places, needles) = (places(), needles());
    if !asks_for_all() {
        return none(side_by_side(4, &places, |place| came_out(place, SPELLINGS, &needles)));
    }
    let jobs: Vec<(&Place, &str)> =
        places.iter().flat_map(|place| SPELLINGS.iter().map(move |spelling| (place, *spelling))).collect();
    let mut wrong = side_by_side(6, &jobs, |(place, spelling)| came_out(place, &[spelling], &needles));
    wrong.extend(side_by_side(3, &places, |place| was_drawn(place, &needles)));
    let runs = jobs.len() * FACES.len() + places.len();
    println!("{runs} runs of {} echoes of {} secrets, {} wrong", jobs.len(), secrets().len(), wrong.len());
    none(wrong);
}
