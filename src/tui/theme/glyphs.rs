//! The characters of the screen, in Unicode and in ASCII.

/// The characters that lines, bars and signs are made of.
#[derive(Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Passed; two cells wide in ASCII.
    pub passed: &'static str,
    /// Look here.
    pub warned: &'static str,
    /// Failed.
    pub failed: &'static str,
    /// Not tested.
    pub untested: &'static str,
    /// The turning sign, step by step.
    pub turning: [&'static str; 4],
    /// The cursor of a list.
    pub cursor: &'static str,
    /// A folded value.
    pub folded: &'static str,
    /// An unfolded value.
    pub unfolded: &'static str,
    /// A line.
    pub light: &'static str,
    /// The title line of the focused pane; the used part of a bar.
    pub heavy: &'static str,
    /// A broken line.
    pub broken: &'static str,
    /// Half a cell of a bar.
    pub half: &'static str,
    /// The rest of a bar.
    pub rest: &'static str,
    /// The used part of a bar.
    pub used: &'static str,
    /// A line between panes.
    pub upright: &'static str,
    /// Joint of a title line: heavy at its left.
    pub heavy_left: &'static str,
    /// Joint of a title line: heavy at its right.
    pub heavy_right: &'static str,
    /// Joint of a title line, light at both sides.
    pub light_both: &'static str,
    /// Joint of a facts line.
    pub foot: &'static str,
    /// Where a line begins at an upright.
    pub branch_right: &'static str,
    /// Where a line ends at an upright.
    pub branch_left: &'static str,
    /// Corners of a box: upper left, upper right, lower left, lower right.
    pub corners: [&'static str; 4],
    /// The ends of a text field.
    pub field: &'static str,
    /// The ends of a badge.
    pub badge: [&'static str; 2],
    /// Before a step to take.
    pub leads: &'static str,
    /// Another value than in the document beside it.
    pub differs: &'static str,
    /// A dot of a secret.
    pub dot: &'static str,
    /// Eight heights of a sparkline.
    pub heights: [&'static str; 8],
}

pub(super) const UNICODE: Glyphs = Glyphs {
    passed: "✓",
    warned: "!",
    failed: "✗",
    untested: "○",
    turning: ["◐", "◓", "◑", "◒"],
    cursor: "▸",
    folded: "▸",
    unfolded: "▾",
    light: "─",
    heavy: "━",
    broken: "╌",
    half: "╾",
    rest: "─",
    used: "━",
    upright: "│",
    heavy_left: "┭",
    heavy_right: "┮",
    light_both: "┬",
    foot: "┴",
    branch_right: "├",
    branch_left: "┤",
    corners: ["╭", "╮", "╰", "╯"],
    field: "┃",
    badge: ["▐", "▌"],
    leads: "→",
    differs: "≠",
    dot: "•",
    heights: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
};

pub(super) const ASCII: Glyphs = Glyphs {
    passed: "ok",
    warned: "!",
    failed: "x",
    untested: "o",
    turning: ["-", "\\", "|", "/"],
    cursor: ">",
    folded: "+",
    unfolded: "-",
    light: "-",
    heavy: "=",
    broken: "-",
    half: "#",
    rest: ".",
    used: "#",
    upright: "|",
    heavy_left: "+",
    heavy_right: "+",
    light_both: "+",
    foot: "+",
    branch_right: "+",
    branch_left: "+",
    corners: ["+", "+", "+", "+"],
    field: "|",
    badge: ["[", "]"],
    leads: ">",
    differs: "~",
    dot: "*",
    heights: ["_", ".", "-", "~", "=", "+", "*", "#"],
};

/// The ASCII stand-in of one character of our own typography, one cell wide as well.
pub(super) fn plain(symbol: &str) -> Option<&'static str> {
    Some(match symbol {
        "→" => ">",
        "←" => "<",
        "↑" => "^",
        "↓" => "v",
        "…" => "~",
        "·" | "–" | "─" | "╌" => "-",
        "“" | "”" => "\"",
        "‘" | "’" => "'",
        "≈" => "~",
        "≠" => "#",
        "★" | "•" => "*",
        "⟨" => "<",
        "⟩" => ">",
        "│" | "┊" | "┃" => "|",
        "━" => "=",
        "▶" | "▸" => ">",
        "◀" | "◂" => "<",
        "▾" => "-",
        "┤" | "├" | "┬" | "┴" | "┼" => "+",
        "✓" => "+",
        "✗" => "x",
        "○" => "o",
        _ => return None,
    })
}
