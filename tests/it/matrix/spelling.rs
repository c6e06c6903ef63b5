//! A text in every spelling in which a server can echo it, and the search for any of them.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::support::home::Home;

/// The spellings, by name. Each is how a server writes the text, and what of that can be looked for.
pub const SPELLINGS: &[&str] = &[
    "plain",
    "percent of what must be",
    "percent of every byte",
    "percent in lower case",
    "HTML entities, decimal",
    "HTML entities, hexadecimal",
    "JSON escapes",
    "JSON escapes in capitals",
    "base64 at the first of three",
    "base64 at the second of three",
    "base64 at the third of three",
    "base64 for addresses",
    "hexadecimal",
    "hexadecimal in capitals",
];

/// `text` as a server writes it.
pub fn spell(spelling: &str, text: &str) -> String {
    let each = |write: &dyn Fn(u8) -> String| text.bytes().map(write).collect::<String>();
    let encoded = |before: &str| BASE64_STANDARD.encode(format!("{before}{text}:and more"));
    match spelling {
        "plain" => text.to_owned(),
        "percent of what must be" => each(&|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        }),
        "percent of every byte" => each(&|byte| format!("%{byte:02X}")),
        "percent in lower case" => each(&|byte| format!("%{byte:02x}")),
        "HTML entities, decimal" => each(&|byte| format!("&#{byte};")),
        "HTML entities, hexadecimal" => each(&|byte| format!("&#x{byte:x};")),
        "JSON escapes" => each(&|byte| format!("\\u{byte:04x}")),
        "JSON escapes in capitals" => each(&|byte| format!("\\u{byte:04X}")),
        "base64 at the first of three" => encoded(""),
        "base64 at the second of three" => encoded("a"),
        "base64 at the third of three" => encoded("ab"),
        "base64 for addresses" => encoded("").replace('+', "-").replace('/', "_").replace('=', ""),
        "hexadecimal" => each(&|byte| format!("{byte:02x}")),
        "hexadecimal in capitals" => each(&|byte| format!("{byte:02X}")),
        _ => panic!("there is no spelling {spelling:?}"),
    }
}

/// What is searched for: of each secret and each spelling a piece from its middle, so that a mask that leaves most of it
/// is found out as well.
pub struct Needles(Vec<(String, String, Vec<u8>)>);

impl Needles {
    /// The needles of these secrets, each with its name.
    pub fn of(secrets: &[(&str, &str)]) -> Self {
        let mut needles: Vec<(String, String, Vec<u8>)> = Vec::new();
        for (name, text) in secrets {
            for spelling in SPELLINGS {
                // Twelve bytes are enough to know it by, and in base64 a multiple of three keeps its alignment.
                let (from, to) = (text.len() / 2 - 6, text.len() / 2 + 6);
                let needle = match spelling.strip_prefix("base64") {
                    None => spell(spelling, &text[from..to]),
                    Some(_) => {
                        let whole = spell(spelling, text);
                        let middle = whole.len() / 2;
                        whole[middle - 8..middle + 8].to_owned()
                    }
                };
                needles.push((name.to_string(), spelling.to_string(), needle.into_bytes()));
            }
        }
        Self(needles)
    }

    /// What is found in a text, as sentences.
    pub fn find(&self, place: &str, bytes: &[u8]) -> Vec<String> {
        let found = self.0.iter().filter(|(.., needle)| memchr::memmem::find(bytes, needle).is_some());
        found.map(|(name, spelling, _)| format!("the {name} is in {place}: {spelling}")).collect()
    }

    /// What is found in the files of a home.
    pub fn find_in_files(&self, home: &Home) -> Vec<String> {
        let mut found = Vec::new();
        for file in home.files() {
            let name = file.strip_prefix(home.path()).unwrap().display().to_string();
            let bytes = std::fs::read(&file).unwrap();
            found.extend(self.find(&name, &bytes));
            let mut inflated = Vec::new();
            if name.ends_with(".gz")
                && std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*bytes), &mut inflated)
                    .is_ok()
            {
                found.extend(self.find(&format!("{name}, inflated"), &inflated));
            }
        }
        found
    }
}

#[test]
fn each_spelling_is_found_and_none_where_there_is_none() {
    let secret = "7F3A9C51E0B2D46887A1C3E5F7092B4D6F80";
    let needles = Needles::of(&[("secret", secret)]);
    for spelling in SPELLINGS {
        let found = needles.find("here", format!("<p>{}</p>", spell(spelling, secret)).as_bytes());
        assert!(found.iter().any(|found| found.ends_with(spelling)), "{spelling}: {found:?}");
    }
    assert_eq!(needles.find("here", b"7F3A9 and nothing else of it"), Vec::<String>::new());
    assert_eq!(spell("base64 at the second of three", "xy"), BASE64_STANDARD.encode("axy:and more"));
}
