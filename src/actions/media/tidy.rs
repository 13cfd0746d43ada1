//! Removing what nobody needs any more: files of deleted media, and what a process left that was ended in the middle.

use std::collections::HashSet;

use super::Refusal;
use crate::app::App;
use crate::model::key::Keys;
use crate::model::media::is_name;
use crate::store::media::{self, library, write};
use crate::store::{StoreError, Unit};

/// What has been arriving for so many seconds has nobody who brings it: the files are there before the row is, and
/// only get their names.
const ARRIVES_WITHIN: i64 = 10 * 60;

/// So many rows are looked at together.
const AT_A_TIME: usize = 500;

/// What was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Files whose upload ended in the middle.
    pub arrivals: usize,
    /// Folders that no row knows.
    pub folders: usize,
}

/// Removes the files of what was deleted and then its rows, and gives up what does not arrive any more. Answers how
/// many were removed.
pub async fn clear(app: &App) -> Result<usize, Refusal> {
    let _alone = app.files.removing.lock().await;
    let now = app.clock.now();
    in_a_unit(app, move |unit| {
        Box::pin(async move { write::give_up_arriving(unit, now.plus_seconds(-ARRIVES_WITHIN), now).await })
    })
    .await?;
    let mut removed = 0;
    loop {
        let some = library::deleting(&mut app.db.reader().await?, 50).await?;
        if some.is_empty() {
            return Ok(removed);
        }
        for (id, name) in some {
            app.files.ask(move |files| files.delete(&name)).await?;
            in_a_unit(app, move |unit| Box::pin(async move { write::forget(unit, id, now).await })).await?;
            removed += 1;
        }
    }
}

/// Looks through all files for what no row knows, which only a kill at a bad moment leaves, and removes it.
pub async fn tidy(app: &App) -> Result<Tidied, Refusal> {
    let _alone = app.files.removing.lock().await;
    let arrivals = app.files.ask(|files| files.clear_abandoned()).await?;
    // In this order: whose folder is there by now has a row by now, since the row comes first.
    let folders = app.files.ask(|files| files.folders()).await?;
    let mut removed = 0;
    for some in folders.chunks(AT_A_TIME) {
        let known: HashSet<_> =
            media::known_names(&mut app.db.reader().await?, some).await?.into_iter().collect();
        for orphan in some.iter().filter(|name| is_name(name) && !known.contains(*name)) {
            let name = orphan.clone();
            app.files.ask(move |files| files.delete(&name)).await?;
            removed += 1;
        }
    }
    Ok(Tidied { arrivals, folders: removed })
}

async fn in_a_unit<F, T>(app: &App, work: F) -> Result<T, StoreError>
where
    F: for<'u> FnOnce(
            &'u mut Unit,
        ) -> std::pin::Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'u>>
        + Clone
        + Send
        + 'static,
    T: Send + 'static,
{
    app.db.write(move |unit| Box::pin(async move { Ok((work(unit).await?, Keys::none())) })).await
}
