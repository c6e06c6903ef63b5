//! Describes as they came, one gzip file an object: line 1 is our header, the rest the answer's own bytes.
//! Written beside and renamed, so that readers never see half a file and two processes never spoil each
//! other's; removing the directory is the repair. What can't be read counts as not there.

use std::io::{Read, Write};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde::{Deserialize, Serialize};

use super::atomic::Lasting;
use super::error::{Result, file};
use super::names::is_plain_file as is_plain;
use super::own::Own;
use super::places::Places;

/// No describe is larger when inflated; what claims to be is not read further.
const MOST: u64 = 64 * 1024 * 1024;

/// What the server said of an answer, and when it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// `ETag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified`, to be sent back as `If-Modified-Since`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// When it came.
    pub fetched: jiff::Timestamp,
}

/// A describe from the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What the server said of it.
    pub header: Header,
    /// The answer's own bytes.
    pub body: Vec<u8>,
}

/// The describes of one org at one API version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribeCache {
    folder: Own,
}

impl DescribeCache {
    /// The cache of an org (`00D…`) at an API version (`64.0`). `None` if these could not name a
    /// directory.
    pub fn of(places: &Places, org_id: &str, api_version: &str) -> Option<Self> {
        let is_version = api_version.split('.').all(is_plain);
        (is_plain(org_id) && is_version).then(|| Self { folder: places.describe_dir(org_id, api_version) })
    }

    /// The describe of an object, where it is there and whole.
    pub fn load(&self, sobject: &str) -> Option<Kept> {
        unzip(&self.file_of(sobject)?.read(MOST).ok()??, MOST)
    }

    /// Keeps a describe. An object whose name could not name a file is not kept.
    pub fn save(&self, sobject: &str, header: &Header, body: &[u8]) -> Result<()> {
        let Some(path) = self.file_of(sobject) else { return Ok(()) };
        let zipped = zip(header, body).map_err(file("write", path.path()))?;
        path.write(&zipped, Lasting::No)
    }

    /// Takes the describe of an object away.
    pub fn forget(&self, sobject: &str) -> Result<()> {
        match self.file_of(sobject) {
            Some(path) => path.remove().map(|_| ()),
            None => Ok(()),
        }
    }

    /// The objects whose describes are kept, sorted.
    pub fn sobjects(&self) -> Result<Vec<String>> {
        let name = |file: String| file.strip_suffix(".json.gz").filter(|n| is_plain(n)).map(str::to_owned);
        let mut names: Vec<String> = self.folder.names()?.into_iter().filter_map(name).collect();
        names.sort_unstable();
        Ok(names)
    }

    fn file_of(&self, sobject: &str) -> Option<Own> {
        // The name comes from the org: one with a slash or dots in it must not lead out of the folder.
        is_plain(sobject).then(|| self.folder.join(format!("{sobject}.json.gz")))
    }
}

/// Takes away all that is cached of an org (`00D…`), at every API version.
pub fn clear(places: &Places, org_id: &str) -> Result<()> {
    if !is_plain(org_id) {
        return Ok(());
    }
    places.org_cache_dir(org_id).remove_all().map(|_| ())
}

/// What was zipped, where it is whole and no larger than `most`.
fn unzip(zipped: &[u8], most: u64) -> Option<Kept> {
    let mut bytes = Vec::new();
    // One byte more: what was cut at the limit is not whole.
    GzDecoder::new(zipped).take(most + 1).read_to_end(&mut bytes).ok()?;
    let end = memchr::memchr(b'\n', &bytes).filter(|_| bytes.len() as u64 <= most)?;
    let header = serde_json::from_slice(&bytes[..end]).ok()?;
    bytes.drain(..=end);
    Some(Kept { header, body: bytes })
}

/// Level 1: three times as fast to write as level 6 and a third larger; reading takes the same time.
fn zip(header: &Header, body: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    serde_json::to_writer(&mut out, header)?;
    out.write_all(b"\n")?;
    out.write_all(body)?;
    out.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache() -> (tempfile::TempDir, Places, DescribeCache) {
        let dir = tempfile::tempdir().unwrap();
        let places = Places::below(dir.path());
        let cache = DescribeCache::of(&places, "00D5g000008XyZaEAK", "64.0").unwrap();
        (dir, places, cache)
    }

    fn header() -> Header {
        Header {
            etag: None,
            last_modified: Some("Mon, 23 Nov 2026 10:00:00 GMT".into()),
            fetched: "2026-11-23T10:00:01Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_describe_comes_back_byte_for_byte() {
        let (_dir, places, cache) = cache();
        assert_eq!(cache.load("Account"), None);
        assert_eq!(cache.sobjects(), Ok(vec![]));
        let body = b"{\"name\" : \"Account\",\n \"n\":1e400,\"n\":\"\xff\"}\n";
        cache.save("Account", &header(), body).unwrap();
        cache.save("Acme__c", &header(), b"{}").unwrap();
        assert_eq!(cache.load("Account"), Some(Kept { header: header(), body: body.to_vec() }));
        assert_eq!(cache.sobjects(), Ok(vec!["Account".into(), "Acme__c".into()]));
        assert_eq!(DescribeCache::of(&places, "00D5g000008XyZaEAK", "63.0").unwrap().load("Account"), None);
        cache.forget("Account").unwrap();
        assert_eq!(cache.load("Account"), None);
        clear(&places, "00D5g000008XyZaEAK").unwrap();
        clear(&places, "00D5g000008XyZaEAK").unwrap();
        assert_eq!(cache.sobjects(), Ok(vec![]));
    }

    #[test]
    fn half_a_file_counts_as_not_there() {
        let (_dir, _, cache) = cache();
        cache.save("Account", &header(), &b"{\"fields\":[]}".repeat(100)).unwrap();
        let path = cache.file_of("Account").unwrap();
        let whole = std::fs::read(path.path()).unwrap();
        for cut in [0, 1, whole.len() / 2, whole.len() - 1] {
            std::fs::write(path.path(), &whole[..cut]).unwrap();
            assert_eq!(cache.load("Account"), None, "cut at {cut}");
        }
    }

    #[test]
    fn what_is_larger_than_the_limit_counts_as_not_there() {
        let body = [b' '; 1000];
        let zipped = zip(&header(), &body).unwrap();
        let size = serde_json::to_vec(&header()).unwrap().len() as u64 + 1 + body.len() as u64;
        assert_eq!(unzip(&zipped, size).map(|kept| kept.body), Some(body.to_vec()));
        assert_eq!(unzip(&zipped, size - 1), None, "half a describe is none");
    }

    #[test]
    fn names_from_the_org_never_lead_out_of_the_folder() {
        let (dir, places, cache) = cache();
        for name in ["../Account", "a/b", "", ".", "a b", "Ä", "Aux"] {
            cache.save(name, &header(), b"{}").unwrap();
            assert_eq!(cache.load(name), None);
            assert!(DescribeCache::of(&places, name, "64.0").is_none());
            assert!(DescribeCache::of(&places, "00D5g000008XyZaEAK", name).is_none());
        }
        assert!(!dir.path().join("cache").exists(), "nothing was written");
    }
}
