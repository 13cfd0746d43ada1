//! Takeout's zip: which members are blogs, and which one is meant. Nothing is unpacked to disk.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Component, Path};

use zip::ZipArchive;
use zip::result::ZipError;

use super::detect::{Container, HEAD, container};
use crate::transfer::import::refusal::{Refusal, shown};
use crate::transfer::unpacking::is_bomb;

const MOST_MEMBERS: usize = 200_000;
/// No blog's text comes near this.
const LARGEST_MEMBER: u64 = 16 << 30;
const AGAIN: &str = "Use the zip as Google Takeout gave it, or unpack it and give the feed.atom of one blog.";

type Archive = ZipArchive<BufReader<File>>;

/// A blog in a zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub index: usize,
    /// The folder that Takeout named after the blog's title.
    pub name: String,
    pub size: u64,
}

/// The one blog of the zip, or the one that `wanted` names, by its folder or its number in the list.
pub fn choose(file: File, wanted: Option<&str>) -> Result<Member, Refusal> {
    let mut archive = open(file)?;
    let members = blogs(&mut archive)?;
    let Some(wanted) = wanted else {
        return match members.as_slice() {
            [] => Err(Refusal::new("the zip holds no blog (no feed.atom of Blogger)", AGAIN)),
            [only] => Ok(only.clone()),
            _ => Err(several(&members, "the zip holds several blogs")),
        };
    };
    let exact = members.iter().position(|member| member.name == wanted);
    let loose = || members.iter().position(|member| member.name.to_lowercase() == wanted.to_lowercase());
    let number = || wanted.parse::<usize>().ok()?.checked_sub(1).filter(|index| *index < members.len());
    match exact.or_else(loose).or_else(number) {
        Some(index) => Ok(members[index].clone()),
        None => Err(several(&members, "the zip holds no blog of that name")),
    }
}

/// Hands the bytes of a member to a reader.
pub fn with_member<T>(file: File, index: usize, read: impl FnOnce(&mut dyn Read) -> T) -> Result<T, Refusal> {
    let mut archive = open(file)?;
    let member = archive.by_index(index).map_err(damaged)?;
    Ok(read(&mut member.take(LARGEST_MEMBER)))
}

fn several(members: &[Member], what: &str) -> Refusal {
    const SHOWN: usize = 40;
    let mut names: Vec<_> = members
        .iter()
        .take(SHOWN)
        .enumerate()
        .map(|(index, member)| {
            format!("{}. “{}” ({} KB)", index + 1, shown(&member.name), member.size.div_ceil(1024))
        })
        .collect();
    if members.len() > SHOWN {
        names.push(format!("and {} more", members.len() - SHOWN));
    }
    let next = "Choose one with --blog NAME, or with its number: --blog 1.";
    Refusal::new(format!("{what}; there are: {}", names.join(", ")), next)
}

fn open(file: File) -> Result<Archive, Refusal> {
    ZipArchive::new(BufReader::new(file)).map_err(damaged)
}

fn damaged(error: ZipError) -> Refusal {
    match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::InvalidData => {
            Refusal::unreadable("the zip cannot be read", error)
        }
        other => Refusal::new(format!("the zip is damaged ({})", shown(&other.to_string())), AGAIN),
    }
}

fn blogs(archive: &mut Archive) -> Result<Vec<Member>, Refusal> {
    if archive.len() > MOST_MEMBERS {
        return Err(Refusal::new(format!("the zip has more than {MOST_MEMBERS} members"), AGAIN));
    }
    let mut found = Vec::new();
    for index in 0..archive.len() {
        if let Some(member) = blog(archive, index)? {
            found.push(member);
        }
    }
    Ok(found)
}

/// The member if it is a blog; a refusal if no honest zip has such a member.
fn blog(archive: &mut Archive, index: usize) -> Result<Option<Member>, Refusal> {
    let raw = archive.by_index_raw(index).map_err(damaged)?;
    let path = raw.name().map_err(damaged)?.into_owned();
    let (size, packed) = (raw.size(), raw.compressed_size());
    check_name(&path)?;
    if raw.is_symlink() {
        return Err(suspicious(&path, "is a symbolic link"));
    }
    if raw.is_dir() || is_litter(&path) || !is_candidate(&path) {
        return Ok(None);
    }
    if raw.encrypted() {
        return Err(suspicious(&path, "is encrypted"));
    }
    if size > LARGEST_MEMBER || is_bomb(size, packed) {
        return Err(suspicious(&path, "would unpack to more than any blog holds"));
    }
    drop(raw);
    let mut head = Vec::new();
    let member = archive.by_index(index).map_err(damaged)?;
    member.take(HEAD as u64).read_to_end(&mut head).map_err(|error| damaged(ZipError::Io(error)))?;
    let is_feed = container(&head).is_ok_and(|container| container == Container::Feed);
    Ok(is_feed.then(|| Member { index, name: blog_name(&path), size }))
}

fn check_name(path: &str) -> Result<(), Refusal> {
    let has_drive = path.as_bytes().get(1) == Some(&b':');
    let climbs = path.split(['/', '\\']).any(|part| part == "..");
    let is_absolute = path.starts_with(['/', '\\']) || has_drive;
    if climbs || is_absolute || path.contains('\0') {
        return Err(suspicious(path, "points outside of the zip"));
    }
    Ok(())
}

fn suspicious(path: &str, why: &str) -> Refusal {
    Refusal::new(format!("the member “{}” {why}, which no zip of Takeout does", shown(path)), AGAIN)
}

/// What macOS adds to every zip.
fn is_litter(path: &str) -> bool {
    path.split('/').any(|part| part == "__MACOSX" || part.starts_with("._"))
}

fn is_candidate(path: &str) -> bool {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    extension.eq_ignore_ascii_case("atom") || extension.eq_ignore_ascii_case("xml")
}

fn blog_name(path: &str) -> String {
    let folder = Path::new(path).parent().and_then(|parent| parent.components().next_back());
    match folder {
        Some(Component::Normal(name)) => name.to_string_lossy().into_owned(),
        _ => path.to_owned(),
    }
}
