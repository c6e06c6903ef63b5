//! Sixteen bytes in one look.

use wide::i8x16;

/// Bytes that are looked at together. Twice as many take longer: most strings are short.
pub(super) const BLOCK: usize = 16;

/// The block at a place, where there is a whole one.
#[inline(always)]
pub(super) fn block(bytes: &[u8], at: usize) -> Option<[u8; BLOCK]> {
    bytes.get(at..)?.first_chunk().copied()
}

/// Of a block in a string, a bit each for the quotes and for what is neither that nor plain ASCII: backslashes,
/// control characters and bytes of longer characters, which are below zero.
#[inline(always)]
pub(super) fn quotes_and_others(block: [u8; BLOCK]) -> (u32, u32) {
    let block: i8x16 = bytemuck::cast(block);
    let quotes = block.simd_eq(i8x16::splat(b'"' as i8));
    let others = block.simd_eq(i8x16::splat(b'\\' as i8)) | block.simd_lt(i8x16::splat(0x20));
    (quotes.to_bitmask(), others.to_bitmask())
}

/// A bit for each byte that is not ASCII.
#[inline(always)]
pub(super) fn high(block: [u8; BLOCK]) -> u32 {
    i8x16::to_bitmask(bytemuck::cast(block))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bits_are_those_of_the_plain_definition_for_every_byte_at_every_place() {
        for filler in [b'a', b'7', b'!', b'"', 0xC3] {
            for b in 0..=u8::MAX {
                for at in 0..BLOCK {
                    let mut bytes = [filler; BLOCK];
                    bytes[at] = b;
                    let bits = |is: fn(u8) -> bool| (0..BLOCK).map(|i| u32::from(is(bytes[i])) << i).sum();
                    let others = bits(|b| b == b'\\' || b < 0x20 || !b.is_ascii());
                    assert_eq!(quotes_and_others(bytes), (bits(|b| b == b'"'), others));
                    assert_eq!(high(bytes), bits(|b| !b.is_ascii()));
                }
            }
        }
        assert!(block(b"0123456789abcdefg", 1).is_some() && block(b"0123456789abcdefg", 2).is_none());
        assert!(block(b"", 7).is_none());
    }
}
