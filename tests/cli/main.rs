//! The compiled program, as a person runs it from a terminal. A file per command.

mod import;
mod program;
