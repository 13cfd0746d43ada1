//! Reads the file on a thread of its own and hands over small pieces: all posts first, then the comments by time.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::chronology;
use crate::transfer::import::blogger::Backup;
use crate::transfer::import::source::{Refused, SourceComment, SourceItem, SourcePost};

/// A piece ends when it holds this many posts, or this much of their text.
const POSTS: usize = 50;
const BYTES: usize = 512 * 1024;
const COMMENTS: usize = 600;
/// Pieces that may wait for the writer.
const WAITING: usize = 4;

/// What is handed over at once.
#[derive(Debug)]
pub enum Piece {
    Posts(Vec<SourcePost>),
    Comments(Vec<SourceComment>),
    Refused(Refused),
}

/// Starts the reading. It ends early when nobody takes the pieces any more; an error is the last thing to come.
pub fn start(backup: Arc<Backup>) -> mpsc::Receiver<anyhow::Result<Piece>> {
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::task::spawn_blocking(move || {
        if let Err(error) = read(&backup, &sender) {
            // If nobody listens, whoever stopped listening knows why.
            let _gone = sender.blocking_send(Err(error));
        }
    });
    receiver
}

/// Comments are held in memory, since a file has them in any order; posts never are.
fn read(backup: &Backup, sender: &mpsc::Sender<anyhow::Result<Piece>>) -> anyhow::Result<()> {
    let mut posts = Vec::new();
    let mut bytes = 0;
    let mut comments = Vec::new();
    backup.each(&mut |item| {
        match item {
            SourceItem::Post(post) => {
                bytes += post.html.len();
                posts.push(*post);
                if posts.len() >= POSTS || bytes >= BYTES {
                    bytes = 0;
                    send(sender, Piece::Posts(std::mem::take(&mut posts)))?;
                }
            }
            SourceItem::Comment(comment) => comments.push(*comment),
            SourceItem::Refused(refused) => send(sender, Piece::Refused(refused))?,
        }
        Ok(())
    })?;
    send(sender, Piece::Posts(posts))?;
    chronology::sort(&mut comments);
    let mut comments = comments.into_iter();
    loop {
        let piece: Vec<_> = comments.by_ref().take(COMMENTS).collect();
        if piece.is_empty() {
            return Ok(());
        }
        send(sender, Piece::Comments(piece))?;
    }
}

fn send(sender: &mpsc::Sender<anyhow::Result<Piece>>, piece: Piece) -> anyhow::Result<()> {
    sender.blocking_send(Ok(piece)).map_err(|_| anyhow::anyhow!("The import was given up."))
}
