//! Help and palette on a stage: the keys that hold, and the commands by name.

use crate::tui::keymap::{Keymap, with_changes};
use crate::tui::screens::stage::Stage;
use crate::tui::work::{Answer, Ask};

const CHANGES: &str =
    "add-org ctrl-n, demo-org, setup-steps f8 u, again f5, help f1, palette alt-p, redraw alt-l";

fn stage(keys: Keymap) -> Stage {
    let mut stage = Stage::with_keys(80, 24, keys);
    stage.answer(|ask| matches!(ask, Ask::First), Answer::First(None));
    stage.answer(|ask| matches!(ask, Ask::Orgs), Answer::Orgs(Vec::new(), Default::default()));
    stage
}

#[test]
fn footer_help_and_palette_show_the_keys_that_hold() {
    let mut stage = stage(with_changes(CHANGES).unwrap());
    stage.shoot("keys-footer");
    stage.keys("?");
    stage.shoot("keys-footer");
    stage.keys("<f1>");
    stage.shoot("keys-help");
    stage.keys("<f1><alt-p>");
    stage.shoot("keys-palette");
}

#[test]
fn a_name_typed_whole_is_the_command_itself() {
    let mut stage = stage(Keymap::default());
    stage.keys(":again");
    assert!(stage.lines().iter().any(|line| line.contains("▸ again")), "{:#?}", stage.lines());
}
