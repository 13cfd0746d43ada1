//! The second factor of a login: setting it up, its recovery codes, turning it off. Asking for it is in `sessions`.

use super::complaints::{Complaint, Complaints};
use super::standing::allowed;
use super::users::people;
use super::users::{self as accounts, prove};
use crate::app::App;
use crate::model::ids::{SessionId, UserId};
use crate::model::key::Keys;
use crate::model::timestamp::Timestamp;
use crate::model::user::{Deed, User};
use crate::store::second_factors::SecondFactor;
use crate::store::{Source, StoreError, Unit, audit, second_factors, sessions, users};
use crate::tools::{secrets, totp};

/// How many recovery codes somebody gets.
pub const RECOVERY_CODES: usize = 10;

/// So long a secret that was made can be confirmed: a quarter of an hour.
const SET_UP_WITHIN_SECONDS: i64 = 15 * 60;

/// Why nothing was changed about a second factor.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("There is a second factor already. Turn it off before you set up another.")]
    On,
    #[error("There is no second factor.")]
    Off,
    #[error("This is your own. Turn it off at your account: that takes your password and a code.")]
    OnesOwn,
    #[error("Nobody logs in with this e-mail address. `postil user list` shows who does.")]
    Unknown,
    #[error(transparent)]
    Account(#[from] accounts::Refusal),
    #[error(transparent)]
    Person(#[from] people::Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal {
    fn field(field: &'static str, complaint: Complaint) -> Self {
        Self::Account(Complaints::of(field, complaint).into())
    }
}

/// What is to be shown of a second factor that is being set up, and at no other time.
pub struct SettingUp {
    /// For an app that reads a picture.
    pub address: String,
    /// For who types it.
    pub secret: String,
}

/// Where somebody stands with their second factor.
pub enum Standing {
    Off,
    SettingUp(SettingUp),
    On { codes_left: i64 },
}

/// Where somebody stands, for them alone.
pub async fn standing(app: &App, of: &User) -> Result<Standing, StoreError> {
    let mut db = app.db.reader().await?;
    let Some(stored) = second_factors::of_user(&mut db, of.id).await? else { return Ok(Standing::Off) };
    if stored.is_confirmed {
        return Ok(Standing::On { codes_left: second_factors::codes_left(&mut db, of.id).await? });
    }
    if has_run_out(&stored, app.clock.now()) {
        return Ok(Standing::Off);
    }
    let account = of.email.as_deref().unwrap_or(&of.name);
    let address = totp::address(&stored.secret, account, &app.settings().title).unwrap_or_default();
    Ok(Standing::SettingUp(SettingUp { address, secret: totp::typed(&stored.secret) }))
}

/// Was it begun too long ago to be confirmed? Who began it may be somebody else than who comes now.
fn has_run_out(begun: &SecondFactor, now: Timestamp) -> bool {
    !begun.is_confirmed && now > begun.created_at.plus_seconds(SET_UP_WITHIN_SECONDS)
}

/// Makes a secret, which is asked for once a code of it was typed. Takes the password: whoever finds a browser open could
/// otherwise lock its owner out.
pub async fn begin(app: &App, by: &User, password: String) -> Result<(), Refusal> {
    let proven = prove(app, by, "password", password).await?;
    let (by, now) = (by.id, app.clock.now());
    let secret = app.chance.bytes::<{ totp::SECRET_BYTES }>();
    app.db
        .write(move |unit| {
            Box::pin(async move {
                proven.still_holds(unit).await?;
                let is_begun = second_factors::begin(unit, by, &secret, now).await?;
                if is_begun { Ok(((), Keys::none())) } else { Err(Refusal::On) }
            })
        })
        .await
}

/// Gives up what was begun and not confirmed.
pub async fn give_up(app: &App, by: &User) -> Result<(), Refusal> {
    let by = by.id;
    app.db
        .write(move |unit| {
            Box::pin(async move {
                match second_factors::of_user(unit, by).await? {
                    Some(stored) if stored.is_confirmed => Err(Refusal::On),
                    _ => {
                        second_factors::remove(unit, by).await?;
                        Ok(((), Keys::none()))
                    }
                }
            })
        })
        .await
}

/// Turns it on with a code that shows that the app has the secret, and ends all other sessions, which were begun without
/// it. Answers the recovery codes: they are told this once.
pub async fn confirm(app: &App, by: &User, this: SessionId, code: &str) -> Result<Vec<String>, Refusal> {
    let (by, now, code) = (by.id, app.clock.now(), typed(code));
    let codes = new_codes(app);
    let hashes = hashes(&codes);
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by, Deed::KeepAccount).await?.ok_or(accounts::Refusal::Deactivated)?;
                let stored = second_factors::of_user(unit, by).await?.ok_or(Refusal::Off)?;
                if stored.is_confirmed {
                    return Err(Refusal::On);
                }
                if has_run_out(&stored, now) {
                    return Err(Refusal::Off);
                }
                let step = totp::step_of(&stored.secret, &code, seconds(now))
                    .ok_or_else(|| Refusal::field("code", Complaint::WrongCode))?;
                second_factors::confirm(unit, by, step).await?;
                second_factors::replace_codes(unit, by, &hashes, now).await?;
                sessions::end_all(unit, by, Some(this)).await?;
                audit::record(unit, now, Some(by), "second_factor_on", "user", by.0, None, None).await?;
                Ok(((), Keys::none()))
            })
        })
        .await?;
    Ok(codes)
}

/// Makes the recovery codes anew, with the password and a code; those before are worth nothing from then on. They are told
/// this once. With the password alone, who has read it could give themselves what the second factor is to keep from them.
pub async fn renew_codes(app: &App, by: &User, password: String, code: &str) -> Result<Vec<String>, Refusal> {
    let proven = prove(app, by, "password", password).await?;
    let (by, now, code) = (by.id, app.clock.now(), typed(code));
    app.place.codes.0.admit(&by.0.to_be_bytes(), now.0).map_err(accounts::Refusal::TooMany)?;
    let codes = new_codes(app);
    let hashes = hashes(&codes);
    app.db
        .write(move |unit| {
            Box::pin(async move {
                proven.still_holds(unit).await?;
                take_code(unit, by, &code, "proof", now).await?;
                second_factors::replace_codes(unit, by, &hashes, now).await?;
                audit::record(unit, now, Some(by), "renew_recovery_codes", "user", by.0, None, None).await?;
                Ok::<_, Refusal>(((), Keys::none()))
            })
        })
        .await?;
    Ok(codes)
}

/// Turns one's own off, with the password and a code.
pub async fn turn_off(app: &App, by: &User, password: String, code: &str) -> Result<(), Refusal> {
    let proven = prove(app, by, "present", password).await?;
    let (by, now, code) = (by.id, app.clock.now(), typed(code));
    app.place.codes.0.admit(&by.0.to_be_bytes(), now.0).map_err(accounts::Refusal::TooMany)?;
    app.db
        .write(move |unit| {
            Box::pin(async move {
                proven.still_holds(unit).await?;
                take_code(unit, by, &code, "code", now).await?;
                remove(unit, Some(by), by, now).await?;
                Ok(((), Keys::none()))
            })
        })
        .await
}

/// Takes a code of one's own second factor, or refuses with a complaint about the field it was typed into.
async fn take_code(
    unit: &mut Unit,
    by: UserId,
    code: &str,
    field: &'static str,
    now: Timestamp,
) -> Result<(), Refusal> {
    if !is_on(unit, by).await? {
        return Err(Refusal::Off);
    }
    match spend(unit, by, code, now).await? {
        Proof::None => Err(Refusal::field(field, Complaint::WrongCode)),
        Proof::Spent => Err(Refusal::field(field, Complaint::SpentCode)),
        Proof::App | Proof::Recovery => Ok(()),
    }
}

/// Turns somebody's off who has lost it, for whoever may manage people.
pub async fn turn_off_for(app: &App, by: &User, user: UserId) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    if by == user {
        return Err(Refusal::OnesOwn);
    }
    app.db
        .write(move |unit| {
            Box::pin(async move {
                people::manager(unit, by).await?;
                remove(unit, Some(by), user, now).await?;
                Ok(((), Keys::none()))
            })
        })
        .await
}

/// The same on the terminal, by whoever has the data folder.
pub async fn turn_off_by_email(app: &App, email: &str) -> Result<(), Refusal> {
    let (email, now) = (email.trim().to_lowercase(), app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let user = users::by_email(unit, &email).await?.ok_or(Refusal::Unknown)?;
                remove(unit, None, user.id, now).await?;
                Ok(((), Keys::none()))
            })
        })
        .await
}

async fn remove(unit: &mut Unit, by: Option<UserId>, user: UserId, now: Timestamp) -> Result<(), Refusal> {
    if !second_factors::remove(unit, user).await? {
        return Err(Refusal::Off);
    }
    audit::record(unit, now, by, "second_factor_off", "user", user.0, None, None).await?;
    Ok(())
}

pub(super) async fn is_on(db: &mut impl Source, user: UserId) -> Result<bool, StoreError> {
    Ok(second_factors::of_user(db, user).await?.is_some_and(|stored| stored.is_confirmed))
}

/// What a code is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// It is no code of theirs.
    None,
    /// It was one, and was used already.
    Spent,
    /// The app's code of this moment.
    App,
    /// One of the recovery codes.
    Recovery,
}

/// Looks what a code is worth, and takes it: it is worth nothing afterwards. `code` is as `typed` makes it.
pub(super) async fn spend(
    unit: &mut Unit,
    user: UserId,
    code: &str,
    now: Timestamp,
) -> Result<Proof, StoreError> {
    if code.len() != totp::DIGITS {
        let is_theirs = second_factors::spend_code(unit, user, &secrets::hash(code)).await?;
        return Ok(if is_theirs { Proof::Recovery } else { Proof::None });
    }
    let stored = second_factors::of_user(unit, user).await?.filter(|stored| stored.is_confirmed);
    let Some(step) = stored.and_then(|stored| totp::step_of(&stored.secret, code, seconds(now))) else {
        return Ok(Proof::None);
    };
    let is_new = second_factors::spend_step(unit, user, step).await?;
    Ok(if is_new { Proof::App } else { Proof::Spent })
}

/// A code as people type it, without what parts its groups and with letters of one kind.
pub(super) fn typed(code: &str) -> String {
    let kept = code.chars().filter(|letter| !letter.is_whitespace() && *letter != '-');
    kept.map(|letter| letter.to_ascii_uppercase()).take(64).collect()
}

/// Sixteen letters and digits each: eighty random bits, in groups of four.
fn new_codes(app: &App) -> Vec<String> {
    (0..RECOVERY_CODES)
        .map(|_| {
            let letters = data_encoding::BASE32_NOPAD.encode(&app.chance.bytes::<10>());
            let groups: Vec<_> = letters.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
            groups.join("-")
        })
        .collect()
}

fn hashes(codes: &[String]) -> Vec<Vec<u8>> {
    codes.iter().map(|code| secrets::hash(typed(code))).collect()
}

fn seconds(at: Timestamp) -> i64 {
    at.0.div_euclid(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_parted() {
        assert_eq!(typed(" 123 456\n"), "123456");
        assert_eq!(typed("abcd-EFGH-ijkl-2345"), "ABCDEFGHIJKL2345");
        assert_eq!(typed(&"x".repeat(1000)).len(), 64);
    }
}
