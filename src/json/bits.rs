//! One bit for each node or container, with running counts every 512 bits: how many are set before a place
//! (rank) and where the k-th set bit is (select), without a list.

use std::ops::Range;

const BLOCK: usize = 512;
const WORDS: usize = BLOCK / 64;

/// A row of bits with counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bits {
    words: Vec<u64>,
    /// Set bits before each block of 512; one more at the end: all of them.
    sums: Vec<u32>,
    len: usize,
}

impl Bits {
    pub(super) fn zeros(len: usize) -> Self {
        Self::filled(len, 0)
    }

    pub(super) fn ones(len: usize) -> Self {
        Self::filled(len, u64::MAX)
    }

    fn filled(len: usize, word: u64) -> Self {
        let mut words = vec![word; len.div_ceil(64)];
        if let Some(last) = words.last_mut()
            && !len.is_multiple_of(64)
        {
            *last &= (1 << (len % 64)) - 1;
        }
        let mut bits = Self { words, sums: vec![0; len.div_ceil(BLOCK) + 1], len };
        bits.recount(0);
        bits
    }

    /// Bytes of memory held.
    pub(super) fn memory(&self) -> usize {
        self.words.len() * 8 + self.sums.len() * 4
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn get(&self, at: usize) -> bool {
        self.words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// Sets or clears one bit; [`Bits::recount`] is due afterwards.
    pub(super) fn put(&mut self, at: usize, on: bool) {
        if let Some(word) = self.words.get_mut(at / 64) {
            if on { *word |= 1 << (at % 64) } else { *word &= !(1 << (at % 64)) }
        }
    }

    /// Sets or clears a range; [`Bits::recount`] is due afterwards.
    pub(super) fn put_range(&mut self, range: Range<usize>, on: bool) {
        let fill = if on { u64::MAX } else { 0 };
        self.each_word(range, |word, mask, _| *word = (*word & !mask) | (fill & mask));
    }

    /// Takes a range over from `other`, at the same places; [`Bits::recount`] is due afterwards.
    pub(super) fn copy_range(&mut self, range: Range<usize>, other: &Self) {
        self.each_word(range, |word, mask, at| {
            let from = other.words.get(at).copied().unwrap_or(0);
            *word = (*word & !mask) | (from & mask);
        });
    }

    fn each_word(&mut self, range: Range<usize>, mut change: impl FnMut(&mut u64, u64, usize)) {
        let end = range.end.min(self.len);
        if range.start >= end {
            return;
        }
        let (first, last) = (range.start / 64, (end - 1) / 64);
        let (head, tail) = (u64::MAX << (range.start % 64), u64::MAX >> (63 - (end - 1) % 64));
        for (at, word) in self.words.iter_mut().enumerate().take(last + 1).skip(first) {
            let mut mask = u64::MAX;
            if at == first {
                mask &= head;
            }
            if at == last {
                mask &= tail;
            }
            change(word, mask, at);
        }
    }

    /// Brings the counts up to date after bits from `from` on have changed.
    pub(super) fn recount(&mut self, from: usize) {
        let block = from / BLOCK;
        let mut sum = self.sums.get(block).copied().unwrap_or(0);
        let words = self.words.get(block * WORDS..).unwrap_or(&[]);
        for (slot, chunk) in self.sums.iter_mut().skip(block + 1).zip(words.chunks(WORDS)) {
            sum += chunk.iter().map(|word| word.count_ones()).sum::<u32>();
            *slot = sum;
        }
    }

    /// How many bits are set before `at`.
    pub(super) fn rank(&self, at: usize) -> usize {
        let at = at.min(self.len);
        let block = at / BLOCK;
        let mut sum = self.sums.get(block).copied().unwrap_or(0) as usize;
        for word in self.words.get(block * WORDS..at / 64).unwrap_or(&[]) {
            sum += word.count_ones() as usize;
        }
        if !at.is_multiple_of(64)
            && let Some(word) = self.words.get(at / 64)
        {
            sum += (word & ((1 << (at % 64)) - 1)).count_ones() as usize;
        }
        sum
    }

    /// How many bits are set.
    pub(super) fn total(&self) -> usize {
        self.sums.last().copied().unwrap_or(0) as usize
    }

    /// The place of the set bit number `k`, from 0.
    pub(super) fn select(&self, k: usize) -> Option<usize> {
        if k >= self.total() {
            return None;
        }
        let block = self.sums.partition_point(|&sum| sum as usize <= k) - 1;
        let mut left = k - self.sums[block] as usize;
        for (at, &word) in self.words.iter().enumerate().skip(block * WORDS) {
            let here = word.count_ones() as usize;
            if left < here {
                let mut word = word;
                for _ in 0..left {
                    word &= word - 1;
                }
                return Some(at * 64 + word.trailing_zeros() as usize);
            }
            left -= here;
        }
        None
    }

    /// The first clear bit in the range.
    pub(super) fn next_clear(&self, range: Range<usize>) -> Option<usize> {
        let end = range.end.min(self.len);
        let mut at = range.start;
        while at < end {
            let word = !self.words[at / 64] >> (at % 64);
            if word != 0 {
                let found = at + word.trailing_zeros() as usize;
                return (found < end).then_some(found);
            }
            at = (at / 64 + 1) * 64;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counts_and_places_agree_with_a_plain_list(
            len in 0usize..3000,
            ranges in prop::collection::vec((0usize..3200, 0usize..900, any::<bool>()), 0..12),
        ) {
            let mut bits = Bits::ones(len);
            let mut plain = vec![true; len];
            for (start, size, on) in ranges {
                bits.put_range(start..start + size, on);
                bits.recount(start.min(len));
                plain[start.min(len)..(start + size).min(len)].fill(on);
                let mut other = Bits::zeros(len);
                other.copy_range(0..len, &bits);
                other.recount(0);
                prop_assert_eq!(&other, &bits);
            }
            let set: Vec<usize> = (0..len).filter(|&i| plain[i]).collect();
            prop_assert_eq!(bits.total(), set.len());
            for at in (0..=len).step_by(7) {
                prop_assert_eq!(bits.rank(at), set.partition_point(|&i| i < at));
                prop_assert_eq!(bits.next_clear(at..len), (at..len).find(|&i| !plain[i]));
            }
            for (k, &at) in set.iter().enumerate().step_by(5) {
                prop_assert_eq!(bits.select(k), Some(at));
            }
            prop_assert_eq!(bits.select(set.len()), None);
        }
    }
}
