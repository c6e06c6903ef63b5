//! Sixteen bytes in one look. Written in saturating arithmetic on bytes, which the compiler turns into a handful
//! of vector instructions on any machine; comparisons it would take apart again.

/// Bytes that are looked at together.
pub(super) const BLOCK: usize = 16;

/// The block at a place, where there is a whole one.
#[inline(always)]
pub(super) fn block(bytes: &[u8], at: usize) -> Option<&[u8; BLOCK]> {
    bytes.get(at..)?.first_chunk()
}

/// A set of places in a block: a byte for each, 1 or 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places(u64, u64);

impl Places {
    #[inline(always)]
    fn of(block: &[u8; BLOCK], is: impl Fn(u8) -> u8) -> Self {
        let mut all = [0; BLOCK];
        for (answer, &b) in all.iter_mut().zip(block) {
            *answer = is(b);
        }
        let all = u128::from_le_bytes(all);
        Self(all as u64, (all >> 64) as u64)
    }

    #[inline(always)]
    pub(super) fn is_empty(self) -> bool {
        self.0 | self.1 == 0
    }

    /// The first place, or [`BLOCK`].
    #[inline(always)]
    pub(super) fn first(self) -> usize {
        let bits = if self.0 == 0 { 64 + self.1.trailing_zeros() } else { self.0.trailing_zeros() };
        bits as usize / 8
    }
}

/// Where plain text ends in a string: quotes, backslashes and control characters.
#[inline(always)]
pub(super) fn marks(block: &[u8; BLOCK]) -> Places {
    Places::of(block, |b| 1u8.saturating_sub((b ^ b'"').min(b ^ b'\\').min(b.saturating_sub(0x1F))))
}

/// Bits that are set in any byte, at that byte's place in its half of the block.
#[inline(always)]
pub(super) fn any(block: &[u8; BLOCK]) -> u64 {
    let all = u128::from_le_bytes(*block);
    all as u64 | (all >> 64) as u64
}

/// The same for the first `count` bytes alone.
#[inline(always)]
pub(super) fn any_of(block: &[u8; BLOCK], count: usize) -> u64 {
    let all = u128::from_le_bytes(*block);
    let all = if count >= BLOCK { all } else { all & ((1 << (count * 8)) - 1) };
    all as u64 | (all >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_mark_is_that_of_the_plain_definition_for_every_byte_at_every_place() {
        for filler in [b'a', b'7', b'!', 0xC3] {
            for b in 0..=u8::MAX {
                for at in 0..BLOCK {
                    let mut bytes = [filler; BLOCK];
                    bytes[at] = b;
                    bytes[(at + 5).min(BLOCK - 1)] = b;
                    let is_mark = |b: &u8| *b == b'"' || *b == b'\\' || *b < 0x20;
                    let first = bytes.iter().position(is_mark);
                    assert_eq!(marks(&bytes).first(), first.unwrap_or(BLOCK));
                    assert_eq!(marks(&bytes).is_empty(), first.is_none());
                    for count in 0..=BLOCK {
                        let high = any_of(&bytes, count) & (0x80 * (u64::MAX / 0xFF)) != 0;
                        assert_eq!(high, bytes[..count].iter().any(|b| !b.is_ascii()));
                    }
                    assert_eq!(any(&bytes), any_of(&bytes, BLOCK));
                }
            }
        }
        assert!(block(b"0123456789abcdefg", 1).is_some() && block(b"0123456789abcdefg", 2).is_none());
        assert!(block(b"", 7).is_none());
    }
}
