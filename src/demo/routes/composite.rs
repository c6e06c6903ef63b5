//! `composite` and `composite/batch`: several requests in one. Only GETs are served.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value as Json, json};

use super::{Call, Served, resource, served};
use crate::demo::evaluate::write_text;
use crate::demo::exchange::{Answer, Asked};

/// Parts of one request (REST guide, "Composite", "Batch").
const MOST: usize = 25;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Composite {
    composite_request: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Batch {
    #[serde(default)]
    halt_on_error: bool,
    batch_requests: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    method: String,
    url: String,
    #[serde(default)]
    reference_id: String,
    #[serde(default)]
    http_headers: Map<String, Json>,
}

/// Parts with their own status and body, in their order. The whole is one call.
pub fn composite(call: Call) -> Answer {
    if call.asked.verb != "POST" {
        return super::versions::composite(call);
    }
    let asked: Composite = match parsed(call) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    if asked.composite_request.len() > MOST {
        return too_many();
    }
    let mut body = String::from(r#"{"compositeResponse":["#);
    let mut known = Map::new();
    for (n, part) in asked.composite_request.iter().enumerate() {
        if n > 0 {
            body.push(',');
        }
        let answer = match referred(&part.url, &known) {
            Ok(url) => run(call, part, &url),
            Err(answer) => answer,
        };
        if let Ok(found) = serde_json::from_slice(&answer.body) {
            known.insert(part.reference_id.clone(), found);
        }
        let mut headers = Map::new();
        for name in ["ETag", "Last-Modified"] {
            if let Some(value) = answer.header(name).filter(|_| answer.status == 304) {
                headers.insert(name.to_owned(), json!(value));
            }
        }
        body.push_str(r#"{"body":"#);
        body.push_str(&part_body(&answer));
        body.push_str(&format!(
            r#","httpHeaders":{},"httpStatusCode":{},"referenceId":"#,
            Json::Object(headers),
            answer.status
        ));
        write_text(&part.reference_id, &mut body);
        body.push('}');
    }
    body.push_str("]}");
    Answer::json(body)
}

/// Parts with status and result; each is a call.
pub fn batch(call: Call) -> Answer {
    let asked: Batch = match parsed(call) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    if asked.batch_requests.len() > MOST {
        return too_many();
    }
    let (mut results, mut has_errors) = (String::new(), false);
    for (n, part) in asked.batch_requests.iter().enumerate() {
        if n > 0 {
            results.push(',');
            call.org.count_call();
        }
        let answer = match has_errors && asked.halt_on_error {
            true => Answer::error(412, "BATCH_PROCESSING_HALTED", "Batch processing halted per request"),
            false => run(call, part, &part.url),
        };
        has_errors |= answer.status >= 400;
        results.push_str(&format!(r#"{{"statusCode":{},"result":{}}}"#, answer.status, part_body(&answer)));
    }
    Answer::json(format!(r#"{{"hasErrors":{has_errors},"results":[{results}]}}"#))
}

fn parsed<T: for<'de> Deserialize<'de>>(call: Call) -> Result<T, Answer> {
    serde_json::from_slice(&call.asked.body)
        .map_err(|error| Answer::error(400, "JSON_PARSER_ERROR", &error.to_string()))
}

fn too_many() -> Answer {
    Answer::error(400, "LIMIT_EXCEEDED", &format!("No more than {MOST} requests can be put into one"))
}

/// A part's url with values of earlier answers in it: `@{first.AccountId}`, `@{list.records[0].Id}`.
fn referred(url: &str, known: &Map<String, Json>) -> Result<String, Answer> {
    let mut out = String::with_capacity(url.len());
    let mut rest = url;
    while let Some((before, after)) = rest.split_once("@{") {
        let Some((path, after)) = after.split_once('}') else { break };
        let (name, path) = path.split_once('.').unwrap_or((path, ""));
        let pointer: String =
            path.split(['.', '[']).map(|part| format!("/{}", part.trim_end_matches(']'))).collect();
        let value = known.get(name).and_then(|answer| answer.pointer(&pointer));
        out.push_str(before);
        match value {
            Some(Json::String(text)) => out.push_str(text),
            Some(value @ (Json::Number(_) | Json::Bool(_))) => out.push_str(&value.to_string()),
            _ => {
                let message = format!("Invalid reference specified. No value for {name}.{path} found");
                return Err(Answer::error(400, "PROCESSING_HALTED", &message));
            }
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// The answer to a part. Its url is a path of the org; a batch's begins at the version.
fn run(call: Call, part: &Part, url: &str) -> Answer {
    let target = match url.trim_start_matches('/') {
        whole if whole.starts_with("services/data/") => format!("/{whole}"),
        below => format!("/services/data/{below}"),
    };
    let mut asked: Asked = call.asked.part(&part.method.to_ascii_uppercase(), &target);
    for (name, value) in &part.http_headers {
        let name = hyper::header::HeaderName::from_bytes(name.as_bytes());
        let value = value.as_str().and_then(|value| hyper::header::HeaderValue::from_str(value).ok());
        if let (Ok(name), Some(value)) = (name, value) {
            asked.headers.insert(name, value);
        }
    }
    match asked.parts().as_slice() {
        // A composite within a composite is refused, so there is no recursion.
        ["services", "data", _, "composite", "sobjects", _] => {}
        ["services", "data", _, "composite", ..] => return Answer::not_found(),
        _ => {}
    }
    match asked.parts().as_slice() {
        ["services", "data", version, path @ ..] => match served(version) {
            Served::Yes(version) => resource(Call { asked: &asked, version, ..call }, path),
            _ => Answer::not_found(),
        },
        _ => Answer::not_found(),
    }
}

/// A part's body as JSON. Errors have `errorCode` first here (as public clients recorded it).
fn part_body(answer: &Answer) -> String {
    let text = String::from_utf8_lossy(&answer.body);
    let is_json = serde_json::from_str::<&RawValue>(&text).is_ok();
    match answer.status {
        304 => "null".to_owned(),
        400.. => match serde_json::from_str::<Vec<Map<String, Json>>>(&text) {
            Ok(errors) => Json::Array(errors.into_iter().map(code_first).collect()).to_string(),
            Err(_) => json!(text).to_string(),
        },
        _ if is_json => text.into_owned(),
        _ if text.is_empty() => "null".to_owned(),
        _ => json!(text).to_string(),
    }
}

fn code_first(mut error: Map<String, Json>) -> Json {
    let mut out = Map::new();
    if let Some(code) = error.shift_remove("errorCode") {
        out.insert("errorCode".to_owned(), code);
    }
    out.extend(error);
    Json::Object(out)
}
