//! Browsers that somebody has logged in with before. Each has tries of its own at passwords and codes, so that strangers who
//! guess from many networks keep nobody out. It proves nothing else: whoever holds such a token still has to log in.

use crate::app::App;
use crate::model::ids::UserId;
use crate::tools::secrets;

/// How long a browser is known, in seconds: a year since its last login.
pub const LASTS_SECONDS: i64 = 365 * 24 * 60 * 60;

const PURPOSE: &str = "browser that somebody has logged in with";

/// What such a browser keeps in a cookie.
pub fn token(app: &App, user: UserId) -> String {
    let nonce = app.chance.identifier();
    let signature = secrets::sign(&app.settings().signing_secret, PURPOSE, &signed(user, &nonce));
    format!("{nonce}.{}", data_encoding::BASE64URL_NOPAD.encode(&signature))
}

/// What the tries of a browser are counted under, if this person has logged in with it.
pub(super) fn key(app: &App, user: UserId, token: Option<&str>) -> Option<Vec<u8>> {
    let (nonce, signature) = token?.split_once('.')?;
    let signature = data_encoding::BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
    let message = signed(user, nonce);
    let is_known = secrets::is_signed(&app.settings().signing_secret, PURPOSE, &message, &signature);
    is_known.then(|| secrets::hash(message))
}

fn signed(user: UserId, nonce: &str) -> String {
    format!("{user} {nonce}")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::{Chance, Clock, Place};
    use crate::store::Db;

    #[tokio::test]
    async fn a_browser_is_known_for_whom_it_logged_in_and_for_nobody_else() {
        let (_folder, db) = Db::scratch().await;
        let app = App::new(db, Clock::System, Chance::seeded(1), Arc::new(Place::default()));
        let (one, other) = (token(&app, UserId(1)), token(&app, UserId(1)));
        let known = key(&app, UserId(1), Some(&one)).unwrap();
        assert_ne!(Some(known), key(&app, UserId(1), Some(&other)), "each has tries of its own");
        assert_eq!(key(&app, UserId(2), Some(&one)), None);
        assert_eq!(key(&app, UserId(1), None), None);
        for forged in ["", ".", "x", &one[1..], &format!("{one}A"), &format!("0{one}")] {
            assert_eq!(key(&app, UserId(1), Some(forged)), None, "{forged}");
        }
    }
}
