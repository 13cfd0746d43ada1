//! E-mail addresses that can stand in a header and in an SMTP command without changing what stands around them.

use std::fmt;

use lettre::Address;

/// An address, perhaps with a name before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    pub(super) name: Option<String>,
    pub(super) address: Address,
}

/// Why something is no address that mail could be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not an address that mail can be sent to; it looks like name@example.org")]
pub struct AddressFault;

impl Mailbox {
    /// Takes the address alone.
    pub fn of(address: &str) -> Result<Self, AddressFault> {
        // A quoted local part may hold spaces and more; nobody's does, and what reads it later may be less careful.
        let is_plain = |letter: char| {
            !letter.is_whitespace() && !letter.is_control() && !"\"<>()[],;:\\".contains(letter)
        };
        if !address.chars().all(is_plain) || address.len() > 254 {
            return Err(AddressFault);
        }
        let address = address.parse().map_err(|_| AddressFault)?;
        Ok(Self { name: None, address })
    }

    /// Takes an address alone or `Name <address>`.
    pub fn parse(text: &str) -> Result<Self, AddressFault> {
        let text = text.trim();
        let Some((name, rest)) = text.split_once('<') else { return Self::of(text) };
        let address = rest.strip_suffix('>').ok_or(AddressFault)?;
        let name = name.trim().trim_matches('"').trim();
        if name.chars().any(char::is_control) {
            return Err(AddressFault);
        }
        Ok(Self::of(address.trim())?.or_named(name))
    }

    /// The same with a name, unless it has one.
    #[must_use]
    pub fn or_named(mut self, name: &str) -> Self {
        if self.name.is_none() {
            // Line ends and the like would be encoded, and help nobody.
            let name: String =
                name.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
            self.name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        }
        self
    }

    /// What stands behind the @.
    pub fn domain(&self) -> &str {
        self.address.domain()
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(out, "{name} <{}>", self.address),
            None => write!(out, "{}", self.address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stands_alone_or_behind_a_name() {
        assert_eq!(Mailbox::parse(" ada@example.org ").unwrap().to_string(), "ada@example.org");
        for text in ["Ada's Blog <ada@example.org>", "\"Ada's Blog\" < ada@example.org >"] {
            assert_eq!(Mailbox::parse(text).unwrap().to_string(), "Ada's Blog <ada@example.org>");
        }
        let named = Mailbox::of("ada@example.org").unwrap().or_named("Weir\r\nBcc: x");
        assert_eq!(named.to_string(), "Weir  Bcc: x <ada@example.org>");
        assert_eq!(named.or_named("Other").to_string(), "Weir  Bcc: x <ada@example.org>");
    }

    #[test]
    fn what_could_end_a_header_or_a_command_is_no_address() {
        for bad in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "ada@exa mple.org",
            "ada@example.org\r\nRCPT TO:<eve@example.org>",
            "ada@example.org\nBcc: eve@example.org",
            "\"a\r\nb\"@example.org",
            "\"a b\"@example.org",
            "ada@example.org>",
            "ada@example.org,eve@example.org",
            "ada\0@example.org",
            "ada@example.org\u{2028}",
            "ada@[127.0.0.1]",
        ] {
            assert_eq!(Mailbox::of(bad), Err(AddressFault), "{bad:?}");
        }
        for bad in ["Ada <ada@example.org", "Ada\r\nBcc: x <ada@example.org>", "<>", "Ada <a@b.org> x"] {
            assert_eq!(Mailbox::parse(bad), Err(AddressFault), "{bad:?}");
        }
        let long = format!("{}@example.org", "a".repeat(250));
        assert_eq!(Mailbox::of(&long), Err(AddressFault));
    }
}
