//! The fault matrix: what a server can do wrong × what asks it, and what must come of each. The rows are data
//! (`tests/data/matrix`). The same tests take a slice of each table in every `cargo test`, and all of it by
//!
//! ```sh
//! ORGSCOPE_MATRIX=whole cargo test --test it matrix -- --nocapture
//! ```
//!
//! Whoever writes a row sets `ORGSCOPE_MATRIX_SHOW` to a folder and finds there what each cell said.

// The figures of a whole run.
#![allow(clippy::print_stdout)]

mod cell;
mod echoes;
mod kills;
mod row;
mod server;
mod spelling;
mod storm;
mod tls;
mod waiting;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use cell::{FACES, Face};
use row::Row;

/// Whether all of each table is asked for, or the slice that takes seconds.
fn asks_for_all() -> bool {
    std::env::var_os("ORGSCOPE_MATRIX").is_some_and(|what| what == "whole")
}

/// Runs each job, so many side by side; what was wrong, in all.
fn side_by_side<T: Sync>(many: usize, jobs: &[T], run: impl Fn(&T) -> Vec<String> + Sync) -> Vec<String> {
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..many.min(jobs.len()) {
            scope.spawn(|| {
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = run(job);
                    wrong.lock().unwrap().extend(found);
                }
            });
        }
    });
    wrong.into_inner().unwrap()
}

/// Runs cells, and says how many that were.
fn cells(jobs: &[(&Row, &Face)], many: usize) -> Vec<String> {
    let since = Instant::now();
    let wrong = side_by_side(many, jobs, |(row, face)| cell::cell(row, face));
    println!("{} cells in {:.1?}, {} wrong", jobs.len(), since.elapsed(), wrong.len());
    wrong
}

#[track_caller]
fn none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}

fn rows(is_taken: impl Fn(&Row) -> bool) -> Vec<Row> {
    row::all().into_iter().map(|(_, row)| row).filter(is_taken).collect()
}

/// Each row with each face.
fn crossed(rows: &[Row]) -> Vec<(&Row, &Face)> {
    rows.iter().flat_map(|row| FACES.iter().map(move |face| (row, face))).collect()
}

/// The check meets each row of the slice; the others take turns.
fn slice() -> Vec<String> {
    let rows = rows(|row| row.slice && !row.waits);
    let (check, others) = FACES.split_first().unwrap();
    let turns = rows.iter().zip(others.iter().cycle());
    let jobs: Vec<_> = turns.flat_map(|(row, face)| [(row, check), (row, face)]).collect();
    let mut wrong = cells(&jobs, 4);
    let some: Vec<_> = rows.iter().step_by(7).collect();
    wrong.extend(side_by_side(4, &some, |row| cell::screen(row)));
    wrong
}

fn whole() -> Vec<String> {
    // What waits costs no work, so it all waits at once.
    let waiting = std::thread::spawn(|| cells(&crossed(&rows(|row| row.waits)), 100));
    let rows = rows(|row| !row.waits);
    let mut wrong = cells(&crossed(&rows), 6);
    wrong.extend(side_by_side(4, &rows, cell::screen));
    println!("{} rows with the screens", rows.len());
    wrong.extend(waiting.join().unwrap());
    wrong
}

#[test]
fn every_row_holds_whoever_asks() {
    none(if asks_for_all() { whole() } else { slice() });
}
