//! The compiled program, as a person runs it: arguments, standard streams and exit codes. A file per noun.
#![cfg(test)]

mod import;
mod program;
mod rebuild;
mod seed;
mod serving;
mod spam;
mod uploading;
mod users;
