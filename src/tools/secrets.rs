//! Tokens, their hashes and signatures. Passwords are in `passwords`.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// A random token as it stands in a cookie or link.
pub fn token(random: [u8; 32]) -> String {
    BASE64URL_NOPAD.encode(&random)
}

/// What is stored in place of a token: whoever reads the database can't use it.
pub fn hash(token: impl AsRef<[u8]>) -> Vec<u8> {
    Sha256::digest(token.as_ref()).to_vec()
}

/// Signs a message for one purpose (HMAC-SHA-256); a signature for one purpose is worth nothing for another.
pub fn sign(secret: &[u8], purpose: &str, message: &str) -> Vec<u8> {
    mac(secret, purpose, message).finalize().into_bytes().to_vec()
}

/// Was this signed by `sign` with the same secret and purpose? Takes the same time for every wrong signature.
pub fn is_signed(secret: &[u8], purpose: &str, message: &str, signature: &[u8]) -> bool {
    mac(secret, purpose, message).verify_slice(signature).is_ok()
}

fn mac(secret: &[u8], purpose: &str, message: &str) -> Hmac<Sha256> {
    // HMAC itself pads a key with zeros to a whole block; hashing the secret first makes every length fit.
    let mut key = [0; 64];
    key[..32].copy_from_slice(&Sha256::digest(secret));
    let mut mac = Hmac::<Sha256>::new(&key.into());
    mac.update(purpose.as_bytes());
    mac.update(&[0]);
    mac.update(message.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_secret_purpose_and_message_only() {
        let signature = sign(b"secret", "preview", "12");
        assert!(is_signed(b"secret", "preview", "12", &signature));
        assert!(!is_signed(b"secret", "preview", "13", &signature));
        assert!(!is_signed(b"secret", "setup", "12", &signature));
        assert!(!is_signed(b"other", "preview", "12", &signature));
        assert!(!is_signed(b"secret", "preview", "12", &signature[..31]));
        assert!(!is_signed(b"secret", "previe", "w\u{0}12", &signature));
    }

    #[test]
    fn a_token_is_not_its_hash() {
        let token = token([7; 32]);
        assert_eq!(token.len(), 43);
        assert_eq!(hash(&token).len(), 32);
    }
}
