//! Taking a file in, piece by piece: what it is is known by its beginning, its name by all of it.

use std::io;
use std::time::Duration;

use super::{Refusal, keys_of};
use crate::actions::standing::allowed;
use crate::app::{App, Files};
use crate::model::ids::{MediaId, UserId};
use crate::model::key::Keys;
use crate::model::media::{MediaKind, MediaState, Medium, name_of, title_of, whole_file};
use crate::model::user::{Deed, User};
use crate::store::media::write::{self, NewMedium};
use crate::store::{StoreError, Unit, audit, media};
use crate::tools::content::{self, Content, PictureFormat, Type};
use crate::tools::files::Arrival;
use crate::tools::films;
use crate::tools::pictures::{self, Developed};

/// So many bytes are gathered before the disk is asked to take them.
const GATHERED: usize = 512 * 1024;

/// How long a picture may wait for others and then be worked on. Ten large ones take half a minute on a slow machine.
const DEVELOPED_WITHIN: Duration = Duration::from_mins(5);

/// A file that is coming in. Dropped before it is finished, it leaves nothing behind.
pub struct Receiving {
    app: App,
    /// Nobody, if it moves in with a whole blog.
    by: Option<UserId>,
    title: String,
    /// Nothing while a thread writes to it.
    arrival: Option<Arrival>,
    gathered: Vec<u8>,
    content: Option<Content>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub id: MediaId,
    /// The very same file was there before.
    pub was_there: bool,
}

impl Receiving {
    /// Begins to take a file in. Of the name that was sent, the title is made, and nothing else.
    pub async fn begin(app: &App, by: &User, sent_name: &str) -> Result<Self, Refusal> {
        if !by.may(Deed::UploadMedia) {
            return Err(Refusal::NotAllowed);
        }
        Self::from(app, Some(by.id), sent_name).await
    }

    async fn from(app: &App, by: Option<UserId>, sent_name: &str) -> Result<Self, Refusal> {
        let arrival = app.files.ask(|files| files.arrive()).await?;
        Ok(Self {
            app: app.clone(),
            by,
            title: title_of(sent_name),
            arrival: Some(arrival),
            gathered: Vec::with_capacity(GATHERED),
            content: None,
        })
    }

    /// Takes the next piece. What is refused here is refused as soon as it is known.
    pub async fn take(&mut self, piece: &[u8]) -> Result<(), Refusal> {
        self.gathered.extend_from_slice(piece);
        if self.content.is_none() && self.gathered.len() >= content::HEAD {
            self.look_at_beginning()?;
        }
        if self.gathered.len() >= GATHERED { self.write_down().await } else { Ok(()) }
    }

    fn look_at_beginning(&mut self) -> Result<(), Refusal> {
        let head = &self.gathered[..self.gathered.len().min(content::HEAD)];
        match content::identify(head) {
            Content::Unwelcome(kind) => Err(Refusal::Unwelcome(kind)),
            content => {
                self.content = Some(content);
                Ok(())
            }
        }
    }

    async fn write_down(&mut self) -> Result<(), Refusal> {
        let mut arrival = self.arrival.take().ok_or(Refusal::CutOff)?;
        let most = self.content.map_or(MediaKind::File, kind_of);
        if arrival.bytes() + self.gathered.len() as u64 > most.most_bytes() {
            return Err(Refusal::TooLarge(most));
        }
        let bytes = std::mem::replace(&mut self.gathered, Vec::with_capacity(GATHERED));
        let written = self.app.files.ask(move |_| arrival.write(&bytes).map(|()| arrival)).await?;
        self.arrival = Some(written);
        Ok(())
    }

    /// Puts what came into the library. A file that is there already is not kept twice.
    pub async fn finish(mut self) -> Result<Taken, Refusal> {
        if self.content.is_none() {
            self.look_at_beginning()?;
        }
        self.write_down().await?;
        let (Some(content), Some(arrival)) = (self.content, self.arrival.take()) else {
            return Err(Refusal::CutOff);
        };
        if arrival.bytes() == 0 {
            return Err(Refusal::Empty);
        }
        let name = name_of(&arrival.digest());
        if let Some(id) = self.known(&name).await? {
            return Ok(Taken { id, was_there: true });
        }
        let bytes = i64::try_from(arrival.bytes()).unwrap_or(i64::MAX);
        let named =
            NewMedium { name, bytes, uploaded_by: self.by, title: self.title, ..blank(kind_of(content)) };
        match content {
            Content::Picture(format) => {
                let developed = develop(&self.app, format, arrival).await?;
                let (medium, files) = picture(&self.app.files, named, developed).await?;
                put(&self.app, self.by, medium, files).await
            }
            Content::Video(of) if matches!(of.ending, "mp4" | "mov") => {
                let arrival = without_remarks(&self.app, arrival).await?;
                let (medium, file) = whole(named, of);
                put(&self.app, self.by, medium, vec![(file, arrival)]).await
            }
            Content::Audio(of) | Content::Video(of) | Content::Other(of) => {
                let (medium, file) = whole(named, of);
                put(&self.app, self.by, medium, vec![(file, arrival)]).await
            }
            Content::Unwelcome(kind) => Err(Refusal::Unwelcome(kind)),
        }
    }

    /// The medium of this name, if it is there.
    async fn known(&self, name: &str) -> Result<Option<MediaId>, Refusal> {
        match write::standing(&mut self.app.db.reader().await?, name).await? {
            Some((id, MediaState::Ready)) => Ok(Some(id)),
            Some((_, MediaState::Deleting)) => Err(Refusal::BeingRemoved),
            // Of a process that is gone, or one that is at it right now: both put the same files.
            Some((_, MediaState::Arriving | MediaState::Gone)) | None => Ok(None),
        }
    }
}

/// Takes in a picture that moves in with a whole blog. Answers it, and whether it was there before.
pub async fn bring(app: &App, sent_name: &str, bytes: &[u8]) -> Result<(Medium, bool), Refusal> {
    let mut receiving = Receiving::from(app, None, sent_name).await?;
    receiving.take(bytes).await?;
    let Taken { id, was_there } = receiving.finish().await?;
    let medium = media::by_id(&mut app.db.reader().await?, id).await?;
    Ok((medium.ok_or(Refusal::BeingRemoved)?, was_there))
}

fn kind_of(content: Content) -> MediaKind {
    match content {
        Content::Picture(_) | Content::Unwelcome(_) => MediaKind::Picture,
        Content::Audio(_) => MediaKind::Audio,
        Content::Video(_) => MediaKind::Video,
        Content::Other(_) => MediaKind::File,
    }
}

fn blank(kind: MediaKind) -> NewMedium {
    NewMedium {
        name: String::new(),
        kind,
        media_type: String::new(),
        ending: String::new(),
        bytes: 0,
        width: None,
        height: None,
        widths: String::new(),
        title: String::new(),
        uploaded_by: None,
        placeholder: None,
    }
}

fn whole(named: NewMedium, of: Type) -> (NewMedium, String) {
    let medium = NewMedium { media_type: of.media_type.to_owned(), ending: of.ending.to_owned(), ..named };
    (medium, whole_file(of.ending))
}

/// A film without the place where it was taken.
async fn without_remarks(app: &App, mut arrival: Arrival) -> Result<Arrival, Refusal> {
    let editing = app.files.ask(move |_| arrival.edit(films::blank_remarks).map(|_| arrival));
    editing.await.map_err(|fault| match fault.kind() {
        io::ErrorKind::InvalidData => Refusal::TooManyParts,
        _ => fault.into(),
    })
}

async fn develop(app: &App, format: PictureFormat, mut arrival: Arrival) -> Result<Developed, Refusal> {
    let developing = app.darkroom.develop(move || {
        let sent = arrival.whole()?;
        // It is kept as it is made anew, never as it was sent.
        drop(arrival);
        Ok::<_, Refusal>(pictures::develop(format, &sent)?)
    });
    tokio::time::timeout(DEVELOPED_WITHIN, developing).await.map_err(|_| Refusal::TooSlow)??
}

async fn picture(
    files: &Files,
    named: NewMedium,
    made: Developed,
) -> Result<(NewMedium, Vec<(String, Arrival)>), Refusal> {
    let widths: Vec<_> = made.widths.iter().map(ToString::to_string).collect();
    let medium = NewMedium {
        media_type: made.media_type.to_owned(),
        ending: made.ending.to_owned(),
        width: Some(made.width.into()),
        height: Some(made.height.into()),
        widths: widths.join(" "),
        placeholder: made.placeholder,
        ..named
    };
    let forms = made.forms;
    let arrived = files.ask(move |files| {
        let arrive = |form: pictures::Form| {
            let mut arrival = files.arrive()?;
            arrival.write(&form.bytes)?;
            Ok::<_, io::Error>((form.name, arrival))
        };
        forms.into_iter().map(arrive).collect::<Result<Vec<_>, _>>()
    });
    Ok((medium, arrived.await?))
}

/// The row first, then the files, then the word that it is ready: whatever ends this in the middle, the row tells what
/// there is to remove.
async fn put(
    app: &App,
    by: Option<UserId>,
    mut medium: NewMedium,
    files: Vec<(String, Arrival)>,
) -> Result<Taken, Refusal> {
    if medium.title.is_empty() {
        medium.title = format!("Untitled {}", medium.kind.word());
    }
    let (name, now) = (medium.name.clone(), app.clock.now());
    let id: MediaId = app
        .db
        .write(move |unit| {
            Box::pin(async move {
                // It may have taken an hour to come.
                still_may(unit, by).await?;
                if let Some((_, MediaState::Deleting)) = write::standing(unit, &medium.name).await? {
                    return Err(Refusal::BeingRemoved);
                }
                Ok((write::arrive(unit, &medium, now).await?, Keys::none()))
            })
        })
        .await?;
    if let Err(error) = app.files.ask(move |store| store.put(&name, files)).await {
        give_up(app, id).await;
        return Err(error.into());
    }
    let is_there: Result<bool, StoreError> = app
        .db
        .write(move |unit| {
            Box::pin(async move {
                if !write::set_ready(unit, id, now).await? {
                    return Ok((false, Keys::none()));
                }
                audit::record(unit, now, by, "upload", "media", id.0, None, Some("ready")).await?;
                // Texts may name it already: it was there before, and comes back.
                Ok((true, keys_of(unit, id).await?))
            })
        })
        .await;
    // What is not marked as ready is removed by the tidying, some minutes later.
    if is_there? { Ok(Taken { id, was_there: false }) } else { Err(Refusal::BeingRemoved) }
}

/// Refuses what somebody sent who may send nothing any more. What moves in with a whole blog nobody sent.
async fn still_may(unit: &mut Unit, by: Option<UserId>) -> Result<(), Refusal> {
    let Some(by) = by else { return Ok(()) };
    allowed(unit, by, Deed::UploadMedia).await?.map(|_| ()).ok_or(Refusal::NotAllowed)
}

/// Marks what could not be put into its place. If that fails as well, the tidying finds it later.
async fn give_up(app: &App, id: MediaId) {
    let now = app.clock.now();
    let marked: Result<(), StoreError> = app
        .db
        .write(move |unit| {
            Box::pin(async move {
                write::give_up(unit, id, now).await?;
                Ok(((), Keys::none()))
            })
        })
        .await;
    if let Err(error) = marked {
        tracing::warn!(%error, "what could not be kept is removed later");
    }
}
