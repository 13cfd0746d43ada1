//! Writes a made-up Blogger backup of any size, for trying and timing the import:
//! `cargo run --release --example blogger_backup -- FILE POSTS COMMENTS` (`.atom` and `.zip` as Takeout would).

#[path = "../tests/support/blogger_backup.rs"]
mod backup;

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::process::ExitCode;

use backup::{Form, Wish};

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
    match Path::new(file).extension().and_then(OsStr::to_str) {
        Some("zip") => backup::write_zip(&[("Made up", &truth)], &mut out)?,
        Some("atom") => truth.write_takeout(&mut out)?,
        _ => truth.write_classic(&mut out)?,
    }
    out.flush()?;
    let (posts, comments) = (truth.posts_in(Form::Takeout).count(), truth.comments_with_post().count());
    println!("{file} holds {posts} posts and pages and {comments} comments on them.");
    Ok(())
}
