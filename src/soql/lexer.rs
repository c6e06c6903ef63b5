//! Text to tokens, without loss: the tokens of a statement, joined, are the statement. No text is refused;
//! what is outside the language becomes [`TokenKind::Unknown`].

/// A piece of the statement in bytes, end not included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// From `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// From the start of this one to the end of another.
    pub fn to(self, other: Span) -> Self {
        Self { start: self.start, end: other.end.max(self.start) }
    }

    /// The text it covers.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// What a token is. Keywords are words: SOQL reserves them by their place alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // most names say it
pub enum TokenKind {
    Space,
    /// `// …` or `/* … */`. Editors know them, Salesforce does not.
    Comment,
    Word,
    Number,
    /// `2024-01-31`
    Date,
    /// `2024-01-31T10:00:00Z`
    DateTime,
    /// `10:00:00.000Z`
    Time,
    /// `USD500.50`, `USD-5`. `USD500` is a word that a value may be.
    Currency,
    /// `'…'`, closed or not.
    Text {
        closed: bool,
    },
    Comma,
    Dot,
    Open,
    Close,
    Colon,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    /// A character outside the language.
    Unknown,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
}

impl Token {
    /// Space or comment.
    pub fn is_trivia(self) -> bool {
        matches!(self.kind, TokenKind::Space | TokenKind::Comment)
    }
}

/// All tokens of `text` from byte `start` on, trivia included.
pub fn tokens(text: &str, start: usize) -> Vec<Token> {
    let mut found = Vec::new();
    let mut at = start;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let (kind, length) = token(rest);
        found.push(Token { kind, span: Span::new(at, at + length) });
        at += length;
    }
    found
}

fn token(rest: &str) -> (TokenKind, usize) {
    let bytes = rest.as_bytes();
    let next = bytes.get(1).copied().unwrap_or(0);
    match bytes.first().copied().unwrap_or(0) {
        b'/' if next == b'/' => (TokenKind::Comment, rest.find('\n').unwrap_or(rest.len())),
        b'/' if next == b'*' => {
            let end = rest.get(2..).and_then(|inside| inside.find("*/")).map(|at| at + 4);
            (TokenKind::Comment, end.unwrap_or(rest.len()))
        }
        b'\'' => quoted(bytes),
        b',' => (TokenKind::Comma, 1),
        b'(' => (TokenKind::Open, 1),
        b')' => (TokenKind::Close, 1),
        b':' => (TokenKind::Colon, 1),
        b'=' => (TokenKind::Equal, 1),
        b'!' if next == b'=' => (TokenKind::NotEqual, 2),
        b'<' if next == b'>' => (TokenKind::NotEqual, 2),
        b'<' if next == b'=' => (TokenKind::LessEqual, 2),
        b'<' => (TokenKind::Less, 1),
        b'>' if next == b'=' => (TokenKind::GreaterEqual, 2),
        b'>' => (TokenKind::Greater, 1),
        b'.' if !next.is_ascii_digit() => (TokenKind::Dot, 1),
        b'+' | b'-' if !next.is_ascii_digit() && next != b'.' => (TokenKind::Unknown, 1),
        b'0'..=b'9' | b'.' | b'+' | b'-' => number_or_time(bytes),
        b'a'..=b'z' | b'A'..=b'Z' | b'_' => word_or_currency(bytes),
        _ => {
            let space = rest.find(|c: char| !is_space(c)).unwrap_or(rest.len());
            match space {
                0 => (TokenKind::Unknown, rest.chars().next().map_or(1, char::len_utf8)),
                length => (TokenKind::Space, length),
            }
        }
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

fn run(bytes: &[u8], from: usize, belongs: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|b| belongs(**b)).count()
}

fn quoted(bytes: &[u8]) -> (TokenKind, usize) {
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\'' => return (TokenKind::Text { closed: true }, at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    (TokenKind::Text { closed: false }, bytes.len())
}

/// True where `bytes` begin as `pattern` does, in which `9` stands for any digit.
fn begins(bytes: &[u8], pattern: &[u8]) -> bool {
    let fits =
        |(byte, wanted): (&u8, &u8)| if *wanted == b'9' { byte.is_ascii_digit() } else { byte == wanted };
    bytes.len() >= pattern.len() && bytes.iter().zip(pattern).all(fits)
}

fn number_or_time(bytes: &[u8]) -> (TokenKind, usize) {
    if begins(bytes, b"9999-99-99") {
        return match bytes.get(10) {
            Some(b'T' | b't') => (TokenKind::DateTime, zoned_time(bytes, 11)),
            _ => (TokenKind::Date, 10),
        };
    }
    if begins(bytes, b"99:99") {
        return (TokenKind::Time, zoned_time(bytes, 0));
    }
    let digit = |byte: u8| byte.is_ascii_digit();
    let mut end = run(bytes, usize::from(matches!(bytes.first(), Some(b'+' | b'-'))), digit);
    if bytes.get(end) == Some(&b'.') {
        end = run(bytes, end + 1, digit);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = run(bytes, end + 1 + sign, digit);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    // `100abc` is one wrong number, not a number and a word.
    let word = run(bytes, end, is_word);
    match word > end {
        true => (TokenKind::Unknown, word),
        false => (TokenKind::Number, end),
    }
}

/// The end of `10:00:00.000+01:00`, which begins at `from`.
fn zoned_time(bytes: &[u8], from: usize) -> usize {
    let end = run(bytes, from, |byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
    match bytes.get(end) {
        Some(b'Z' | b'z') => end + 1,
        Some(b'+' | b'-') => run(bytes, end + 1, |byte| byte.is_ascii_digit() || byte == b':'),
        _ => end,
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn word_or_currency(bytes: &[u8]) -> (TokenKind, usize) {
    let end = run(bytes, 0, is_word);
    let digits = run(bytes, 3.min(end), |byte| byte.is_ascii_digit());
    let code = end >= 3 && bytes.iter().take(3).all(u8::is_ascii_alphabetic) && digits == end;
    let number = |from: usize| {
        let whole = run(bytes, from, |byte| byte.is_ascii_digit());
        match bytes.get(whole) == Some(&b'.') && bytes.get(whole + 1).is_some_and(u8::is_ascii_digit) {
            true => run(bytes, whole + 1, |byte| byte.is_ascii_digit()),
            false => whole,
        }
    };
    let negative = end == 3 && bytes.get(3) == Some(&b'-') && bytes.get(4).is_some_and(u8::is_ascii_digit);
    if code && negative {
        (TokenKind::Currency, number(4))
    } else if code && end > 3 && number(3) > end {
        (TokenKind::Currency, number(3))
    } else {
        (TokenKind::Word, end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kinds(text: &str) -> Vec<TokenKind> {
        tokens(text, 0).into_iter().filter(|t| !t.is_trivia()).map(|t| t.kind).collect()
    }

    #[test]
    fn each_text_is_one_token_of_its_kind() {
        use TokenKind::*;
        let table = [
            ("Mother_of_Child__r", Word),
            ("foo1", Word),
            ("USD5000", Word),
            ("USD5000.01", Currency),
            ("usd-500", Currency),
            ("-10.5e+3", Number),
            (".5", Number),
            ("100abc", Unknown),
            ("2024-01-31", Date),
            ("2020-04-23T09:00:00.000000+00:00", DateTime),
            ("2010-09-20T22:16:30.000Z", DateTime),
            ("10:00:00.000Z", Time),
            (r"'it\'s'", Text { closed: true }),
            (r"'open\'", Text { closed: false }),
            ("<>", NotEqual),
            ("// to the end", Comment),
            ("/* open", Comment),
            ("é", Unknown),
            (" \t\r\n", Space),
        ];
        for (text, kind) in table {
            assert_eq!(tokens(text, 0), [Token { kind, span: Span::new(0, text.len()) }], "{text}");
        }
    }

    #[test]
    fn words_touch_what_follows_them() {
        use TokenKind::*;
        assert_eq!(kinds("LAST_N_DAYS:30"), [Word, Colon, Number]);
        assert_eq!(kinds("COUNT()FROM"), [Word, Open, Close, Word]);
        assert_eq!(kinds("a.b>=-1"), [Word, Dot, Word, GreaterEqual, Number]);
        assert_eq!(kinds("abc.d"), [Word, Dot, Word]);
    }

    proptest! {
        #[test]
        fn tokens_rejoin_to_the_text(text in any::<String>()) {
            let joined: String = tokens(&text, 0).iter().map(|t| t.span.of(&text)).collect();
            prop_assert_eq!(joined, text);
        }

        #[test]
        fn tokens_of_soql_like_text_rejoin(text in r"[a-zA-Z0-9_'\\(),.:=<>!/*+\- \n%éT]{0,60}") {
            let joined: String = tokens(&text, 0).iter().map(|t| t.span.of(&text)).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
