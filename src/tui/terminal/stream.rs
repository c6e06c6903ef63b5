//! The stream that frames are written to.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Out;

/// Whole frames reach the terminal in few pieces. Once the program leaves, what can't be written is nobody's trouble:
/// ratatui would tell it on a standard error that may be gone as well, which ends in a panic.
struct Stream {
    to: BufWriter<Box<dyn Write + Send>>,
    leaves: Arc<AtomicBool>,
}

/// Opens it; `leaves` is set when the program leaves.
pub(super) fn open(out: Out, leaves: &Arc<AtomicBool>) -> Box<dyn Write + Send> {
    Box::new(Stream { to: BufWriter::with_capacity(64 * 1024, out()), leaves: Arc::clone(leaves) })
}

impl Stream {
    fn passed<T>(&self, done: io::Result<T>, otherwise: T) -> io::Result<T> {
        done.or_else(|error| if self.leaves.load(Ordering::SeqCst) { Ok(otherwise) } else { Err(error) })
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = self.to.write(bytes);
        self.passed(done, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.to.flush();
        self.passed(done, ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_terminal_that_is_gone_fails_a_frame_and_not_the_end() {
        let leaves = Arc::default();
        let mut stream = open(|| Box::new(Gone), &leaves);
        assert!(stream.write_all(b"a frame").and_then(|()| stream.flush()).is_err());
        leaves.store(true, Ordering::SeqCst);
        assert!(stream.write_all(b"the cursor").and_then(|()| stream.flush()).is_ok());
    }
}
