//! A Blogger backup becomes a blog: compared with what the generator of the backup knows to be true.

#[path = "../../support/blogger_backup.rs"]
mod backup;
mod facts;

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use backup::{Form, HOST, State, Truth, Wish, ZONE};
use tempfile::TempDir;

use crate::program::{Program, Run, Serving};

/// A backup, and a place for a blog.
struct Scene {
    _folder: TempDir,
    program: Program,
    truth: Truth,
    file: PathBuf,
}

impl Scene {
    fn new(form: Form, wish: &Wish) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let truth = backup::make(wish);
        let file = folder.path().join(if form == Form::Classic { "blog.xml" } else { "feed.atom" });
        let mut out = File::create(&file).unwrap();
        match form {
            Form::Classic => truth.write_classic(&mut out).unwrap(),
            Form::Takeout => truth.write_takeout(&mut out).unwrap(),
        }
        Self { _folder: folder, program: Program::new(), truth, file }
    }

    fn data(&self) -> PathBuf {
        self.program.data()
    }

    fn import(&self, options: &[&str]) -> Run {
        import(&self.program, &self.file, options)
    }

    /// An import that goes on while the test does something else.
    fn begin(&self) -> Child {
        let mut command = self.program.command(&["import", "blogger"]);
        command.arg(&self.file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }
}

fn import(program: &Program, file: &Path, options: &[&str]) -> Run {
    let mut arguments = vec!["import", "blogger", file.to_str().unwrap()];
    arguments.extend(options);
    program.run(&arguments)
}

/// The status and page at an address that is percent-encoded already.
async fn get(served: &Serving, path: &str) -> (u16, String) {
    // The client wants to know one before it asks for anything, encrypted or not.
    let _installed_already = rustls::crypto::ring::default_provider().install_default();
    let unfollowed = reqwest::redirect::Policy::none();
    let client = reqwest::Client::builder().redirect(unfollowed).no_proxy().build().unwrap();
    let answer = client.get(format!("http://{}{path}", served.address)).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

const WISH: Wish = Wish { seed: 11, posts: 200, comments: 1500, has_damage: true };
const SMALL: Wish = Wish { seed: 5, posts: 60, comments: 200, has_damage: false };

fn now() -> i64 {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

/// The numbers of a row of the report: read, made, there, changed, refused.
fn ledger(report: &str, kind: &str) -> Vec<u64> {
    let row = report.lines().find(|line| line.trim_start().starts_with(kind)).unwrap_or_default();
    row.split_whitespace().skip(1).map(|number| number.replace(',', "").parse().unwrap()).collect()
}

fn encoded(path: &str) -> String {
    path.replace('Ü', "%C3%9C")
}

/// Each address of the old blog answers as it should, with what stood there.
async fn assert_addresses(truth: &Truth, form: Form, served: &Serving) {
    let mut seen = [0; 3];
    for post in truth.posts_in(form) {
        let Some(path) = &post.path else { continue };
        let (status, page) = get(served, &encoded(path)).await;
        match facts::state_of(post, form, now()) {
            "published" => {
                assert_eq!(status, 200, "{path}");
                let number = post.title.rsplit(' ').next().unwrap();
                assert!(page.contains(&format!(" {number}</h1>")), "{path}: {}", post.title);
                seen[0] += 1;
            }
            "trashed" => {
                assert_eq!(status, 410, "{path}");
                seen[1] += 1;
            }
            _ => {
                assert_eq!(status, 404, "{path}");
                seen[2] += 1;
            }
        }
    }
    assert!(seen[0] > 20 && seen[2] > 0 && (form == Form::Classic || seen[1] > 0), "{seen:?}");
    assert_eq!(get(served, "/2009/01/never-there.html").await.0, 404);
}

/// Each comment that readers saw stands under its post with its anchor.
async fn assert_anchors(truth: &Truth, form: Form, served: &Serving) {
    let mut found = 0;
    for post in truth.posts_in(form).filter(|post| facts::state_of(post, form, now()) == "published") {
        let own: Vec<_> = truth.comments_with_post().filter(|comment| comment.post == post.id).collect();
        if own.is_empty() {
            continue;
        }
        let path = encoded(post.path.as_deref().unwrap());
        let pages = every_page(served, &path).await;
        for comment in own {
            let is_there = pages.contains(&format!("id=\"c{}\"", comment.id));
            assert!(is_there || comment.is_tombstone, "{path} lacks comment {}", comment.id);
            found += 1;
        }
    }
    assert!(found > 1000, "{found}");
}

/// A post with all the pages of its threads.
async fn every_page(served: &Serving, path: &str) -> String {
    let (mut pages, mut left) = (String::new(), vec![path.to_owned()]);
    let mut seen = Vec::new();
    while let Some(path) = left.pop() {
        let (status, page) = get(served, &path).await;
        assert_eq!(status, 200, "{path}");
        for link in page.split("<p class=\"more\"><a href=\"").skip(1) {
            let link = link.split('"').next().unwrap().split('#').next().unwrap().replace("&amp;", "&");
            if !seen.contains(&link) {
                seen.push(link.clone());
                left.push(link);
            }
        }
        pages.push_str(&page);
    }
    pages
}

async fn assert_moved(form: Form) {
    let scene = Scene::new(form, &WISH);
    let report = scene.import(&[]).well();
    let data = scene.data();
    let held = facts::of_blog(&data).await;
    let expected = facts::of_truth(&scene.truth, form, now());
    for (held, expected) in
        held.posts.iter().chain(&held.comments).zip(expected.posts.iter().chain(&expected.comments))
    {
        assert_eq!(held, expected);
    }
    assert_eq!(held, expected);
    assert_eq!(facts::wrong_counts(&data).await, Vec::<String>::new());
    assert_eq!(
        facts::number(
            &data,
            "select count(*) from comments where state = 'deleted' and (html <> '' or source <> '')"
        )
        .await,
        0
    );
    let comments = held.comments.len() as u64;
    let refused = scene.truth.comments.len() as u64 - comments;
    assert_eq!(ledger(&report, "Comments"), [comments + refused, comments, 0, 0, refused]);
    assert!(report.contains("the post it belongs to is not in the file (lines "), "{report}");
    let served = scene.program.serve();
    assert_addresses(&scene.truth, form, &served).await;
    assert_anchors(&scene.truth, form, &served).await;
    assert_eq!(get(&served, "/").await.0, 200);
    assert_eq!(get(&served, "/tags/musli").await.0, 200);
}

#[tokio::test]
async fn a_classic_backup_becomes_the_blog_it_was() {
    assert_moved(Form::Classic).await;
}

#[tokio::test]
async fn the_newer_feed_becomes_the_blog_it_was() {
    assert_moved(Form::Takeout).await;
}

#[tokio::test]
async fn the_settings_come_along_until_somebody_set_the_blog_up() {
    let scene = Scene::new(Form::Classic, &SMALL);
    let report = scene.import(&[]).well();
    assert!(report.contains("“Notes & <asides>”") && report.contains(ZONE), "{report}");
    let settings =
        "select count(*) from settings join comment_settings c using (id) where title = 'Notes & <asides>' and time_zone = 'Europe/Berlin'
                    and language = 'de' and posts_per_page = 7 and policy = 'publish'
                    and tagline = 'Beside the text'";
    assert_eq!(facts::number(&scene.data(), settings).await, 1);
    assert!(report.contains(&format!("{HOST} belongs to Blogger")), "{report}");

    let own = Scene::new(Form::Classic, &SMALL);
    let report = own.import(&["--keep-settings"]).well();
    assert!(report.contains("stay as they are here, as you asked"), "{report}");
    assert_eq!(facts::number(&own.data(), "select version from settings").await, 1);
}

#[tokio::test]
async fn a_second_run_makes_nothing_and_one_with_news_makes_the_news() {
    let mut scene = Scene::new(Form::Classic, &SMALL);
    scene.import(&[]).well();
    let before = facts::of_blog(&scene.data()).await;
    let again = scene.import(&[]).well();
    for kind in ["Posts", "Pages", "Comments", "Tags", "Authors"] {
        let numbers = ledger(&again, kind);
        assert_eq!(numbers, [numbers[0], 0, numbers[0], 0, 0], "{kind}");
    }
    assert_eq!(facts::of_blog(&scene.data()).await, before);

    let old = scene.truth.comments.len();
    let mut newer = backup::make(&Wish { comments: SMALL.comments + 30, ..SMALL });
    newer.posts[0].html.push_str("<p>Said later.</p>");
    newer.write_classic(&mut File::create(&scene.file).unwrap()).unwrap();
    let report = scene.import(&[]).well();
    assert_eq!(ledger(&report, "Comments"), [newer.comments.len() as u64, 30, old as u64, 0, 0]);
    assert_eq!(ledger(&report, "Posts")[1..4], [0, ledger(&again, "Posts")[0] - 1, 1]);
    assert!(report.contains("Changed there") && report.contains(" 0” (line "), "{report}");
    let said = "select count(*) from posts where source like '%Said later%'";
    assert_eq!(facts::number(&scene.data(), said).await, 0);
    scene.truth = newer;
    assert_eq!(facts::of_blog(&scene.data()).await, facts::of_truth(&scene.truth, Form::Classic, now()));
    assert_eq!(facts::wrong_counts(&scene.data()).await, Vec::<String>::new());
}

/// Starts an import and ends it without a word as soon as it has told its progress this many times.
fn kill_after(scene: &Scene, times: usize) {
    let mut child = scene.begin();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let told = lines.map(Result::unwrap).filter(|line| line.ends_with(" done")).take(times).count();
    assert_eq!(told, times);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test]
async fn what_was_killed_in_the_middle_is_completed_by_the_next_run() {
    let scene = Scene::new(Form::Classic, &WISH);
    let expected = facts::of_truth(&scene.truth, Form::Classic, now());
    let mut held = 0;
    for times in [1, 2, 3] {
        kill_after(&scene, times);
        let facts = facts::of_blog(&scene.data()).await;
        let rows = facts.posts.len() + facts.comments.len();
        assert!(
            rows > 0 && rows >= held && rows < expected.posts.len() + expected.comments.len(),
            "{rows} after {held}"
        );
        assert_eq!(facts::wrong_counts(&scene.data()).await, Vec::<String>::new());
        held = rows;
    }
    scene.import(&[]).well();
    assert_eq!(facts::of_blog(&scene.data()).await, expected);
    assert_eq!(facts::wrong_counts(&scene.data()).await, Vec::<String>::new());
    let states =
        "select count(*) from imports where state = case id when 4 then 'finished' else 'failed' end";
    assert_eq!(facts::number(&scene.data(), states).await, 4);
}

#[tokio::test]
async fn a_dry_run_says_what_a_run_would_and_writes_nothing() {
    let scene = Scene::new(Form::Takeout, &SMALL);
    let foreseen = scene.import(&["--dry-run"]).well();
    assert!(!scene.data().exists(), "a dry run made a data folder");
    let report = scene.import(&[]).well();
    let held = facts::of_blog(&scene.data()).await;
    for kind in ["Posts", "Pages", "Comments", "Tags", "Authors"] {
        assert_eq!(ledger(&foreseen, kind), ledger(&report, kind), "{kind}");
    }
    let section = |report: &str| {
        report.split("To look at").nth(1).map(|it| it.split("\nNext").next().unwrap().to_owned())
    };
    assert_eq!(section(&foreseen), section(&report));
    let foreseen = scene.import(&["--dry-run"]).well();
    assert_eq!(ledger(&foreseen, "Posts")[1], 0);
    assert_eq!(facts::of_blog(&scene.data()).await, held);
    assert_eq!(facts::number(&scene.data(), "select count(*) from imports").await, 1);
}

#[tokio::test]
async fn a_damaged_file_is_refused_with_its_place_and_writes_nothing() {
    let scene = Scene::new(Form::Classic, &SMALL);
    let whole = std::fs::read(&scene.file).unwrap();
    std::fs::write(&scene.file, &whole[..whole.len() - 40]).unwrap();
    let told = scene.import(&[]).refused();
    assert!(
        told.contains("nothing was written") && told.contains("line ") && told.contains("ends too early"),
        "{told}"
    );
    assert!(!scene.data().exists(), "a damaged file made a data folder");

    std::fs::write(&scene.file, &whole).unwrap();
    scene.import(&[]).well();
    let before = std::fs::read(scene.data().join("postil.db")).unwrap();
    std::fs::write(&scene.file, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(scene.import(&[]).code, 1);
    assert!(
        std::fs::read(scene.data().join("postil.db")).unwrap() == before,
        "a damaged file changed the blog"
    );
}

#[tokio::test]
async fn one_of_several_blogs_of_a_zip_is_chosen_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let (big, small) = (backup::make(&SMALL), backup::make(&Wish { seed: 6, posts: 8, ..SMALL }));
    let zip = folder.path().join("takeout.zip");
    backup::write_zip(&[("Big", &big), ("Small", &small)], File::create(&zip).unwrap()).unwrap();
    let program = Program::new();
    let asked = import(&program, &zip, &[]).refused();
    assert!(asked.contains("--blog NAME"), "{asked}");
    assert!(import(&program, &zip, &["--blog", "small"]).well().contains("experiment"));
    assert_eq!(facts::of_blog(&program.data()).await, facts::of_truth(&small, Form::Takeout, now()));
}

/// A post whose address the program itself needs, and two that claim the same one.
#[tokio::test]
async fn a_post_that_cannot_keep_its_address_gets_another_and_is_named() {
    let mut scene = Scene::new(Form::Classic, &Wish { comments: 0, posts: 4, ..SMALL });
    let published = |post: &&mut backup::Post| post.state == State::Published;
    let mut posts = scene.truth.posts.iter_mut().filter(published);
    let paths = ["/admin/x.html", "/2004/05/same.html", "/2004/05/same.html"];
    for path in paths {
        posts.next().unwrap().path = Some(path.to_owned());
    }
    scene.truth.write_classic(&mut File::create(&scene.file).unwrap()).unwrap();
    let report = scene.import(&[]).well();
    assert!(report.contains("2 posts have another address than before"), "{report}");
    assert!(report.contains("/admin/x.html belongs to the program"), "{report}");
    assert!(report.contains("Another post has this address."), "{report}");
    let without = "select count(*) from posts left join paths on post_id = id where path is null";
    assert_eq!(facts::number(&scene.data(), without).await, 0);
    assert_eq!(facts::number(&scene.data(), "select count(*) from paths where path like '/admin%'").await, 0);
}

/// Writes something as a server's visitors would, again and again; answers the longest wait.
async fn write_meanwhile(folder: &Path, import: &mut Child) -> (u32, Duration) {
    let mut db = facts::connect(folder).await;
    let (mut writes, mut longest) = (0, Duration::ZERO);
    while import.try_wait().unwrap().is_none() {
        let began = Instant::now();
        sqlx::query("begin immediate").execute(&mut db).await.unwrap();
        sqlx::query("insert into audit (at, verb, noun, noun_id) values (1, 'try', 'post', 1)")
            .execute(&mut db)
            .await
            .unwrap();
        sqlx::query("commit").execute(&mut db).await.unwrap();
        longest = longest.max(began.elapsed());
        writes += 1;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    (writes, longest)
}

#[tokio::test]
async fn others_go_on_reading_and_writing_while_a_blog_comes_in() {
    let scene = Scene::new(Form::Classic, &WISH);
    let data = scene.data();
    let served = scene.program.serve();
    let mut import = scene.begin();
    let (writes, longest) = write_meanwhile(&data, &mut import).await;
    assert!(import.wait().unwrap().success());
    assert!(writes > 3, "only {writes} writes came through");
    // Far above what is aimed at, since the machine may be busy; without pauses it is many seconds.
    assert!(longest < Duration::from_secs(5), "{longest:?}");
    assert_eq!(facts::of_blog(&data).await, facts::of_truth(&scene.truth, Form::Classic, now()));
    assert_addresses(&scene.truth, Form::Classic, &served).await;
}
