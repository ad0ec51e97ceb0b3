//! Who asks: the bearer token, compared by its hash.

use domain::{Reviewer, Timestamp, ports::KeepTokens, reviewer::BearerToken};
use http::{HeaderMap, StatusCode, header};
use runtime::problem::Problem;
use subtle::ConstantTimeEq;

fn unauthorised(code: &'static str, detail: &'static str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, code, detail)
}

/// The reviewer whose token the request carries.
pub(crate) async fn reviewer<T: KeepTokens>(
    store: &T,
    headers: &HeaderMap,
    now: Timestamp,
) -> Result<Reviewer, Problem> {
    let presented = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| {
            unauthorised("no-token", "send a reviewer token: Authorization: Bearer vigie_…")
        })?;
    let wrong = || unauthorised("wrong-token", "this token is not known here");
    let token = BearerToken::parse(presented).ok_or_else(wrong)?;
    let record = store.token(token.id()).await.map_err(|error| Problem::of_port(&error))?;
    let record = record.ok_or_else(wrong)?;
    let hash = data_encoding::HEXLOWER.encode(&token.hash());
    if !bool::from(hash.as_bytes().ct_eq(record.secret_hash.as_bytes())) {
        return Err(wrong());
    }
    if record.expires_at <= now {
        return Err(unauthorised("expired-token", "this token has run out; ask for a new one"));
    }
    Ok(Reviewer { id: record.id, name: record.name, role: record.role, spaces: record.spaces })
}
