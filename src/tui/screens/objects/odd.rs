//! Pictures of answers with odd values and odd bytes: what could not be read is said above the table, and the raw
//! pane says beside each odd byte what is wrong with it.

use super::tests::{is_describe, is_rows, listed};
use crate::explore::{self, Loaded};
use crate::tui::work::Answer;

const ID: &str = "0011700000r5ucfAAA";

/// A byte that is no UTF-8, half an emoji, a control character, an unknown escape, a duplicate key, and values
/// of another kind than they should be.
const DESCRIBE: &[u8] = b"{\"name\":\"Account\",\"label\":\"Acc\xffount\",\"queryable\":true,\"fields\":[\
{\"name\":\"Id\",\"type\":\"id\",\"label\":\"cut short \\ud83d\"},\
{\"name\":\"Odd__c\",\"type\":\"string\",\"label\":{\"en\":\"x\"},\"length\":\"many\",\"length\":7},\
{\"label\":\"no name\"},7,\
{\"name\":\"Name\",\"type\":\"string\",\"nameField\":true,\"label\":\"a \x01 and \\q\"}]}";

/// Rows that are none, and more of them promised.
fn rows() -> Vec<u8> {
    let mut page =
        format!(r#"{{"totalSize":90,"done":false,"records":[{{"Id":"{ID}","Name":"caf"#).into_bytes();
    page.extend(b"\xe9 au lait\"},null,{\"Name\":\"half \\ud83d emoji\"},7,{\"Name\":[\"a\"]}]}");
    page
}

#[test]
fn what_could_not_be_read_is_told_and_odd_bytes_are_named_where_they_stand() {
    for (columns, lines) in [(200, 50), (120, 36), (60, 16)] {
        let mut stage = listed(columns, lines);
        stage.wait(150);
        let describe = Loaded::of(DESCRIBE, stage.now());
        stage.answer(is_describe, Answer::Explore(explore::Answer::Describe(describe)));
        stage.keys("<enter>");
        stage.shoot("objects__odd_describe");
        stage.keys(".");
        let page = Loaded::of(rows(), stage.now());
        stage.answer(is_rows, Answer::Explore(explore::Answer::Rows(page)));
        stage.shoot("objects__odd_rows");
        stage.keys("<tab>z");
        stage.shoot("objects__odd_raw");
    }
}
