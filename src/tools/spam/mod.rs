//! Tells spam from comments by what people decided about others before, and says why. Pure arithmetic: nothing is asked
//! of anybody, and a comment costs microseconds.

mod evaluation;
mod learner;
mod signs;

pub use evaluation::{Evaluation, Recall, evaluate};
pub use learner::Learner;
pub use signs::Said;

/// What somebody wrote, and what it turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    pub said: Said,
    pub is_spam: bool,
}

/// What every new blog knows: comments that were written for this, in the manner of those that blogs get.
const BEGINNING: &str = include_str!("beginning.csv");

#[derive(serde::Deserialize)]
struct Row {
    #[serde(default)]
    author: String,
    text: String,
    spam: String,
}

/// Why a file of examples can't be learnt from.
#[derive(Debug, thiserror::Error)]
pub enum ExamplesFault {
    #[error("This is not CSV in UTF-8 with the columns author, text and spam.")]
    NotCsv(#[from] csv::Error),
    #[error("In comment {number} spam is “{found}”; it has to be 1 or 0.")]
    NotALabel { number: usize, found: String },
}

/// What a blog starts with.
pub fn beginning() -> Result<Vec<Example>, ExamplesFault> {
    examples(BEGINNING.as_bytes())
}

/// Reads CSV (RFC 4180) whose first line names the columns `author`, `text` and `spam`, in any order and among others.
/// Spam is said by 1, true, yes or spam, a wanted comment by 0, false, no or ham.
pub fn examples(file: impl std::io::Read) -> Result<Vec<Example>, ExamplesFault> {
    let mut reader = csv::Reader::from_reader(file);
    let rows = reader.deserialize().zip(1..);
    let example = |(row, number): (Result<Row, csv::Error>, usize)| {
        let Row { author, text, spam } = row?;
        let is_spam = match spam.trim().to_lowercase().as_str() {
            "1" | "true" | "yes" | "spam" => true,
            "0" | "false" | "no" | "ham" => false,
            _ => return Err(ExamplesFault::NotALabel { number, found: spam }),
        };
        Ok(Example { said: Said { author, text }, is_spam })
    };
    rows.map(example).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_blog_starts_with_can_be_read_and_holds_both_kinds() {
        let known = beginning().unwrap();
        let spam = known.iter().filter(|example| example.is_spam).count();
        assert!(spam > 50 && known.len() - spam > 50, "{spam} of {}", known.len());
    }

    #[test]
    fn what_is_no_list_of_examples_is_refused_in_words() {
        let fault = |file: &str| examples(file.as_bytes()).unwrap_err().to_string();
        assert!(fault("author,text\na,b\n").contains("columns"));
        assert!(fault("author,text,spam\na,b,maybe\n").contains("comment 1"));
        assert!(fault("author,text,spam\na\n").contains("CSV"));
        let read = examples("id,spam,text,author\n7,SPAM,\"a, b\",Jo\n8,0,,\n".as_bytes()).unwrap();
        assert_eq!((read[0].said.text.as_str(), read[0].is_spam, read[1].is_spam), ("a, b", true, false));
    }
}
