//! What is drawn beside a name: its first letter on one of a few quiet grounds, the same for the same name everywhere.
//! The stylesheet draws it, so nothing is fetched for it, from here or from elsewhere.

/// How many grounds the stylesheet has.
const GROUNDS: u32 = 8;

/// A drawing, as the stylesheet needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    pub letter: String,
    pub ground: u32,
}

impl Face {
    pub fn of(name: &str) -> Self {
        let letter = name.chars().find(|letter| letter.is_alphanumeric()).or(name.chars().next());
        // FNV-1a: names that differ in one letter are told apart, and no attacker gains anything from a likeness.
        let hash = name
            .to_lowercase()
            .bytes()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        Self {
            letter: letter.map(|letter| letter.to_uppercase().collect()).unwrap_or_default(),
            ground: (hash ^ hash >> 16) % GROUNDS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_has_the_first_letter_of_its_name_in_whatever_script() {
        for (name, letter) in [
            ("ada", "A"),
            ("“Łukasz”", "Ł"),
            ("נועה", "נ"),
            ("李明", "李"),
            ("☂", "☂"),
            ("7 of 9", "7"),
            ("", ""),
        ] {
            assert_eq!(Face::of(name).letter, letter, "{name}");
        }
    }

    #[test]
    fn a_name_has_one_face_and_names_have_many() {
        assert_eq!(Face::of("Ada"), Face::of("ADA"));
        let grounds: std::collections::BTreeSet<_> =
            ["Ada", "Ben", "Camelia", "Dov", "Emil", "Fay", "Gustav", "Hanne", "Ines", "Jo", "Kim", "Lena"]
                .map(|name| Face::of(name).ground)
                .into();
        assert!(grounds.len() >= 5 && grounds.iter().all(|ground| *ground < GROUNDS), "{grounds:?}");
    }
}
