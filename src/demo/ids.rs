//! Record ids: three characters of key prefix, two of the instance, one reserved, nine of record number, and
//! in the long form three of checksum (`0015e00000K5NMjAAN`).

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// This org's instance and the reserved character.
const INSTANCE: &str = "5e0";
/// Record number of row 0. It is an org in which a good deal was deleted.
const FIRST: u64 = 296_761_287;

/// The id of 18 characters of a row.
pub fn id(prefix: &str, row: usize) -> String {
    let mut digits = [b'0'; 9];
    let mut number = FIRST + row as u64;
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    let mut id = String::with_capacity(18);
    id.push_str(prefix);
    id.push_str(INSTANCE);
    id.extend(digits.iter().map(|&digit| char::from(digit)));
    let checksum = checksum(id.as_bytes());
    id.extend(checksum);
    id
}

/// The row of an id of 15 or 18 characters, whichever object it belongs to. None where it is not one of this
/// org's, or its checksum is wrong.
pub fn row(id: &str) -> Option<usize> {
    let bytes = id.as_bytes();
    if !is_id(id) || &bytes[3..6] != INSTANCE.as_bytes() {
        return None;
    }
    let number = bytes[6..15].iter().try_fold(0_u64, |number, byte| {
        let digit = DIGITS.iter().position(|digit| digit == byte)?;
        Some(number * 62 + digit as u64)
    })?;
    number.checked_sub(FIRST).and_then(|row| usize::try_from(row).ok())
}

/// Whether it is well-formed: 15 letters and digits, or 18 with the right checksum.
pub fn is_id(id: &str) -> bool {
    let bytes = id.as_bytes();
    bytes.iter().all(u8::is_ascii_alphanumeric)
        && match bytes.len() {
            15 => true,
            18 => checksum(&bytes[..15]).into_iter().eq(bytes[15..].iter().map(|&byte| char::from(byte))),
            _ => false,
        }
}

/// The short form, of 15 characters.
pub fn short(id: &str) -> &str {
    id.get(..15).unwrap_or(id)
}

/// One character for each five of the fifteen: bit k is set where character k is a capital letter.
fn checksum(fifteen: &[u8]) -> [char; 3] {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    let mut out = ['A'; 3];
    for (out, five) in out.iter_mut().zip(fifteen.chunks(5)) {
        let bits = five.iter().enumerate().filter(|(_, byte)| byte.is_ascii_uppercase());
        let bits = bits.fold(0_usize, |bits, (k, _)| bits | 1 << k);
        *out = char::from(ALPHABET[bits]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_recorded_ids() {
        for id in ["0011700000r5ucfAAA", "0015500001QdRaYAAV", "0019H00000H1RMDQA3", "012000000000000AAA"] {
            assert!(is_id(id), "{id}");
            assert!(is_id(short(id)));
        }
        for id in ["0011700000r5ucfAAB", "0011700000R5ucfAAA", "0011700000r5ucfAA", "", "001-700000r5ucf"] {
            assert!(!is_id(id), "{id}");
        }
    }

    #[test]
    fn a_row_has_its_id_and_an_id_its_row() {
        for n in [0, 1, 61, 62, 5_199, 9_999_999] {
            let id = id("a01", n);
            assert_eq!(id.len(), 18);
            assert!(is_id(&id), "{id}");
            assert_eq!(row(&id), Some(n));
            assert_eq!(row(short(&id)), Some(n));
        }
        assert_eq!(row("0019H00000H1RMDQA3"), None, "another instance");
        assert_eq!(row("0015e00000000010"), None, "no length of an id");
        assert_eq!(row("0015e0000000001"), None, "before the first");
    }
}
