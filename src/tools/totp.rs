//! One-time codes of six digits that an app makes anew every thirty seconds (TOTP, RFC 6238, SHA-1). The time is handed in.

use data_encoding::BASE32_NOPAD;
use totp_rs::{Builder, Totp};

/// Random bytes of a secret: what RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;

/// The digits of a code.
pub const DIGITS: usize = 6;

/// The most characters of a name that an app shows.
const NAME_MAX: usize = 60;

/// The time step whose code this is, as long as it is this one, the one before or the one after. `now` is in seconds.
pub fn step_of(secret: &[u8], code: &str, now: i64) -> Option<i64> {
    let now = u64::try_from(now).ok()?;
    let step = of(secret, "", "")?.check(code, now)?;
    i64::try_from(step).ok()
}

/// The code of a moment, for tests and whoever plays the app.
pub fn code(secret: &[u8], now: i64) -> Option<String> {
    let now = u64::try_from(now).ok()?;
    Some(of(secret, "", "")?.generate(now).to_string())
}

/// The address that an app takes over, by way of a picture of it: whose login it is, and for which site.
pub fn address(secret: &[u8], account: &str, issuer: &str) -> Option<String> {
    of(secret, &named(account), &named(issuer))?.to_url().ok()
}

/// The secret for who types it: letters and digits in groups of four.
pub fn typed(secret: &[u8]) -> String {
    let letters = BASE32_NOPAD.encode(secret);
    let groups = letters.as_bytes().chunks(4).map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(" ")
}

/// A colon parts the two names in the address, so neither may have one.
fn named(name: &str) -> String {
    name.replace(':', " ").chars().take(NAME_MAX).collect()
}

fn of(secret: &[u8], account: &str, issuer: &str) -> Option<Totp> {
    let issuer = Some(issuer).filter(|issuer| !issuer.is_empty());
    Builder::new().with_secret(secret.to_vec()).with_account_name(account).with_issuer(issuer).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn the_codes_are_those_of_the_standard() {
        for (now, expected) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(code(SECRET, now).as_deref(), Some(expected));
            assert_eq!(step_of(SECRET, expected, now), Some(now / 30));
        }
    }

    #[test]
    fn a_code_holds_for_its_step_and_one_on_either_side() {
        let now = 1_490_606_100;
        let shown = code(SECRET, now).unwrap();
        for (later, is_taken) in [(-30, true), (-31, false), (0, true), (30, true), (59, true), (60, false)] {
            assert_eq!(step_of(SECRET, &shown, now + later).is_some(), is_taken, "{later}");
        }
        for wrong in ["", "12345", "1234567", "+12345", "12 456", "١٢٣٤٥٦"] {
            assert_eq!(step_of(SECRET, wrong, now), None, "{wrong}");
        }
        assert_eq!(step_of(SECRET, &shown, -5), None);
    }

    #[test]
    fn the_address_names_the_site_and_the_login_whatever_they_hold() {
        let address = address(SECRET, "ada@example.org", "Weather: permitting & more").unwrap();
        assert!(address.starts_with("otpauth://totp/"), "{address}");
        assert!(address.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{address}");
        assert!(address.contains("ada%40example.org") && !address.contains(' '), "{address}");
        assert!(super::address(SECRET, &"é".repeat(400), &"ü".repeat(400)).unwrap().len() < 1200);
    }

    #[test]
    fn the_secret_is_typed_in_groups_of_four() {
        assert_eq!(typed(SECRET), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }
}
