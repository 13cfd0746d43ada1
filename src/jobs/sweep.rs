//! Once a day: rows that have run out are forgotten.

use crate::app::App;
use crate::model::key::Keys;
use crate::store::{StoreError, sessions};

/// Forgets every session that has run out and answers how many, a short unit at a time.
pub async fn sweep(app: &App) -> Result<u64, StoreError> {
    let now = app.clock.now();
    let mut all = 0;
    loop {
        let some: Result<u64, StoreError> = app
            .db
            .write(move |unit| Box::pin(async move { Ok((sessions::sweep(unit, now).await?, Keys::none())) }))
            .await;
        match some? {
            0 => return Ok(all),
            some => all += some,
        }
    }
}
