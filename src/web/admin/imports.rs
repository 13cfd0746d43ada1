//! What became of the blogs that were brought in. Importing itself is done on the terminal.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::desk::Desk;
use crate::app::App;
use crate::model::ids::ImportId;
use crate::model::import::{Import, ImportState, Line, grouped};
use crate::model::timestamp::Timestamp;
use crate::store::imports;
use crate::tools::language::Language;
use crate::web::error::Failure;
use crate::web::extractors::{Member, Path};
use crate::web::{dates, page};

#[derive(Template)]
#[template(path = "admin/imports.html")]
struct ImportsPage {
    desk: Desk,
    imports: Vec<Run>,
}

#[derive(Template)]
#[template(path = "admin/import.html")]
struct ImportPage {
    desk: Desk,
    run: Run,
}

/// One run with its date in words and its numbers as people read them.
struct Run {
    import: Import,
    began: String,
    ended: Option<String>,
    state: &'static str,
    made: String,
}

pub async fn index(State(app): State<App>, member: Member) -> Result<Response, Failure> {
    let desk = Desk::new(&app, member);
    let mut db = app.db.reader().await?;
    let found = imports::newest(&mut db).await?;
    let imports = found.into_iter().map(|import| Run::new(&desk, import)).collect();
    page::private(&ImportsPage { desk, imports })
}

pub async fn show(
    State(app): State<App>,
    Path(id): Path<ImportId>,
    member: Member,
) -> Result<Response, Failure> {
    let desk = Desk::new(&app, member);
    let mut db = app.db.reader().await?;
    let import = imports::by_id(&mut db, id).await?.ok_or(Failure::NotFound)?;
    page::private(&ImportPage { run: Run::new(&desk, import), desk })
}

impl Run {
    fn new(desk: &Desk, import: Import) -> Self {
        let state = match import.state {
            ImportState::Running => "Running, or killed. Run it again if nothing is going on.",
            ImportState::Finished => "Finished.",
            ImportState::Failed => "Ended early. What was made is whole: run it again for the rest.",
        };
        let made: u64 = import.report.ledger.iter().map(|line| line.made).sum();
        let ended = import.finished_at.map(|at| with_time(desk, at));
        Self { began: with_time(desk, import.started_at), ended, state, made: grouped(made), import }
    }

    fn is_whole(&self) -> bool {
        self.import.state == ImportState::Finished
    }

    /// Each kind with its numbers, and what each of them counts for screens that have no room for a head.
    fn rows(&self) -> impl Iterator<Item = (&str, [(String, &'static str); 5])> {
        let numbers = |line: &Line| {
            [
                (line.read, "read"),
                (line.made, "made"),
                (line.there, "there"),
                (line.changed, "changed there"),
                (line.refused, "refused"),
            ]
            .map(|(number, counted)| (grouped(number), counted))
        };
        self.import.report.ledger.iter().map(move |line| (line.kind.as_str(), numbers(line)))
    }
}

/// The desk speaks English, in the blog's own zone.
fn with_time(desk: &Desk, at: Timestamp) -> String {
    dates::with_time(Language::of("en"), desk.settings.zone.local(at))
}
