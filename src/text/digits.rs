//! Numbers from their digits. A number of an org has up to 18 digits and a point; a float holds 15 of them, so none
//! is ever made.

use super::numbers;

/// Longer ones stay as they were written: nobody reads a hundred zeros.
const LONGEST: i64 = 60;

/// A decimal number: a sign, and digits with a point somewhere before, in or after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    is_negative: bool,
    /// Without zeros in front; empty for zero.
    digits: Vec<u8>,
    /// How many of the digits come before the point; below 0 and beyond their number zeros are in for them.
    point: i64,
}

impl Decimal {
    /// Reads a number as JSON writes it, or as people do with a plus or blanks around; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (is_negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = [whole.as_bytes(), decimals.as_bytes()].concat();
        if all.is_empty() || !all.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let zeros = all.iter().take_while(|digit| **digit == b'0').count();
        let point = i64::try_from(whole.len()).ok()?.checked_sub(i64::try_from(zeros).ok()?)?;
        Some(Self { is_negative, digits: all[zeros..].to_vec(), point: point.checked_add(exponent)? })
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.digits.iter().all(|digit| *digit == b'0')
    }

    /// Whether no other decimals than zeros come after the first `scale`.
    pub fn is_exact_at(&self, scale: usize) -> bool {
        let kept = self.point.saturating_add(i64::try_from(scale).unwrap_or(i64::MAX));
        self.digits.iter().skip(usize::try_from(kept).unwrap_or(0)).all(|digit| *digit == b'0')
    }

    /// The number without an exponent; `None` if it would be too long to be read.
    pub fn plain(&self) -> Option<String> {
        let (length, point) = (self.digits.len() as i64, self.point);
        if point.saturating_abs().max(length).max(length.saturating_sub(point)) > LONGEST {
            return None;
        }
        let digit = |at: i64| match usize::try_from(at).ok().and_then(|at| self.digits.get(at)) {
            Some(digit) => char::from(*digit),
            None => '0',
        };
        let mut out = String::from(if self.is_negative { "-" } else { "" });
        out.extend((0..point).map(digit));
        if point <= 0 {
            out.push('0');
        }
        if length > point {
            out.push('.');
            out.extend((point..length).map(digit));
        }
        Some(out)
    }

    /// The whole number that it is; `None` if it has other decimals than zeros, or is too large.
    pub fn whole(&self) -> Option<i128> {
        let plain = self.plain()?;
        let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
        whole.parse().ok().filter(|_| decimals.bytes().all(|digit| digit == b'0'))
    }

    /// With at most so many decimals; half goes away from zero, as in Salesforce, and nothing is “minus zero”.
    pub fn rounded(&self, scale: usize) -> Self {
        let kept = self.point.saturating_add(i64::try_from(scale).unwrap_or(i64::MAX));
        if kept >= self.digits.len() as i64 {
            return self.clone();
        }
        let zero = Self { is_negative: false, digits: vec![b'0'; scale], point: 0 };
        let Ok(kept) = usize::try_from(kept) else { return zero };
        let goes_up = self.digits.get(kept).is_some_and(|digit| *digit >= b'5');
        let mut digits = self.digits[..kept].to_vec();
        let mut point = self.point;
        let mut carries = goes_up;
        for digit in digits.iter_mut().rev().take_while(|_| goes_up) {
            if !carries {
                break;
            }
            carries = *digit == b'9';
            *digit = if carries { b'0' } else { *digit + 1 };
        }
        if carries {
            digits.insert(0, b'1');
            point += 1;
        }
        let rounded = Self { is_negative: self.is_negative, digits, point };
        if rounded.is_zero() { zero } else { rounded }
    }

    /// With thousands parted by commas and, where it has fewer decimals, zeros up to `scale`.
    pub fn grouped(&self, scale: usize) -> Option<String> {
        let plain = self.plain()?;
        let (sign, rest) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
        let sign = if self.is_zero() { "" } else { sign };
        let (whole, decimals) = rest.split_once('.').unwrap_or((rest, ""));
        let zeros = "0".repeat(scale.saturating_sub(decimals.len()));
        let point = if decimals.is_empty() && zeros.is_empty() { "" } else { "." };
        Some(format!("{sign}{}{point}{decimals}{zeros}", numbers::thousands(whole)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn exponents_are_written_out_and_nothing_else_changes() {
        for (text, plain) in [
            ("0", "0"),
            ("-0", "-0"),
            ("0.00", "0.00"),
            ("4.0", "4.0"),
            ("1.23456789012345678E15", "1234567890123456.78"),
            ("-1E-3", "-0.001"),
            ("12e2", "1200"),
            ("1.20E+1", "12.0"),
            (" +7 ", "7"),
            ("007.5", "7.5"),
            ("999999999999999999", "999999999999999999"),
        ] {
            assert_eq!(decimal(text).plain().as_deref(), Some(plain), "{text}");
        }
        for text in ["", "-", ".", "e5", "1e", "1.2.3", "1,000", "0x1", "NaN", "1 2", "१"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        for text in ["1E300", "1E-300", "1E9223372036854775807", "1E-9223372036854775808"] {
            assert_eq!(Decimal::parse(text).and_then(|number| number.plain()), None, "{text}");
        }
    }

    #[test]
    fn rounding_goes_by_the_digits() {
        for (text, scale, shown) in [
            ("1234567890123456.78", 2, "1,234,567,890,123,456.78"),
            ("-0.001", 2, "0.00"),
            ("-0.005", 2, "-0.01"),
            ("12.5", 0, "13"),
            ("0.5", 0, "1"),
            ("0.4", 0, "0"),
            ("2.675", 2, "2.68"),
            ("999.95", 1, "1,000.0"),
            ("0.96", 1, "1.0"),
            ("1.5", 3, "1.500"),
            ("-1234.5", 2, "-1,234.50"),
            ("5", 0, "5"),
            ("0", 2, "0.00"),
        ] {
            assert_eq!(decimal(text).rounded(scale).grouped(scale).as_deref(), Some(shown), "{text}");
        }
    }

    #[test]
    fn whole_numbers_are_read_in_every_form() {
        for (text, whole) in [
            ("255", Some(255)),
            ("255.0", Some(255)),
            ("2.55E2", Some(255)),
            ("-1", Some(-1)),
            ("-0", Some(0)),
            ("0.0", Some(0)),
            ("2.5", None),
            ("1E-1", None),
            ("1E300", None),
        ] {
            assert_eq!(decimal(text).whole(), whole, "{text}");
        }
        for (text, scale, is_exact) in [
            ("1.50", 1, true),
            ("1.55", 1, false),
            ("4.0", 0, true),
            ("0.001", 0, false),
            ("0.001", 2, false),
            ("0", 0, true),
        ] {
            assert_eq!(decimal(text).is_exact_at(scale), is_exact, "{text}");
        }
    }
}
