//! `X-Coral-Signature`: one signature per active secret, in a comma list. The secret's text is the key, prefix and all.

use http::{HeaderMap, HeaderName};

use crate::{KeyringProblem, Refusal, Secret, signature, signature::Claim};

const SIGNATURE: &str = "x-coral-signature";

/// What the header claims. Sent twice, it is one list in two parts, as HTTP has it.
pub(super) fn claim(headers: &HeaderMap) -> Result<Claim, Refusal> {
    let mut signatures = Vec::new();
    let mut present = false;
    for value in headers.get_all(SIGNATURE) {
        present = true;
        let list = value.to_str().map_err(|_| Refusal::MalformedHeader(SIGNATURE))?;
        signatures.extend(list.split(',').filter_map(|one| signature::sha256_hex(one.trim())));
    }
    match (present, signatures.is_empty()) {
        (false, _) => Err(Refusal::MissingSignature),
        (true, true) => Err(Refusal::MalformedHeader(SIGNATURE)),
        (true, false) => Ok(Claim { key: signature::whole_text, prefix: Vec::new(), signatures }),
    }
}

/// The header of a delivery under one secret.
pub(super) fn sign(body: &[u8], secret: &Secret) -> Result<HeaderMap, KeyringProblem> {
    signature::sha256_header(HeaderName::from_static(SIGNATURE), body, secret)
}
