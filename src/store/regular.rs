//! What may be opened: regular files, up to a size. In the place of a file somebody may have put a pipe that nobody
//! fills, a device without an end, or a link that leads elsewhere. Each of them is told, none is waited for.

use std::fs::{File, FileType, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use thiserror::Error;

/// Why what is there is not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Odd {
    /// A link, where only the file itself will do.
    #[error("it is a link, and links are not followed here")]
    Link,
    /// A folder on the way there is a link.
    #[error("a folder on the way to it is a link, and links are not followed there")]
    LinkOnTheWay,
    /// A folder.
    #[error("it is a folder, not a file")]
    Folder,
    /// A pipe with a name (FIFO).
    #[error("it is a pipe, not a file")]
    Pipe,
    /// A device, as `/dev/zero`.
    #[error("it is a device, not a file")]
    Device,
    /// A socket.
    #[error("it is a socket, not a file")]
    Socket,
    /// More bytes than such a file ever has; how many it may have.
    #[error("it is larger than {} MB, and no such file is", .0 >> 20)]
    Large(u64),
}

impl From<Odd> for io::Error {
    fn from(odd: Odd) -> Self {
        Self::new(io::ErrorKind::InvalidInput, odd)
    }
}

impl Odd {
    /// What an error says of it, where it says something of it.
    pub(super) fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }

    /// What something is that is no regular file.
    fn kind(kind: FileType) -> Option<Self> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::FileTypeExt;
            if kind.is_fifo() {
                return Some(Self::Pipe);
            }
            if kind.is_socket() {
                return Some(Self::Socket);
            }
        }
        match () {
            () if kind.is_file() => None,
            () if kind.is_symlink() => Some(Self::Link),
            () if kind.is_dir() => Some(Self::Folder),
            () => Some(Self::Device),
        }
    }
}

/// What a link in the place of a file means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Links {
    /// The file that it leads to.
    Followed,
    /// Nothing that orgscope put there.
    Refused,
}

/// Whether a regular file is there, or nothing.
pub(super) fn look(path: &Path, links: Links) -> io::Result<()> {
    let facts = match links {
        Links::Followed => path.metadata(),
        Links::Refused => path.symlink_metadata(),
    };
    match facts {
        Ok(facts) => Odd::kind(facts.file_type()).map_or(Ok(()), |odd| Err(odd.into())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Opens a regular file. It is looked at before, since to open a device may do something, and after, since another
/// one may have been put in its place meanwhile.
pub(super) fn open(path: &Path, links: Links, options: &mut OpenOptions) -> io::Result<File> {
    look(path, links)?;
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let no_link = if links == Links::Refused { OFlags::NOFOLLOW } else { OFlags::empty() };
        // A pipe is opened without waiting for its other end.
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY | no_link;
        std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    Odd::kind(file.metadata()?.file_type()).map_or(Ok(file), |odd| Err(odd.into()))
}

/// The whole of a regular file of `most` bytes at most, or `None` if there is none.
pub(super) fn read(path: &Path, links: Links, most: u64) -> io::Result<Option<Vec<u8>>> {
    let file = match open(path, links, OpenOptions::new().read(true)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    if file.metadata()?.len() <= most {
        file.take(most + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 <= most {
            return Ok(Some(bytes));
        }
    }
    Err(Odd::Large(most).into())
}

/// A pipe with a name, by the system's own program: not every system has the call in the library.
#[cfg(all(test, unix))]
pub(super) fn make_pipe(path: &Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().is_ok_and(|status| status.success()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn odd(path: &Path, links: Links) -> Option<Odd> {
        read(path, links, 1 << 20).err().and_then(|error| Odd::of(&error))
    }

    #[test]
    fn a_file_is_read_up_to_a_size_and_a_folder_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        assert_eq!(read(&path, Links::Refused, 3).unwrap(), None);
        std::fs::write(&path, "abc").unwrap();
        assert_eq!(read(&path, Links::Refused, 3).unwrap().unwrap(), b"abc");
        let large = read(&path, Links::Refused, 2).unwrap_err();
        assert_eq!(Odd::of(&large), Some(Odd::Large(2)));
        assert_eq!(odd(folder.path(), Links::Followed), Some(Odd::Folder));
        // It says that it is 1 TB, and has no blocks: nothing of that is read.
        #[cfg(unix)]
        {
            File::create(&path).unwrap().set_len(1 << 40).unwrap();
            assert_eq!(odd(&path, Links::Refused), Some(Odd::Large(1 << 20)));
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_told_and_not_waited_for() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        make_pipe(&at("pipe"));
        let _listens = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
        std::fs::write(at("file"), "x").unwrap();
        for (name, to) in [("to file", "file"), ("to pipe", "pipe"), ("to nothing", "nothing")] {
            symlink(at(to), at(name)).unwrap();
        }
        for (name, followed, refused) in [
            ("file", None, None),
            ("pipe", Some(Odd::Pipe), Some(Odd::Pipe)),
            ("socket", Some(Odd::Socket), Some(Odd::Socket)),
            ("to file", None, Some(Odd::Link)),
            ("to pipe", Some(Odd::Pipe), Some(Odd::Link)),
            ("to nothing", None, Some(Odd::Link)),
        ] {
            assert_eq!(odd(&at(name), Links::Followed), followed, "{name}");
            assert_eq!(odd(&at(name), Links::Refused), refused, "{name}");
        }
        assert_eq!(odd(Path::new("/dev/zero"), Links::Followed), Some(Odd::Device));
    }
}
