//! Text out of bytes that came from a file or a pipe. Windows writes UTF-16, or a byte order mark before UTF-8,
//! where a person did not ask for it: `>` in PowerShell, an editor's "Unicode".

/// The text, without the mark. UTF-16 is known by its mark. The good beginning where the bytes go wrong.
pub fn text_of(bytes: &[u8]) -> Result<String, String> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => {
            let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
            let good =
                |e: std::str::Utf8Error| String::from_utf8_lossy(&bytes[..e.valid_up_to()]).into_owned();
            std::str::from_utf8(bytes).map(str::to_owned).map_err(good)
        }
    }
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    // Room for all of it at once: what grows leaves copies in memory, and this may be a secret.
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    let (pairs, odd) = bytes.as_chunks::<2>();
    for c in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match c {
            Ok(c) => text.push(c),
            Err(_) => return Err(text),
        }
    }
    if odd.is_empty() { Ok(text) } else { Err(text) }
}

/// The text as UTF-16 for Windows programs that take nothing else from a pipe.
pub fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_is_read_and_taken_away() {
        let text = "key Ä\r\n山😀\n";
        let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        let be = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(b"\xEF\xBB\xBF", text.as_bytes().to_vec()),
            marked(b"\xFF\xFE", utf16(text)),
            marked(b"\xFE\xFF", be),
        ] {
            assert_eq!(text_of(&bytes).as_deref(), Ok(text));
        }
        assert_eq!(text_of(b"").as_deref(), Ok(""));
    }

    #[test]
    fn where_bytes_go_wrong_the_good_beginning_is_told() {
        assert_eq!(text_of(b"\xEF\xBB\xBFa\nb\xFF"), Err("a\nb".into()));
        assert_eq!(text_of(b"\xFF\xFEa\0\0\xD8b\0"), Err("a".into()), "half of a pair");
        assert_eq!(text_of(b"\xFF\xFEa\0b"), Err("a".into()), "half of a unit");
    }
}
