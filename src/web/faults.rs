//! What is wrong with a field that a reader filled in, said in their language.

use crate::model::words::Fault;
use crate::tools::language::Language;

pub fn told(words: &Language, fault: Fault) -> String {
    match fault {
        Fault::Empty => words.text("fault-empty").into_owned(),
        Fault::TooLong(characters) => words.count("fault-too-long", &count(characters)),
        Fault::TooShort(characters) => words.count("fault-too-short", &count(characters)),
        Fault::NotAnEmail => words.text("fault-not-an-email").into_owned(),
        Fault::NotAWebsite => words.text("fault-not-a-website").into_owned(),
        Fault::NotALanguage => words.text("fault-not-a-language").into_owned(),
        Fault::ControlCharacters => words.text("fault-control-characters").into_owned(),
    }
}

fn count(characters: usize) -> i64 {
    i64::try_from(characters).unwrap_or(i64::MAX)
}
