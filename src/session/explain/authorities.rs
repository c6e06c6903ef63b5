//! The file of certificate authorities that ORGSCOPE_CA_FILE names: why it can't be used, or why it does not help.

use super::Known;
use super::seen::clean;
use crate::client::failure::{CaFault, ExtraHolds, TlsFault};
use crate::salesforce::catalogue::transport;
use crate::trouble::{Step, Trouble};

/// Names that are listed before the rest is counted.
const NAMED: usize = 3;

/// The file can't be used.
pub(super) fn unusable(file: &str, fault: &CaFault, known: &Known) -> Trouble {
    let mut trouble = transport::CA_FILE_UNUSABLE.trouble(&known.names(None));
    let file = clean(file);
    let openssl = |how: &str| {
        let (from, to) = (quoted(&file), quoted(&format!("{file}.pem")));
        let command = format!("openssl {how} -in {from} -out {to}");
        Step::Run(command, format!("converts it; then name {to} in ORGSCOPE_CA_FILE"))
    };
    let (what, step) = match fault {
        CaFault::Empty => ("is empty".to_owned(), None),
        CaFault::Der => (
            "is a certificate in its binary form (DER), and text (PEM) is needed".to_owned(),
            Some(openssl("x509 -inform der")),
        ),
        CaFault::Pkcs7 { is_der } => (
            "is a bundle in PKCS #7 (.p7b), and PEM is needed".to_owned(),
            Some(openssl(if *is_der { "pkcs7 -print_certs -inform der" } else { "pkcs7 -print_certs" })),
        ),
        CaFault::Pkcs12 => (
            "is a bundle with a private key (PKCS #12, .pfx), and certificates alone (PEM) are needed"
                .to_owned(),
            Some(openssl("pkcs12 -nokeys")),
        ),
        CaFault::NoCertificate { holds } if !holds.is_empty() => {
            (format!("holds no certificate in PEM, but {}", clean(&holds.join(", "))), None)
        }
        CaFault::NoCertificate { .. } => {
            ("holds no certificate in PEM (-----BEGIN CERTIFICATE-----)".to_owned(), None)
        }
        CaFault::Damaged(said) => (format!("holds a damaged certificate: {}", clean(said)), None),
    };
    trouble.what = format!("{file}, which ORGSCOPE_CA_FILE names, {what}.");
    if let Some(step) = step {
        trouble.begin_with(step);
    }
    trouble
}

fn quoted(file: &str) -> String {
    if file.contains(char::is_whitespace) { format!("\"{file}\"") } else { file.to_owned() }
}

/// The issuer of a host's certificate is not trusted, or is known by another key.
pub(super) fn not_trusted(fault: &TlsFault, host: &str, known: &Known) -> Option<Trouble> {
    let (what, extra) = match fault {
        TlsFault::UnknownIssuer { issuer, extra } => {
            let issuer = clean(issuer);
            (
                format!(
                    "The certificate of {host} was issued by “{issuer}”, which this machine does not trust"
                ),
                extra
                    .as_ref()
                    .map(|extra| format!("; ORGSCOPE_CA_FILE names {}, not this issuer", holds(extra))),
            )
        }
        TlsFault::OtherKey { issuer, extra } => {
            let issuer = clean(issuer);
            (
                format!(
                    "The certificate of {host} names “{issuer}” as its issuer, and was signed with another key than the one that this machine trusts by that name"
                ),
                extra
                    .as_ref()
                    .map(|extra| format!("; ORGSCOPE_CA_FILE names {}, perhaps a former one", holds(extra))),
            )
        }
        _ => return None,
    };
    let mut trouble = transport::TLS_INTERCEPTED.trouble(&known.names(Some(host)));
    trouble.what = format!("{what}{}.", extra.unwrap_or_default());
    Some(trouble)
}

/// `ca.pem, which holds “CN=Acme Root”`
fn holds(extra: &ExtraHolds) -> String {
    let mut named: Vec<String> =
        extra.subjects.iter().take(NAMED).map(|subject| format!("“{}”", clean(subject))).collect();
    if extra.subjects.len() > NAMED {
        named.push(format!("{} more", extra.subjects.len() - NAMED));
    }
    format!("{}, which holds {}", clean(&extra.file), named.join(", "))
}
