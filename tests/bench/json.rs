#![allow(clippy::expect_used, clippy::print_stdout)]
//! The JSON engine alone, on a document like a query's answer: index, folds, search, paths. Run with
//! `cargo bench --bench json [MEGABYTES]`; prints the best of the runs, since a machine only makes things slower.

use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::Bytes;
use orgscope::json::{Doc, Folds, Needle, Path, Stop, Walk};

const RUNS: usize = 7;

fn main() {
    let megabytes = std::env::args().find_map(|word| word.parse::<usize>().ok()).unwrap_or(100);
    let bytes = Bytes::from(document(megabytes * 1_000_000));
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
    for text in ["Firma 99999999 is nowhere", "firma 99999999 is nowhere", "re:\\d{4}-\\d\\d-\\d\\dX"] {
        let needle = Needle::new(text, &doc).expect("a needle");
        let took = best(|| {
            black_box(needle.first(&doc, 0..bytes.len(), &Stop::default()));
        });
        println!("search           {:8.2} ms  {:.1} GB/s  {text}", ms(took), size / ns(took));
    }
    let last = doc.nodes() - 2;
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
