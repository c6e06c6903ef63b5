//! Large memory that is written once: from some megabytes on in huge pages, where the system has them,
//! since page faults are the dearest part of opening a big document. Anonymous memory only: a mapped *file*
//! would change, or kill the reader, when somebody else writes it.

use bytes::Bytes;
use memmap2::MmapMut;

/// From this size on memory is asked for in huge pages.
const LARGE: usize = 2 << 20;

fn pages(size: usize) -> Option<MmapMut> {
    if size < LARGE {
        return None;
    }
    let map = MmapMut::map_anon(size).ok()?;
    #[cfg(target_os = "linux")]
    // Advice only: where it is refused the memory is as good, and slower to fill.
    let _ = map.advise(memmap2::Advice::HugePage);
    Some(map)
}

/// Room for the bytes of a document whose size is known.
#[derive(Debug)]
pub struct Room(Kept);

#[derive(Debug)]
enum Kept {
    Heap(Vec<u8>),
    Pages(MmapMut),
}

impl Room {
    /// Room for `size` bytes, zeroed.
    pub fn new(size: usize) -> Self {
        Self(pages(size).map_or_else(|| Kept::Heap(vec![0; size]), Kept::Pages))
    }

    /// Such bytes once more. A `Vec` of many takes several times as long to fill and to let go.
    pub fn copy_of(bytes: &[u8]) -> Bytes {
        let mut room = Self::new(bytes.len());
        room.all().copy_from_slice(bytes);
        room.freeze(bytes.len())
    }

    /// All of the room, to be filled.
    pub fn all(&mut self) -> &mut [u8] {
        match &mut self.0 {
            Kept::Heap(vec) => vec,
            Kept::Pages(map) => map,
        }
    }

    /// What was filled so far.
    pub fn filled(&self, len: usize) -> &[u8] {
        match &self.0 {
            Kept::Heap(vec) => &vec[..len.min(vec.len())],
            Kept::Pages(map) => &map[..len.min(map.len())],
        }
    }

    /// The first `len` bytes, never to be changed again.
    pub fn freeze(self, len: usize) -> Bytes {
        let all = match self.0 {
            Kept::Heap(vec) => Bytes::from(vec),
            Kept::Pages(map) => Bytes::from_owner(map),
        };
        all.slice(..len.min(all.len()))
    }
}

/// A growing list of `u32`.
#[derive(Debug)]
pub(super) struct Words {
    room: Numbers,
    len: usize,
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

#[derive(Debug)]
enum Numbers {
    Heap(Vec<u32>),
    Pages(MmapMut),
}

impl Words {
    /// Room for about `expected` numbers; more makes it grow.
    pub(super) fn with_room(expected: usize) -> Self {
        let room =
            pages(expected * 4).map_or_else(|| Numbers::Heap(Vec::with_capacity(expected)), Numbers::Pages);
        Self { room, len: 0 }
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// As [`Words::extend`], for a few numbers: copied on the spot where there is room.
    #[inline(always)]
    pub(super) fn push<const N: usize>(&mut self, more: [u32; N]) {
        let (start, end) = (self.len * 4, (self.len + N) * 4);
        match &mut self.room {
            Numbers::Heap(vec) if vec.len() == self.len && vec.capacity() - vec.len() >= N => {
                vec.extend(more)
            }
            Numbers::Pages(map) if end <= map.len() => {
                map[start..end].copy_from_slice(bytemuck::cast_slice(&more));
            }
            _ => return self.extend(&more),
        }
        self.len += N;
    }

    pub(super) fn extend(&mut self, more: &[u32]) {
        let needed = (self.len + more.len()) * 4;
        let (start, end) = (self.len * 4, needed);
        match &mut self.room {
            Numbers::Heap(vec) => {
                vec.truncate(self.len);
                vec.extend_from_slice(more);
            }
            Numbers::Pages(map) if needed <= map.len() => {
                map[start..end].copy_from_slice(bytemuck::cast_slice(more));
            }
            Numbers::Pages(map) => {
                let old = &map[..start];
                self.room = match pages(needed.max(map.len() * 2)) {
                    Some(mut larger) => {
                        larger[..start].copy_from_slice(old);
                        larger[start..end].copy_from_slice(bytemuck::cast_slice(more));
                        Numbers::Pages(larger)
                    }
                    None => {
                        let mut vec: Vec<u32> = bytemuck::cast_slice(old).to_vec();
                        vec.extend_from_slice(more);
                        Numbers::Heap(vec)
                    }
                };
            }
        }
        self.len += more.len();
    }

    pub(super) fn as_mut_slice(&mut self) -> &mut [u32] {
        match &mut self.room {
            Numbers::Heap(vec) => &mut vec[..self.len],
            Numbers::Pages(map) => bytemuck::cast_slice_mut(&mut map[..self.len * 4]),
        }
    }

    /// Forgets what is after the first `len` numbers.
    pub(super) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    pub(super) fn as_slice(&self) -> &[u32] {
        match &self.room {
            Numbers::Heap(vec) => &vec[..self.len],
            Numbers::Pages(map) => bytemuck::cast_slice(&map[..self.len * 4]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_the_same_while_they_grow_into_and_out_of_pages() {
        for expected in [0, 10, LARGE / 4, LARGE / 4 + 3] {
            let mut words = Words::with_room(expected);
            let mut plain = Vec::new();
            for round in 0..400u32 {
                let more: Vec<u32> = (0..8192).map(|i| round * 8192 + i).collect();
                words.extend(&more);
                plain.extend(more);
            }
            assert!(words.as_slice() == plain, "{expected}");
            words.truncate(5);
            words.extend(&[9]);
            assert_eq!(words.as_slice(), [0, 1, 2, 3, 4, 9]);
        }
    }

    #[test]
    fn a_room_gives_back_what_was_put_in() {
        for size in [3, LARGE + 1] {
            let mut room = Room::new(size);
            room.all()[..3].copy_from_slice(b"abc");
            assert_eq!(room.filled(2), b"ab");
            assert_eq!(room.freeze(3).as_ref(), b"abc");
            assert_eq!(Room::copy_of(&vec![7; size]), vec![7; size]);
        }
    }
}
