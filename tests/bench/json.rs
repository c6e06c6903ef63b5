#![allow(clippy::expect_used, clippy::print_stdout)]
//! The JSON engine alone: index, folds, search, paths. Run with `cargo bench --bench json [MEGABYTES | FILE…]`, on a
//! document like a query's answer of that size or on the files; prints the best of the runs, since a machine only
//! makes things slower. serde_json's `IgnoredAny`, which checks the grammar and keeps nothing, is measured in the
//! same run: an index is to cost no more than that on documents of records.

use std::hint::black_box;
use std::time::{Duration, Instant};

use orgscope::json::memory::Room;
use orgscope::json::{Doc, Folds, Needle, Path, Stop, Walk};

const RUNS: usize = 7;

/// Up to this size a document is indexed on one core.
const ONE_CORE: usize = 63 << 20;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let files: Vec<&String> = words.iter().filter(|word| word.parse::<usize>().is_err()).collect();
    if files.is_empty() {
        let megabytes = words.iter().find_map(|word| word.parse::<usize>().ok()).unwrap_or(100);
        measure(&document(megabytes * 1_000_000));
    }
    for file in files {
        println!("{file}");
        measure(&std::fs::read(file).expect("a file that can be read"));
    }
}

fn measure(read: &[u8]) {
    // As the viewer keeps them.
    let bytes = Room::copy_of(read);
    let doc = Doc::from_bytes(bytes.clone());
    let size = bytes.len() as f64;
    let nodes = f64::from(doc.nodes());
    println!("{:.1} MB, {} values, {} containers", size / 1e6, doc.nodes(), doc.containers());
    let took = best(|| drop(black_box(Doc::from_bytes(bytes.clone()))));
    println!(
        "index            {:8.2} ms  {:.2} GB/s, {:.1} ns a value",
        ms(took),
        size / ns(took),
        ns(took) / nodes
    );
    if size > ONE_CORE as f64 {
        // So much is read by one core.
        let begun = bytes.slice(..ONE_CORE);
        let part = best(|| drop(black_box(Doc::beginning(begun.clone()))));
        let (one, two) = (ONE_CORE as f64 / ns(part), size / ns(took));
        println!(
            "on one core      {:8.2} ms  {one:.2} GB/s, of {} MB; two {:.2} times that",
            ms(part),
            ONE_CORE >> 20,
            two / one
        );
    }
    let checked = best(|| {
        black_box(serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok());
    });
    println!(
        "IgnoredAny       {:8.2} ms  {:.2} GB/s, the index takes {:.2} of it",
        ms(checked),
        size / ns(checked),
        ns(took) / ns(checked)
    );
    let memory = doc.index_memory() as f64;
    println!(
        "                 {:8.2} MB  {:.2} of the file, {:.2} bytes a value",
        memory / 1e6,
        memory / size,
        memory / nodes
    );
    let took = best(|| drop(black_box(Folds::none(&doc))));
    println!("folds            {:8.2} ms", ms(took));
    let mut folds = Folds::none(&doc);
    let took = best(|| {
        folds.set(&doc, 0, false);
        folds.set(&doc, 0, true);
    });
    println!("fold and unfold  {:8.2} ms  the root", ms(took));
    let took = best(|| folds.to_depth(&doc, 2));
    println!("fold to depth 2  {:8.2} ms", ms(took));
    folds.set_everything(&doc, true);
    let took = best(|| {
        let mut walk = Walk::at(&doc, &folds, folds.first().expect("a row"));
        while walk.next() {}
        black_box(walk.row());
    });
    println!("walk all rows    {:8.2} ms  {:.1} ns a row", ms(took), ns(took) / folds.rows() as f64);
    let took = best(|| {
        for k in 1..=1000 {
            black_box(folds.row(&doc, folds.rows() / 1000 * k));
        }
    });
    println!("row by number    {:8.2} us", ns(took) / 1e6);
    // None of these is there, so that all is looked through; most begin as every record does.
    for text in [
        "Firma 99999999 is nowhere",
        "firma 99999999 is nowhere",
        "account/nowhere",
        "wójcik nowhere",
        "re:2027-1[12]-\\d\\d",
        "re:20\\d\\d-1[12]-\\d\\d",
        "re:\\d{4}-1[12]-\\d\\d",
        "re:\"\\w+date\":\"2027",
    ] {
        let needle = Needle::new(text, &doc).expect("a needle");
        let took = best(|| {
            black_box(needle.first(&doc, 0..bytes.len(), &Stop::default()));
        });
        println!("search           {:8.2} ms  {:.1} GB/s  {text}", ms(took), size / ns(took));
    }
    // What is in every record, counted.
    for text in ["Firma", "firma", "re:20\\d\\d-0[12]-\\d\\d"] {
        let needle = Needle::new(text, &doc).expect("a needle");
        let hits = needle.count(&doc, 0..doc.size(), &Stop::default()).map_or(0, |hits| hits.total);
        let took = best(|| drop(black_box(needle.count(&doc, 0..doc.size(), &Stop::default()))));
        println!(
            "count            {:8.2} ms  {:.0} ns a hit  {text}",
            ms(took),
            ns(took) / hits.max(1) as f64
        );
    }
    let last = doc.nodes().saturating_sub(2);
    let took = best(|| drop(black_box(Path::of(&doc, last).jq())));
    println!("path of a value  {:8.2} us", ns(took) / 1e3);
}

/// A query's answer of about `size` bytes.
fn document(size: usize) -> Vec<u8> {
    let mut json = br#"{"totalSize":76809,"done":true,"records":["#.to_vec();
    let mut n = 0u64;
    while json.len() < size {
        if n > 0 {
            json.push(b',');
        }
        let record = format!(
            r#"{{"attributes":{{"type":"Account","url":"/services/data/v64.0/sobjects/Account/001{n:015}"}},"Id":"001{n:015}","Name":"Firma {n} Müller","Industry":"製造業","AnnualRevenue":{}.25,"Phone":null,"IsDeleted":false,"CreatedDate":"20{:02}-0{}-1{}T08:15:30.000+0000","Description":"A line with \"quotes\" and\na break, and some more words to read over","Owner":{{"attributes":{{"type":"User","url":"/services/data/v64.0/sobjects/User/005{n:015}"}},"Name":"Łucja Wójcik"}}}}"#,
            n * 7919 % 100_000_000,
            n % 30,
            n % 9 + 1,
            n % 10,
        );
        json.extend_from_slice(record.as_bytes());
        n += 1;
    }
    json.extend_from_slice(b"]}");
    json
}

fn best(mut run: impl FnMut()) -> Duration {
    let times = (0..RUNS).map(|_| {
        let from = Instant::now();
        run();
        from.elapsed()
    });
    times.min().unwrap_or_default()
}

fn ns(took: Duration) -> f64 {
    took.as_nanos() as f64
}

fn ms(took: Duration) -> f64 {
    ns(took) / 1e6
}
