//! What a form carries beside its words: the ticket of one preview, and the name of the trap. Nothing here is stored but
//! what is made of a ticket's nonce when it is spent.

use std::net::IpAddr;

use crate::app::App;
use crate::model::ids::PostId;
use crate::model::timestamp::Timestamp;
use crate::tools::secrets;

/// How long a ticket can be spent, in seconds.
const TICKET_LASTS: i64 = 24 * 60 * 60;

const TICKET: &str = "comment ticket";
const TRAP: &str = "comment trap";
const HIDDEN_TRAP: &str = "comment hidden trap";
const COMMENTER: &str = "commenter";
const NETWORK: &str = "network";

/// A new ticket: posts one comment under this post, once, within a day.
pub fn ticket(app: &App, post: PostId) -> String {
    write(&app.settings().signing_secret, &app.chance.identifier(), post, app.clock.now())
}

fn write(secret: &[u8], nonce: &str, post: PostId, issued: Timestamp) -> String {
    let message = format!("{nonce}.{post}.{}", issued.0);
    let signature = secrets::sign(secret, TICKET, &message);
    format!("{message}.{}", data_encoding::BASE64URL_NOPAD.encode(&signature))
}

/// A ticket that we issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticket<'a> {
    pub nonce: &'a str,
    pub issued: Timestamp,
}

/// A ticket that we issued for this post and that is not too old.
pub(super) fn read<'a>(secret: &[u8], ticket: &'a str, post: PostId, now: Timestamp) -> Option<Ticket<'a>> {
    let (message, signature) = ticket.rsplit_once('.')?;
    let signature = data_encoding::BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
    if !secrets::is_signed(secret, TICKET, message, &signature) {
        return None;
    }
    let mut parts = message.split('.');
    let (nonce, of_post, issued) = (parts.next()?, parts.next()?, parts.next()?);
    let issued = Timestamp(issued.parse().ok()?);
    let is_fresh = now <= issued.plus_seconds(TICKET_LASTS);
    (of_post == post.to_string() && is_fresh).then_some(Ticket { nonce, issued })
}

/// What is kept of a spent ticket: when it was issued, so that those of one moment lie side by side in the index, and
/// what its nonce hashes to. The nonce itself is not, since `commenter_token` is made of it.
pub(super) fn submission_key(ticket: Ticket<'_>) -> String {
    format!("{:012x}{}", ticket.issued.0.max(0), data_encoding::HEXLOWER.encode(&secrets::hash(ticket.nonce)))
}

/// The cookie of a new commenter: the same for the same ticket, so that a form sent twice answers the same twice.
pub(super) fn commenter_token(secret: &[u8], nonce: &str) -> String {
    data_encoding::BASE64URL_NOPAD.encode(&secrets::sign(secret, COMMENTER, nonce))
}

/// Stands for the network that an address is in: a /24, or a /64 of IPv6. The address can't be told from it.
pub(in crate::actions) fn network_hash(secret: &[u8], address: IpAddr) -> Vec<u8> {
    hash_of(secret, address, 64)
}

/// The same by a /48 of IPv6. One household may hold a whole /48, and could else report 65,536 times.
pub(in crate::actions) fn wide_network_hash(secret: &[u8], address: IpAddr) -> Vec<u8> {
    hash_of(secret, address, 48)
}

fn hash_of(secret: &[u8], address: IpAddr, bits: usize) -> Vec<u8> {
    let network = match address {
        IpAddr::V4(address) => {
            let [first, second, third, _] = address.octets();
            format!("{first}.{second}.{third}.0/24")
        }
        IpAddr::V6(address) => format!("{:x?}/{bits}", &address.segments()[..bits / 16]),
    };
    secrets::sign(secret, NETWORK, &network)
}

/// The name of the field that people do not see, another on each blog. Digits alone, so that no browser takes it for
/// something it could fill in.
pub fn trap_field(secret: &[u8]) -> String {
    trap_name(secret, TRAP)
}

/// The name of the field that nobody can fill by hand, nor a browser by itself: a hidden one. What fills it fills all.
pub fn hidden_trap_field(secret: &[u8]) -> String {
    trap_name(secret, HIDDEN_TRAP)
}

fn trap_name(secret: &[u8], purpose: &str) -> String {
    let digits =
        secrets::sign(secret, purpose, "").into_iter().take(8).map(|byte| char::from(b'0' + byte % 10));
    std::iter::once('x').chain(digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"secret";
    const NOW: Timestamp = Timestamp(1_000_000);

    #[test]
    fn a_ticket_is_good_for_its_post_for_a_day() {
        let ticket = write(SECRET, "nonce", PostId(12), NOW);
        assert_eq!(read(SECRET, &ticket, PostId(12), NOW), Some(Ticket { nonce: "nonce", issued: NOW }));
        assert_eq!(
            read(SECRET, &ticket, PostId(12), NOW.plus_seconds(TICKET_LASTS)).map(|ticket| ticket.nonce),
            Some("nonce")
        );
        assert_eq!(read(SECRET, &ticket, PostId(12), NOW.plus_seconds(TICKET_LASTS + 1)), None);
        assert_eq!(read(SECRET, &ticket, PostId(13), NOW), None);
        assert_eq!(read(b"other", &ticket, PostId(12), NOW), None);
    }

    #[test]
    fn an_edited_ticket_is_worth_nothing() {
        let ticket = write(SECRET, "nonce", PostId(12), NOW);
        for (from, to) in
            [("nonce", "nance"), (".12.", ".13."), (".1000000.", ".9000000."), (".12.", ".12.0.")]
        {
            let edited = ticket.replacen(from, to, 1);
            assert_ne!(edited, ticket);
            for post in [12, 13] {
                assert_eq!(read(SECRET, &edited, PostId(post), NOW), None, "{edited}");
            }
        }
        for nonsense in ["", ".", "...", "a.b.c.d", &ticket[..ticket.len() - 1], &"9".repeat(100_000)] {
            assert_eq!(read(SECRET, nonsense, PostId(12), NOW), None);
        }
    }

    #[test]
    fn a_network_is_a_24_or_a_64() {
        let hash = |address: &str| network_hash(SECRET, address.parse().unwrap());
        assert_eq!(hash("192.0.2.1"), hash("192.0.2.254"));
        assert_ne!(hash("192.0.2.1"), hash("192.0.3.1"));
        assert_eq!(hash("2001:db8:1:2::1"), hash("2001:db8:1:2:ffff::9"));
        assert_ne!(hash("2001:db8:1:2::1"), hash("2001:db8:1:3::1"));
        let wide = |address: &str| wide_network_hash(SECRET, address.parse().unwrap());
        assert_eq!(wide("192.0.2.1"), hash("192.0.2.254"));
        assert_eq!(wide("2001:db8:1:2::1"), wide("2001:db8:1:3::1"));
        assert_ne!(wide("2001:db8:1:2::1"), wide("2001:db8:2:2::1"));
        assert_ne!(network_hash(b"other", [192, 0, 2, 1].into()), hash("192.0.2.1"));
    }

    #[test]
    fn the_trap_has_a_name_that_nothing_fills_in() {
        let name = trap_field(SECRET);
        assert_eq!(name.len(), 9);
        assert!(name.starts_with('x') && name[1..].bytes().all(|byte| byte.is_ascii_digit()), "{name}");
        assert_ne!(name, trap_field(b"other"));
        assert_ne!(name, hidden_trap_field(SECRET));
    }
}
