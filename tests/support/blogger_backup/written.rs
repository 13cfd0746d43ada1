//! The writing half: one truth as a classic backup, as Takeout's feed and as Takeout's zip.

use std::fmt::Write as _;
use std::io::{self, Seek, Write};

use jiff::Timestamp;
use jiff::tz::Offset;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Comment, Form, HOST, Post, State, Truth, ZONE};

impl Truth {
    /// Writes `blog-MM-DD-YYYY.xml`, newest first, so that answers come before what they answer.
    pub fn write_classic(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(
            out,
            "<?xml version='1.0' encoding='UTF-8'?><?xml-stylesheet href='https://www.blogger.com/styles/atom.css' type='text/css'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0'><id>tag:blogger.com,1999:blog-{}.archive</id><title type='text'>{}</title><link rel='alternate' type='text/html' href='http://{HOST}/'/><generator version='7.00'>Blogger</generator>",
            self.blog_id,
            escaped(&self.title)
        )?;
        self.write_classic_entry(
            out,
            "layout",
            "template",
            "<content type='text'>&lt;html b:version='2'&gt;</content>",
        )?;
        for (key, value) in [
            ("BLOG_NAME", self.title.as_str()),
            ("BLOG_TIME_ZONE", ZONE),
            ("BLOG_LOCALE", "de"),
            ("BLOG_DESCRIPTION", "Beside the text"),
            ("BLOG_COMMENT_ACCESS", "ANYONE"),
            ("BLOG_COMMENT_MODERATION", "DISABLED"),
            ("BLOG_COMMENTS_ALLOWED", "true"),
            ("BLOG_ADMIN_PERMISSION", "ada@example.org"),
            ("BLOG_MAX_NUM", "7"),
        ] {
            let content = format!("<content type='text'>{}</content>", escaped(value));
            self.write_classic_entry(out, &format!("settings.{key}"), "settings", &content)?;
        }
        for comment in self.comments.iter().rev() {
            self.write_classic_comment(out, comment)?;
        }
        for post in self.posts_in(Form::Classic).collect::<Vec<_>>().into_iter().rev() {
            self.write_classic_post(out, post)?;
        }
        writeln!(out, "</feed>")
    }

    fn write_classic_entry(&self, out: &mut impl Write, id: &str, kind: &str, rest: &str) -> io::Result<()> {
        writeln!(
            out,
            "<entry><id>tag:blogger.com,1999:blog-{}.{id}</id><category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{kind}'/>{rest}</entry>",
            self.blog_id
        )
    }

    fn write_classic_post(&self, out: &mut impl Write, post: &Post) -> io::Result<()> {
        let kind = if post.is_page { "page" } else { "post" };
        let mut rest = dates(post.published, post.offset_minutes);
        if post.state != State::Published {
            rest.push_str(
                "<app:control xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control>",
            );
        }
        for label in &post.labels {
            let _ = write!(
                rest,
                "<category scheme='http://www.blogger.com/atom/ns#' term='{}'/>",
                escaped(label)
            );
        }
        if let Some(path) = &post.path {
            let _ = write!(
                rest,
                "<link rel='replies' type='text/html' href='http://{HOST}{0}#comment-form'/><link rel='alternate' type='text/html' href='http://{HOST}{0}'/>",
                path.replace('Ü', "%C3%9C")
            );
        }
        rest.push_str(&text_and_author(&post.title, &post.html, &post.author));
        self.write_classic_entry(out, &format!("{kind}-{}", post.id), kind, &rest)
    }

    fn write_classic_comment(&self, out: &mut impl Write, comment: &Comment) -> io::Result<()> {
        let feed =
            format!("https://www.blogger.com/feeds/{}/{}/comments/default", self.blog_id, comment.post);
        let mut rest = dates(comment.published, 60);
        let _ = write!(
            rest,
            "<link rel='self' type='application/atom+xml' href='{feed}/{0}'/><link rel='alternate' type='text/html' href='http://{HOST}/x.html?showComment={1}#c{0}'/>",
            comment.id, comment.published
        );
        if let Some(parent) = &comment.claims {
            let _ =
                write!(rest, "<link rel='related' type='application/atom+xml' href='{feed}/{parent}?v=2'/>");
        }
        rest.push_str(&text_and_author("…", &comment.html, &comment.author));
        let _ = write!(
            rest,
            "<thr:in-reply-to href='http://{HOST}/x.html' ref='tag:blogger.com,1999:blog-{0}.post-{1}' source='http://www.blogger.com/feeds/{0}/posts/default/{1}' type='text/html'/>",
            self.blog_id, comment.post
        );
        if comment.is_tombstone {
            rest.push_str("<gd:extendedProperty name='blogger.contentRemoved' value='true'/>");
        }
        self.write_classic_entry(out, &format!("post-{}", comment.id), "comment", &rest)
    }

    /// Writes Takeout's `feed.atom`.
    pub fn write_takeout(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(
            out,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:blogger=\"http://schemas.google.com/blogger/2018\"><id>tag:blogger.com,1999:blog-{}</id><title>{}</title>",
            self.blog_id,
            escaped(&self.title)
        )?;
        for comment in &self.comments {
            let status = if comment.is_tombstone { "EMPTIED" } else { "LIVE" };
            let parent = comment.claims.as_ref().map(|id| self.tag(id)).unwrap_or_default();
            let rest = format!(
                "<blogger:type>COMMENT</blogger:type><blogger:status>{status}</blogger:status><blogger:parent>{}</blogger:parent><blogger:inReplyTo>{parent}</blogger:inReplyTo>",
                self.tag(&comment.post)
            );
            let text = text_and_author("", &comment.html, &comment.author);
            writeln!(
                out,
                "<entry><id>{}</id>{rest}{}{text}</entry>",
                self.tag(&comment.id),
                dates(comment.published, 0)
            )?;
        }
        self.posts.iter().try_for_each(|post| self.write_takeout_post(out, post))?;
        writeln!(out, "</feed>")
    }

    fn write_takeout_post(&self, out: &mut impl Write, post: &Post) -> io::Result<()> {
        let kind = if post.is_page { "PAGE" } else { "POST" };
        let status = match post.state {
            State::Published => "LIVE",
            State::Draft => "DRAFT",
            State::Scheduled => "SCHEDULED",
            State::Trashed => "SOFT_TRASHED",
        };
        let joined = post.labels.iter().map(|label| escaped(label)).collect::<Vec<_>>().join("&#10;");
        let path = post.path.as_deref().unwrap_or_default();
        let text = text_and_author(&post.title, &post.html, &post.author);
        let when = dates(post.published, post.offset_minutes);
        writeln!(
            out,
            "<entry><id>{}</id><blogger:type>{kind}</blogger:type><blogger:status>{status}</blogger:status>{text}<blogger:metaDescription/>{when}<category scheme=\"tag:blogger.com,1999:blog-{}\" term=\"{joined}\"/><blogger:filename>{path}</blogger:filename><link/><enclosure/><blogger:trashed/></entry>",
            self.tag(&post.id),
            self.blog_id
        )
    }

    fn tag(&self, id: &str) -> String {
        format!("tag:blogger.com,1999:blog-{}.post-{id}", self.blog_id)
    }
}

/// Writes a Takeout zip with one blog a title, and the litter that such zips come with.
pub fn write_zip(blogs: &[(&str, &Truth)], out: impl Write + Seek) -> io::Result<()> {
    let mut zip = ZipWriter::new(out);
    let options = SimpleFileOptions::default();
    for (title, truth) in blogs {
        zip.start_file(format!("Takeout/Blogger/Blogs/{title}/feed.atom"), options)?;
        truth.write_takeout(&mut zip)?;
        zip.start_file(format!("__MACOSX/Takeout/Blogger/Blogs/{title}/._feed.atom"), options)?;
        zip.write_all(b"\0\x05\x16\x07")?;
        zip.start_file(format!("Takeout/Blogger/Blogs/{title}/theme-layouts.xml"), options)?;
        zip.write_all(b"<html xmlns:b='http://www.google.com/2005/gml/b'></html>")?;
    }
    zip.finish()?;
    Ok(())
}

fn dates(millis: i64, offset_minutes: i32) -> String {
    let offset = Offset::from_seconds(offset_minutes * 60).unwrap_or(Offset::UTC);
    let local = offset.to_datetime(Timestamp::from_millisecond(millis).unwrap_or_default());
    let sign = if offset_minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (offset_minutes.abs() / 60, offset_minutes.abs() % 60);
    let text = format!("{local:.3}{sign}{hours:02}:{minutes:02}");
    format!("<published>{text}</published><updated>{text}</updated>")
}

fn text_and_author(title: &str, html: &str, author: &str) -> String {
    let number: u32 = author.bytes().map(u32::from).sum();
    let profile = match author {
        "Anonymous" => String::new(),
        _ => format!("<uri>https://www.blogger.com/profile/017{number}</uri>"),
    };
    format!(
        "<title type='text'>{}</title><content type='html'>{}</content><author><name>{}</name>{profile}<email>noreply@blogger.com</email></author>",
        escaped(title),
        escaped(html),
        escaped(author)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('\'', "&#39;")
        .replace('"', "&quot;")
}
