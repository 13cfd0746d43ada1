//! What forms of settings have in common: choices that exclude each other, and what differs between two versions.

/// One of several that exclude each other.
pub struct Choice {
    pub value: &'static str,
    pub label: &'static str,
    pub is_chosen: bool,
}

/// A setting that somebody saved otherwise in the meantime.
pub struct Difference {
    pub name: &'static str,
    pub saved: String,
    pub typed: String,
}

pub fn choices<T: PartialEq + Copy, const N: usize>(
    chosen: T,
    offered: [(T, &'static str, &'static str); N],
) -> Vec<Choice> {
    let choice = |(of, value, label)| Choice { value, label, is_chosen: of == chosen };
    offered.into_iter().map(choice).collect()
}

/// What the chosen one is called.
pub fn label<T: PartialEq, const N: usize>(of: &T, offered: &[(T, &'static str, &'static str); N]) -> String {
    offered.iter().find(|(one, ..)| one == of).map(|(.., label)| (*label).to_owned()).unwrap_or_default()
}

/// The lines of two versions that are not the same.
pub fn differing<const N: usize>(
    saved: [(&'static str, String); N],
    typed: [(&'static str, String); N],
) -> Vec<Difference> {
    let pairs = saved.into_iter().zip(typed);
    pairs
        .filter(|((_, saved), (_, typed))| saved != typed)
        .map(|((name, saved), (_, typed))| Difference { name, saved, typed })
        .collect()
}
