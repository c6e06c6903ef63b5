//! A file of certificate authorities to trust beside those of the system, and what people give in its place:
//! the same certificate in its binary form, a bundle of Windows, a key, a page.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::failure::{CaFault, ExtraHolds, Failure};
use super::tls::Certificate;

/// Certificate authorities to trust beside those of the system (`ORGSCOPE_CA_FILE`).
#[derive(Clone)]
pub struct ExtraCa {
    /// The file as named, for messages.
    pub file: String,
    /// Its content: one or more certificates in PEM.
    pub pem: Vec<u8>,
}

impl std::fmt::Debug for ExtraCa {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExtraCa").field("file", &self.file).field("bytes", &self.pem.len()).finish()
    }
}

/// `1.2.840.113549.1.7.2`, signed data of PKCS #7, as DER has it. (RFC 2315, 14.)
const SIGNED_DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// The version that every PKCS #12 file begins with. (RFC 7292, 4.)
const PKCS12_VERSION: &[u8] = &[0x02, 0x01, 0x03];

impl ExtraCa {
    /// The certificates in the file, or what is wrong with it.
    pub(super) fn roots(&self) -> Result<Vec<CertificateDer<'static>>, Failure> {
        read(&self.pem).map_err(|fault| self.fault(fault))
    }

    /// What is wrong with the file, where it can't be used.
    pub fn is_unusable(&self) -> Option<CaFault> {
        read(&self.pem).err()
    }

    /// The file can't be used.
    pub(super) fn fault(&self, fault: CaFault) -> Failure {
        Failure::CaFile { file: self.file.clone(), fault }
    }

    /// Whom the file holds.
    pub(super) fn holds(&self) -> ExtraHolds {
        let roots = self.roots().unwrap_or_default();
        let subjects = roots.iter().filter_map(|der| Certificate::parse(der)).map(|found| found.subject);
        ExtraHolds { file: self.file.clone(), subjects: subjects.collect() }
    }
}

fn read(bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, CaFault> {
    let pem = utf8(bytes);
    let roots = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| CaFault::Damaged(error.to_string()))?;
    if roots.is_empty() {
        return Err(instead(&pem));
    }
    match roots.iter().find(|der| Certificate::parse(der).is_none()) {
        Some(_) => Err(CaFault::Damaged("a block in it is no certificate".into())),
        None => Ok(roots),
    }
}

/// Text of Windows' own tools is UTF-16, with a byte order mark.
fn utf8(bytes: &[u8]) -> Vec<u8> {
    let units = |to_unit: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| to_unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect::<String>().into_bytes()
    };
    match bytes {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        _ => bytes.to_vec(),
    }
}

/// What a file without a certificate in PEM is.
fn instead(bytes: &[u8]) -> CaFault {
    let beginning = &bytes[..bytes.len().min(64)];
    let has = |what: &[u8]| beginning.windows(what.len()).any(|window| window == what);
    if bytes.trim_ascii().is_empty() {
        return CaFault::Empty;
    }
    // A sequence of DER with a length of two bytes, as everything of this size is.
    if bytes.starts_with(&[0x30, 0x82]) {
        if Certificate::parse(bytes).is_some() {
            return CaFault::Der;
        }
        if has(SIGNED_DATA) {
            return CaFault::Pkcs7 { is_der: true };
        }
        if has(PKCS12_VERSION) {
            return CaFault::Pkcs12;
        }
    }
    let holds = labels(&String::from_utf8_lossy(bytes));
    if holds.iter().any(|label| label == "PKCS7" || label == "CMS") {
        return CaFault::Pkcs7 { is_der: false };
    }
    CaFault::NoCertificate { holds }
}

/// The labels of the blocks of a PEM file: `-----BEGIN PRIVATE KEY-----`.
fn labels(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for label in
        text.lines().filter_map(|line| line.trim().strip_prefix("-----BEGIN ")?.strip_suffix("-----"))
    {
        if found.len() < 4 && !found.iter().any(|known| known == label) {
            found.push(label.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate() -> (String, Vec<u8>) {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(rcgen::DnType::CommonName, "Acme Root");
        let made = params.self_signed(&key).unwrap();
        (made.pem(), made.der().to_vec())
    }

    #[test]
    fn certificates_are_read_as_files_hold_them() {
        let (pem, _) = certificate();
        let utf16 = |text: &str| {
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
        };
        for (bytes, count) in [
            (pem.clone().into_bytes(), 1),
            (format!("{pem}{pem}").into_bytes(), 2),
            (pem.replace('\n', "\r\n").into_bytes(), 1),
            (format!("\u{feff}Acme Root\n=========\n{pem}").into_bytes(), 1),
            (format!("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n{pem}").into_bytes(), 1),
            (utf16(&pem), 1),
        ] {
            assert_eq!(read(&bytes).map(|roots| roots.len()), Ok(count));
        }
        let ca = ExtraCa { file: "ca.pem".into(), pem: pem.into_bytes() };
        let holds = ca.holds();
        assert_eq!((holds.file.as_str(), holds.subjects.len()), ("ca.pem", 1));
        assert!(holds.subjects[0].contains("Acme Root"));
    }

    #[test]
    fn what_is_given_in_its_place_is_named() {
        let (pem, der) = certificate();
        let pkcs7 = [&[0x30, 0x82, 0x05, 0x00], SIGNED_DATA, &[0; 40]].concat();
        let pkcs12 = [&[0x30, 0x82, 0x05, 0x00], PKCS12_VERSION, &[0x30, 0x82]].concat();
        let key = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n";
        let holds = |labels: &[&str]| CaFault::NoCertificate {
            holds: labels.iter().map(|label| (*label).to_owned()).collect(),
        };
        for (bytes, fault) in [
            (Vec::new(), CaFault::Empty),
            (b" \n".to_vec(), CaFault::Empty),
            (der, CaFault::Der),
            (pkcs7, CaFault::Pkcs7 { is_der: true }),
            (pkcs12, CaFault::Pkcs12),
            (
                b"-----BEGIN PKCS7-----\nMAA=\n-----END PKCS7-----\n".to_vec(),
                CaFault::Pkcs7 { is_der: false },
            ),
            (key.into(), holds(&["PRIVATE KEY"])),
            (b"<html><title>Not found</title></html>".to_vec(), holds(&[])),
            (b"nothing".to_vec(), holds(&[])),
        ] {
            assert_eq!(read(&bytes), Err(fault.clone()), "{fault:?}");
        }
        let cut = pem.lines().take(4).collect::<Vec<_>>().join("\n");
        let swapped = pem.replace("MII", "AII");
        for damaged in [cut, swapped] {
            assert!(matches!(read(damaged.as_bytes()), Err(CaFault::Damaged(_))), "{damaged}");
        }
    }
}
