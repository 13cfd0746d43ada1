//! The fields of a form that people don't see: what fills them is a machine.

use crate::actions::comments::{hidden_trap_field, trap_field};

/// Printed by `partials/traps.html`.
pub struct Traps {
    pub field: String,
    pub hidden_field: String,
    /// What was put into one of them.
    pub filled: String,
}

impl Traps {
    pub fn new(secret: &[u8], filled: String) -> Self {
        let [field, hidden_field] = names(secret);
        Self { field, hidden_field, filled }
    }
}

/// What they are called on this blog.
pub fn names(secret: &[u8]) -> [String; 2] {
    [trap_field(secret), hidden_trap_field(secret)]
}

/// Looks whether a field is one of them, and keeps what was put into it. One that is filled stays so, whatever the other
/// holds.
pub fn take(names: &[String; 2], filled: &mut String, name: &str, value: String) {
    if filled.is_empty() && names.iter().any(|trap| trap == name) {
        *filled = value;
    }
}
