//! Writes a made-up Blogger backup of any size, for trying and timing the import:
//! `cargo run --release --example blogger_backup -- FILE POSTS COMMENTS` (a `.atom` is written as Takeout would).

#[path = "../tests/support/blogger_backup.rs"]
mod backup;

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::process::ExitCode;

use backup::Wish;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, posts, comments] = arguments.as_slice() else {
        eprintln!("Give a file, a number of posts and a number of comments: big.xml 10000 100000");
        return ExitCode::FAILURE;
    };
    let (Ok(posts), Ok(comments)) = (posts.parse(), comments.parse()) else {
        eprintln!("The second and the third are numbers: big.xml 10000 100000");
        return ExitCode::FAILURE;
    };
    match write(file, &Wish { seed: 1, posts, comments, has_damage: true }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{file} can't be written: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(file: &str, wish: &Wish) -> io::Result<()> {
    let truth = backup::make(wish);
    let mut out = BufWriter::new(File::create(file)?);
    if std::path::Path::new(file).extension().is_some_and(|extension| extension == "atom") {
        truth.write_takeout(&mut out)?;
    } else {
        truth.write_classic(&mut out)?;
    }
    out.flush()
}
