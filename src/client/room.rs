//! Room for bodies that are on their way: one budget for all answers of the program, so that several large ones
//! at once take no more memory than one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

/// Bytes of all bodies on their way together: that of the largest one.
const BYTES: u64 = 256 * 1024 * 1024;

static OF_THIS_PROGRAM: LazyLock<Arc<Room>> = LazyLock::new(|| Arc::new(Room::new(BYTES)));

/// A number of bytes that bodies share while they come in.
#[derive(Debug)]
pub struct Room {
    size: u64,
    taken: AtomicU64,
}

/// What one body has taken of it; given back when it is dropped.
#[derive(Debug)]
pub(super) struct Share {
    room: Arc<Room>,
    taken: u64,
}

impl Room {
    /// Room for so many bytes.
    pub fn new(size: u64) -> Self {
        Self { size, taken: AtomicU64::new(0) }
    }

    /// The one that all sessions of the program share.
    pub fn of_this_program() -> Arc<Self> {
        Arc::clone(&OF_THIS_PROGRAM)
    }

    /// How many bytes it holds in all.
    pub(super) fn size(&self) -> u64 {
        self.size
    }
}

impl Share {
    /// Nothing of it yet.
    pub(super) fn of(room: &Arc<Room>) -> Self {
        Self { room: Arc::clone(room), taken: 0 }
    }

    /// Takes so many more bytes; false if there is no room for them.
    pub(super) fn take(&mut self, bytes: u64) -> bool {
        let fits = |taken: u64| taken.checked_add(bytes).filter(|sum| *sum <= self.room.size);
        let taken = self.room.taken.fetch_update(Ordering::AcqRel, Ordering::Acquire, fits).is_ok();
        if taken {
            self.taken += bytes;
        }
        taken
    }

    /// The room that it is a share of.
    pub(super) fn room(&self) -> &Room {
        &self.room
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.room.taken.fetch_sub(self.taken, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_together_take_no_more_than_the_room_and_give_it_back() {
        let room = Arc::new(Room::new(100));
        let (mut one, mut other) = (Share::of(&room), Share::of(&room));
        assert!(one.take(60) && !other.take(41) && other.take(40) && !one.take(1));
        drop(one);
        assert!(other.take(60) && !other.take(u64::MAX));
        drop(other);
        assert!(Share::of(&room).take(100));
    }
}
