//! A second core for a large document: every second piece of it is scanned ahead, from a place where a child of
//! some container seems to begin. Nothing rests on that guess. The scan of the document takes a run over only
//! when it arrives at its first child itself, after a comma and in the right kind of container: from there on
//! it would have read the same. Otherwise, and wherever a run is wrong in its structure, it goes on by itself.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::fault::Faults;
use super::index::Index;
use super::scan::{Density, Run, scan_into, scan_run};
use super::token::skip_blanks;

/// From this size on it is worth a thread.
pub(super) const LARGE: usize = 64 << 20;

/// Size of a piece. Smaller ones wait for each other; the tables of larger ones, which are made in addition to
/// those of the document, take memory.
pub(super) const PIECE: usize = 2 << 20;

/// How far to look for a place near the root.
const WINDOW: usize = 16 << 10;

/// Runs of a piece: so often it may leave a container and go on in one around it.
const RUNS: usize = 32;

/// Where a child of a container seems to begin, after a comma.
#[derive(Debug)]
struct Place {
    at: usize,
    members: bool,
    until: usize,
    /// One of the two threads has begun with it.
    taken: AtomicBool,
}

/// What is scanned ahead.
#[derive(Debug)]
pub(super) struct Ahead<'a, const HALF: u32> {
    /// Those to come.
    places: &'a [Place],
    /// By the place where they begin.
    scanned: Receiver<(usize, Vec<Run<HALF>>)>,
    /// The rest of the piece that is being taken over.
    runs: VecDeque<Run<HALF>>,
}

impl<const HALF: u32> Ahead<'_, HALF> {
    /// Where the next run begins.
    pub(super) fn next(&self) -> usize {
        let run = self.runs.front().map(|run| run.from);
        run.or(self.places.first().map(|place| place.at)).unwrap_or(usize::MAX)
    }

    /// The run that begins at `at`, where there is one; those before it are of no use any more. Waits for it
    /// where it is being scanned.
    pub(super) fn take(&mut self, at: usize) -> Option<Run<HALF>> {
        while let Some(run) = self.runs.pop_front_if(|run| run.from <= at) {
            if run.from == at {
                return Some(run);
            }
        }
        while let Some((place, rest)) = self.places.split_first().filter(|(place, _)| place.at <= at) {
            self.places = rest;
            if !place.taken.swap(true, Ordering::Relaxed) {
                continue;
            }
            let (_, runs) = self.scanned.iter().find(|(from, _)| *from == place.at)?;
            self.runs = runs.into();
            if place.at == at {
                return self.runs.pop_front();
            }
        }
        None
    }
}

/// [`super::scan::scan`] on two cores, in pieces of such a size.
pub(super) fn scan_by_two<const HALF: u32>(bytes: &[u8], whole: bool, piece: usize) -> (Index, Faults) {
    let places = places(bytes, piece);
    let density = Density::of(bytes);
    std::thread::scope(|scope| {
        // Each piece waits until it is taken over, so that there is one at a time.
        let (send, scanned) = sync_channel(0);
        let places = &places;
        let helper = std::thread::Builder::new().name("index".into());
        let started = helper.spawn_scoped(scope, move || scan_ahead(bytes, places, density, &send));
        let ahead = started.is_ok().then(|| Ahead { places, scanned, runs: VecDeque::new() });
        scan_into(bytes, whole, density.builder::<HALF>(bytes.len()), ahead)
    })
}

fn scan_ahead<const HALF: u32>(
    bytes: &[u8],
    places: &[Place],
    density: Density,
    send: &SyncSender<(usize, Vec<Run<HALF>>)>,
) {
    for place in places.iter().filter(|place| !place.taken.swap(true, Ordering::Relaxed)) {
        let mut runs = Vec::new();
        let mut next = Some((place.at, place.members));
        while let Some((from, members)) = next.take().filter(|_| runs.len() < RUNS)
            && let room = density.builder(place.until.saturating_sub(from))
            && let Some(run) = scan_run(bytes, from, members, place.until, room)
        {
            // Its container is closed there, and perhaps some around that; then comes a child of another one.
            let mut at = run.to;
            while let Some(b']' | b'}') = bytes.get(at) {
                at = skip_blanks(bytes, at + 1);
            }
            if at < place.until && bytes.get(at) == Some(&b',') {
                let from = skip_blanks(bytes, at + 1);
                next = Some((from, is_member(bytes, from)));
            }
            runs.push(run);
        }
        // Where nobody waits for more, the scan is over.
        if send.send((place.at, runs)).is_err() {
            return;
        }
    }
}

/// Places in every second piece, one each where one can be guessed.
fn places(bytes: &[u8], piece: usize) -> Vec<Place> {
    let starts = (piece..bytes.len()).step_by(2 * piece);
    let place = |start: usize| {
        let at = place_near_the_root(bytes, start, piece.min(WINDOW))?;
        Some(Place { at, members: is_member(bytes, at), until: start + piece, taken: AtomicBool::new(false) })
    };
    starts.filter_map(place).collect()
}

/// The place after a comma with the fewest containers around it, of those near `start`.
fn place_near_the_root(bytes: &[u8], start: usize, window: usize) -> Option<usize> {
    let near = bytes.get(start..bytes.len().min(start + window))?;
    // It begins outside of strings or in one. Read the wrong way round, text soon has what structure has not.
    let comma =
        [false, true].into_iter().find_map(|in_string| shallowest_comma(near, in_string)).flatten()?;
    Some(skip_blanks(bytes, start + comma + 1))
}

/// The comma with the fewest containers around it, if any. None where the bytes can't begin so.
fn shallowest_comma(bytes: &[u8], mut in_string: bool) -> Option<Option<usize>> {
    let (mut depth, mut least, mut best) = (0i32, i32::MAX, None);
    let mut at = 0;
    while let Some(b) = bytes.get(at) {
        match b {
            b'\\' if in_string => at += 1,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b',' if depth < least => (least, best) = (depth, Some(at)),
            b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' => {}
            // What numbers and words are made of.
            b'0'..=b'9'
            | b'+'
            | b'-'
            | b'.'
            | b'E'
            | b'e'
            | b't'
            | b'r'
            | b'u'
            | b'f'
            | b'a'
            | b'l'
            | b's'
            | b'n' => {}
            _ => return None,
        }
        at += 1;
    }
    Some(best)
}

/// Whether a key begins at `at`: a string and a colon.
fn is_member(bytes: &[u8], at: usize) -> bool {
    if bytes.get(at) != Some(&b'"') {
        return false;
    }
    let mut at = at + 1;
    while let Some(length) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += length;
        if bytes[at] == b'"' {
            return bytes.get(skip_blanks(bytes, at + 1)) == Some(&b':');
        }
        at += 2;
    }
    false
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::super::scan::scan_split;
    use super::super::tests::{any_json, written};
    use super::*;

    fn place(at: usize, members: bool, until: usize) -> Place {
        Place { at, members, until, taken: AtomicBool::new(false) }
    }

    /// All of the places first, then the document, whose bytes may have changed since.
    fn one_after_the_other<const HALF: u32>(
        bytes: &[u8],
        changed: &[u8],
        whole: bool,
        places: &[Place],
    ) -> (Index, Faults) {
        let (density, (send, scanned)) = (Density::of(bytes), sync_channel(places.len()));
        scan_ahead::<HALF>(bytes, places, density, &send);
        drop(send);
        let ahead = Ahead { places, scanned, runs: VecDeque::new() };
        scan_into(changed, whole, density.builder(bytes.len()), Some(ahead))
    }

    #[track_caller]
    fn same<const HALF: u32>(bytes: &[u8], whole: bool, places: &[Place]) {
        let plain = scan_split::<HALF>(bytes, whole);
        let by_two = one_after_the_other::<HALF>(bytes, bytes, whole, places);
        assert!(by_two == plain, "{places:?} {whole} {}: {by_two:?} {plain:?}", bytes.escape_ascii());
    }

    /// Records with what they like to have in them.
    fn records(count: usize) -> String {
        let record = |n: usize| {
            let text = ["plain", "M\u{fc}ller, \\\"a\\\", [1,2], {\\\"b\\\":[]}", "\\ud83d\\ude00"][n % 3];
            format!("{{\"a\": {{\"t\":\"{text}\"}},\"n\":[{n},{{}},[]],\"x\":null}}")
        };
        format!("{{\"all\":[{}],\"done\":true}}", (0..count).map(record).collect::<Vec<_>>().join(", "))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

        #[test]
        fn the_index_is_the_same_from_whatever_place_is_scanned_ahead(
            value in any_json(),
            style in 0u8..3,
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 0..3),
            several in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>(), 1usize..60), 1..8),
            piece in 1usize..80,
        ) {
            let mut bytes = written(&value, style).into_bytes();
            for (at, byte, how) in changes {
                let at = at.index(bytes.len() + 1);
                match how {
                    0 => bytes.insert(at, byte),
                    1 => bytes.truncate(at),
                    2 => bytes.insert(at, b"{}[],:\"\\0-\n"[byte as usize % 11]),
                    _ => if let Some(b) = bytes.get_mut(at) { *b = byte },
                }
            }
            for whole in [true, false] {
                for at in 0..=bytes.len() {
                    for members in [true, false] {
                        same::<32>(&bytes, whole, &[place(at, members, at + piece)]);
                        same::<3>(&bytes, whole, &[place(at, members, at + piece)]);
                    }
                }
                let mut several: Vec<_> = several
                    .iter()
                    .map(|(at, members, size)| place(at.index(bytes.len() + 1), *members, *size))
                    .collect();
                several.sort_by_key(|place| place.at);
                for place in &mut several {
                    place.until += place.at;
                }
                same::<6>(&bytes, whole, &several);
                same::<6>(&bytes, whole, &places(&bytes, piece));
                let by_two = scan_by_two::<3>(&bytes, whole, piece);
                prop_assert!(by_two == scan_split::<3>(&bytes, whole));
            }
        }
    }

    #[test]
    fn what_was_scanned_ahead_is_not_read_again() {
        let json = records(2000);
        let bytes = json.as_bytes();
        let places = places(bytes, 5000);
        let (send, scanned) = sync_channel(places.len());
        scan_ahead::<8>(bytes, &places, Density::of(bytes), &send);
        drop(send);
        let runs: Vec<_> = scanned.iter().flat_map(|(_, runs)| runs).collect();
        let mut changed = bytes.to_vec();
        runs.iter().for_each(|run| changed[run.from..run.to].fill(b'!'));
        let ahead: usize = runs.iter().map(|run| run.to - run.from).sum();
        assert!(ahead > bytes.len() * 2 / 5, "{ahead} of {}", bytes.len());
        let places: Vec<_> = places.iter().map(|p| place(p.at, p.members, p.until)).collect();
        let by_two = one_after_the_other::<8>(bytes, &changed, true, &places);
        assert!(by_two == scan_split::<8>(bytes, true));
    }

    #[test]
    fn a_run_that_goes_on_far_beyond_its_piece_is_given_up() {
        let json = format!("[1,[{}],3]", "2,".repeat(9_999) + "2");
        let run = |until: usize| {
            scan_run::<32>(json.as_bytes(), 3, false, until, Density::of(json.as_bytes()).builder(until))
        };
        assert!(run(100).is_none() && run(9_000).is_none());
        let end = json.len() - 1;
        assert_eq!(run(end / 2 + 10).map(|run| run.to), Some(json.len() - 3));
        assert_eq!(run(end).map(|run| run.to), Some(end));
    }

    #[test]
    fn both_threads_together_make_the_same_index() {
        let many = |child: fn(usize) -> String| {
            let children: Vec<_> = (0..30_000).map(child).collect();
            format!("[[{}],{{\"a\":[{}]}}]", children.join(","), children.join(",\n"))
        };
        // Large containers have marks every 4,096 children; of faults only the first thousand are kept.
        let documents = [
            records(20_000),
            many(|n| n.to_string()),
            many(|n| if n % 7 == 0 { format!("[{n},[]]") } else { "\"a,b\"".into() }),
            many(|n| if n % 50 == 0 { "\"\u{1}\\q\"".into() } else { "0".into() }),
            many(|n| if n % 5 == 0 { "\"\u{1}\"".into() } else { "0".into() }),
            format!("[{}", records(900).repeat(20)),
            (records(300) + "\n").repeat(20),
            "[1,".repeat(20_000) + "2" + &",3]".repeat(20_000),
            format!("[{},{}]", vec!["\",\""; 9000].join(","), vec!["\",\""; 9000].join(",")),
            format!("[\"{}\",1]", "a, [1] ".repeat(30_000)),
        ];
        for (number, json) in documents.iter().enumerate() {
            let bytes = json.as_bytes();
            for (whole, end) in
                [(true, bytes.len()), (true, bytes.len() / 3 * 2), (false, bytes.len() / 4 * 3)]
            {
                let bytes = &bytes[..end];
                let plain = scan_split::<32>(bytes, whole);
                for piece in [900, 7000, 40_000, 300_000] {
                    assert!(scan_by_two::<32>(bytes, whole, piece) == plain, "{number} {whole} {piece}");
                    let places = places(bytes, piece);
                    let turn = one_after_the_other::<32>(bytes, bytes, whole, &places);
                    assert!(turn == plain, "{number} {whole} {piece}, one after the other");
                }
            }
        }
    }

    #[test]
    fn the_test_suite_is_judged_the_same() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/json-test-suite");
        let mut count = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let Ok(bytes) = std::fs::read(file.unwrap().path()) else { continue };
            count += 1;
            let step = bytes.len() / if bytes.len() < 10_000 { 100 } else { 5 } + 1;
            for at in (0..=bytes.len()).step_by(step) {
                for members in [true, false] {
                    for whole in [true, false] {
                        same::<32>(&bytes, whole, &[place(at, members, at + 9)]);
                    }
                }
            }
        }
        assert!(count > 300, "{count}");
    }

    #[test]
    fn a_place_is_found_as_near_to_the_root_as_can_be() {
        let json = records(300);
        for start in (200..json.len() - 500).step_by(37) {
            let at = place_near_the_root(json.as_bytes(), start, 400).unwrap();
            assert!(json[at..].starts_with("{\"a\": {"), "{start}: {}", &json[at..at + 20]);
            assert!(!is_member(json.as_bytes(), at) && is_member(json.as_bytes(), at + 1));
        }
        let text = format!("[\"{}\"]", "only words, no structure ".repeat(50));
        assert_eq!(place_near_the_root(text.as_bytes(), 300, 400), None);
    }
}
