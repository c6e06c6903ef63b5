//! What frames and keys touch of a document, counted: no more than a little, however large it is.

use super::*;

/// What a frame touches, without a clock: bytes in proportion to the cells, steps in proportion to the rows.
#[test]
fn a_frame_touches_no_more_than_the_screen_however_large_a_document_a_string_or_a_key_is() {
    let long = "x".repeat(16 << 20);
    for (name, json) in [
        ("long string", format!("{{\"before\":1,\"a\":\"{long}\",\"b\":[\"{long}\"],\"after\":2}}")),
        ("long key", format!("{{\"before\":1,\"{long}\":7,\"after\":{{\"{long}\":[]}}}}")),
        ("blanks", format!("{{\"before\":1,\"c\":{}1}}", " ".repeat(1 << 20))),
        ("long list", format!("{{\"list\":[{}1],\"after\":2}}", "123456,".repeat(1_000_000))),
        ("deep", "[".repeat(100_000) + &"]".repeat(100_000)),
    ] {
        let mut pane = pane(&json);
        for command in [PaneCommand::First, PaneCommand::Percent(50), PaneCommand::Last, PaneCommand::FoldAll]
        {
            does(&mut pane, std::slice::from_ref(&command));
            let (_, touched) = touched::during(|| drawn(&pane, SIZE));
            let (rows, cells) =
                (usize::from(SIZE.height), usize::from(SIZE.width) * usize::from(SIZE.height));
            assert!(touched.bytes <= 16 * cells, "{name}, {command:?}: {touched:?}");
            assert!(touched.steps <= 4096 * rows, "{name}, {command:?}: {touched:?}");
        }
    }
}

/// What a key touches, without a clock, wherever the cursor is.
#[test]
fn a_key_touches_no_more_than_a_little_however_large_the_document_is() {
    use PaneCommand::*;
    let long = "x".repeat(4 << 20);
    let keys: String = (0..100_000).map(|n| format!("\"key{n}\":{n},")).collect();
    let records: String =
        (0..50_000).map(|n| format!("{{\"Id\":{n},\"Name\":\"n\",\"Owner\":{{\"Id\":{n}}}}},")).collect();
    let commands = [
        Up,
        Down,
        PageUp,
        PageDown,
        HalfUp,
        HalfDown,
        First,
        Percent(50),
        Last,
        Scroll(3),
        Scroll(-3),
        ScreenRow(3),
        NextSibling,
        PreviousSibling,
        FirstSibling,
        LastSibling,
        Parent,
        FirstChild,
        LastChild,
        PanRight,
        PanEnd,
        PanLeft,
        PanHome,
        Left,
        Right,
        Toggle,
        Toggle,
        ToggleSiblings,
        ToggleSiblings,
        FoldAll,
        UnfoldAll,
        FoldToDepth(1),
        FoldToDepth(9),
        Focus,
        Focus,
        NextFault,
        GoTo("[199999]".into()),
        GoTo("nowhere".into()),
        GoTo("key99990".into()),
        Back,
        Forward,
        Search("nowhere".into()),
        NextHit,
        Search("1".into()),
        NextHit,
        PreviousHit,
        ClearSearch,
        OpenText,
        Last,
        PageUp,
        Percent(30),
        AsWritten,
        Search("nowhere".into()),
        Search("x".into()),
        NextHit,
        Left,
        Wrap,
        Down,
        Up,
        PageDown,
        Wrap,
        Open,
        Left,
        Table,
        Down,
        Right,
        Last,
        First,
        Table,
    ];
    let mut worst = Vec::new();
    for (name, json) in [
        ("long string", format!("{{\"before\":1,\"a\":\"{long}\",\"b\":[\"{long}\"],\"after\":2}}")),
        ("long key", format!("{{\"before\":1,\"{long}\":7,\"after\":{{\"{long}\":[]}}}}")),
        ("keys", format!("{{{keys}\"last\":1}}")),
        ("integers", format!("[{}1]", "123456,".repeat(200_000))),
        ("deep", "[".repeat(100_000) + &"]".repeat(100_000)),
        ("behind deep", format!("[{}{},1,2,3]", "[".repeat(100_000), "]".repeat(100_000))),
        ("lines", "{\"a\":1}\n".repeat(100_000)),
        ("records", format!("{{\"records\":[{records}1]}}")),
        ("broken", format!("[{}x]", "1,\n".repeat(200_000))),
    ] {
        let mut pane = pane(&json);
        for at in [0, 40, 100] {
            pane.apply(Percent(at), SIZE);
            for command in &commands {
                let (outcome, key) = touched::during(|| pane.apply(command.clone(), SIZE));
                let (_, frame) = touched::during(|| {
                    (drawn(&pane, SIZE), pane.path_shown(), pane.line(), pane.row(), pane.hit_words())
                });
                let mut works = outcome.work;
                let mut taken = touched::Touched::default();
                while let Some(work) = works.pop() {
                    let done = work.run(pane.doc(), &Stop::default());
                    let (outcome, took) = touched::during(|| pane.take(done, SIZE));
                    works.extend(outcome.work);
                    taken = took;
                }
                for (what, touched) in [("key", key), ("frame", frame), ("take", taken)] {
                    if touched.bytes > 160 << 10 || touched.steps > 20_000 {
                        worst.push(format!("{name} at {at} %, {what} of {command:?}: {touched:?}"));
                    }
                }
            }
            while pane.close() {}
            pane.apply(FoldToDepth(u32::MAX), SIZE);
        }
    }
    assert!(worst.is_empty(), "{}", worst.join("\n"));
}
