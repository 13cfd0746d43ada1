//! The compiled program, as a person runs it: arguments, standard streams and exit codes. A file per noun.

mod program;
mod serving;
mod users;
//! The compiled program, as a person runs it from a terminal. A file per command.

mod import;
mod program;
