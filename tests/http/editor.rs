//! The editor's form, its preview, two people in it at once, what it refuses, and the lists that lead to it.

use postil::testing::Blog;
use postil::testing::Role;

use crate::client::Browser;
use crate::publishing::{field, save, write};

#[tokio::test]
async fn a_preview_shows_the_post_saves_nothing_and_carries_every_word_on() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let typed = [
        ("title", "A \"quoted\" <title>"),
        ("source", "\n\nTwo *lines*\n\n<script>alert(1)</script> & \"more\"\n"),
        ("tags", "salt, \"a, b\""),
        ("path", "/my own"),
        ("published_at", "2017-03-01T10:00"),
        ("language", "pt-BR"),
        ("comments", "closed"),
    ];
    let preview = ada.post(&blog, "/admin/posts/preview", &typed).await;
    assert_eq!(preview.status, 200);
    for part in [
        "Preview, not saved",
        "<em>lines</em>",
        "Wednesday 1 March 2017",
        "lang=\"pt-BR\"",
        "site.css".trim_end_matches(".css"),
    ] {
        assert!(preview.body.contains(part), "{part} in {}", preview.body);
    }
    assert!(!preview.body.contains("<script>alert"), "{}", preview.body);
    assert!(preview.body.contains("value=\"\n\nTwo *lines*"), "{}", preview.body);
    assert!(ada.get(&blog, "/admin/posts").await.body.contains("There are no posts yet."));
    let back =
        ada.post(&blog, "/admin/posts/preview", &[typed.as_slice(), &[("intent", "edit")]].concat()).await;
    assert_eq!(back.status, 200);
    assert!(back.body.contains("Not saved yet."));
    // The parser drops one line end right after the tag, so there is one more.
    assert!(back.body.contains(">\n\n\nTwo *lines*\n\n&#60;script&#62;"), "{}", back.body);
    for (name, value) in [("path", "/my own"), ("published_at", "2017-03-01T10:00"), ("language", "pt-BR")] {
        assert_eq!(field(&back, name), value);
    }
    assert!(back.body.contains("<option value=\"closed\" selected>"));
}

#[tokio::test]
async fn a_post_with_every_field_comes_back_as_it_was_saved() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let fields = [
        ("title", "Über “alles” 👩\u{200d}👧"),
        ("source", "\nFirst line"),
        ("tags", "<b>bold</b>, قهوة, \"salt, pepper\", قهوة"),
        ("path", "/eigene/adresse/"),
        ("published_at", "2017-03-01T10:00"),
        ("language", "de"),
        ("comments", "hidden"),
        ("intent", "publish"),
    ];
    let editor = write(&ada, &blog, &fields).await;
    let page = ada.get(&blog, &editor).await;
    assert!(page.body.contains("Über “alles” 👩\u{200d}👧</textarea>"), "{}", page.body);
    assert!(page.body.contains(">\n\nFirst line</textarea>"), "{}", page.body);
    assert_eq!(field(&page, "tags"), "&#60;b&#62;bold&#60;/b&#62;, قهوة, &#34;salt, pepper&#34;");
    assert_eq!(field(&page, "path"), "/eigene/adresse/");
    let post = Browser::new().get(&blog, "/eigene/adresse/").await;
    assert_eq!(post.status, 200);
    assert!(post.body.contains("lang=\"de\"") && !post.body.contains("<b>bold"), "{}", post.body);
    assert!(post.body.contains("salt, pepper"));
}

#[tokio::test]
async fn a_save_over_a_newer_one_shows_both_and_saving_again_wins() {
    let blog = Blog::start().await;
    blog.add_user("Marek", Role::Editor).await;
    let (ada, marek) = (Browser::log_in_as(&blog, "Ada").await, Browser::log_in_as(&blog, "Marek").await);
    let editor = write(&ada, &blog, &[("title", "Weir"), ("source", "one"), ("intent", "publish")]).await;
    let version = field(&ada.get(&blog, &editor).await, "version");
    let theirs = [("title", "Their weir"), ("source", "their words"), ("tags", "river")];
    assert_eq!(save(&marek, &blog, &editor, &theirs).await.status, 303);
    let mine =
        [("version", version.as_str()), ("title", "My weir"), ("source", "my <words>"), ("tags", "lake")];
    let conflict = ada.post(&blog, &editor, &mine).await;
    assert_eq!(conflict.status, 409);
    for part in [
        "<bdi>Marek</bdi> saved this post",
        "Their weir",
        "their words",
        "My weir",
        "my &#60;words&#62;",
        "river",
    ] {
        assert!(conflict.body.contains(part), "{part} in {}", conflict.body);
    }
    let path = Browser::new().get(&blog, "/2017/03/weir").await;
    assert!(path.body.contains("their words") && !path.body.contains("my &lt;words"));
    let newer = field(&conflict, "version");
    assert_eq!(field(&conflict, "tags"), "lake");
    let again = [("version", newer.as_str()), ("title", "My weir"), ("source", "my words"), ("tags", "lake")];
    assert_eq!(ada.post(&blog, &editor, &again).await.status, 303);
    assert!(Browser::new().get(&blog, "/2017/03/weir").await.body.contains("my words"));
    assert_eq!(ada.post(&blog, &editor, &again).await.status, 409, "the same form once more is stale");
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_every_word_is_kept() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    blog.publish("Taken", "x", &[]).await;
    let long = "t".repeat(301);
    let tag = "t".repeat(201);
    let cases: &[(&str, &str, &str)] = &[
        ("title", &long, "at most 300 characters"),
        ("tags", &tag, "at most 200 characters"),
        ("path", "/2017/03/taken", "Another post has this address"),
        ("path", "/admin/mine", "belongs to the program"),
        ("path", "/2017/", "belongs to the program"),
        ("path", "no-slash", "begins with a slash"),
        ("path", "/a/../b", "can’t hold empty parts"),
        ("published_at", "soon", "no date that the blog can show"),
        ("published_at", "2017-02-30T10:00", "no date that the blog can show"),
        ("published_at", "+012017-02-03T10:00", "no date that the blog can show"),
        ("published_at", "1969-12-31T23:59", "no date that the blog can show"),
        ("published_at", "9999-06-01T00:00", "no date that the blog can show"),
        ("language", "<german>", "not a language tag"),
        ("source", "a\u{7}b", "can’t be shown"),
    ];
    for (name, value, sentence) in cases {
        let mut fields = vec![("title", "Kept title"), ("source", "Kept words"), ("intent", "publish")];
        fields.retain(|(other, _)| other != name);
        fields.push((name, value));
        let answer = ada.post(&blog, "/admin/posts", &fields).await;
        assert_eq!(answer.status, 422, "{name}={value}: {}", answer.body);
        let said = answer
            .body
            .split(&format!("id=\"{name}-error\">"))
            .nth(1)
            .unwrap_or_else(|| panic!("{name}: {}", answer.body));
        let said = said.split("</p>").next().unwrap();
        assert!(said.contains(sentence), "{said}");
        assert!(answer.body.contains("Kept words") || *name == "source");
        assert!(answer.body.contains("Kept title") || *name == "title");
        assert!(answer.body.contains("aria-invalid=\"true\""));
        let preview = ada.post(&blog, "/admin/posts/preview", &fields).await;
        assert_eq!(preview.status, if sentence.starts_with("Another") { 200 } else { 422 }, "{name}={value}");
    }
    assert!(!ada.get(&blog, "/admin/posts").await.body.contains("Kept title"), "nothing was saved");
}

#[tokio::test]
async fn an_empty_post_may_be_kept_but_not_published() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let refused = ada.post(&blog, "/admin/posts", &[("title", "Only this"), ("intent", "publish")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("There is nothing to publish yet"));
    let editor = write(&ada, &blog, &[]).await;
    assert_eq!(ada.get(&blog, &editor).await.status, 200);
    assert!(ada.get(&blog, "/admin/posts").await.body.contains("Untitled"));
}

#[tokio::test]
async fn unknown_posts_and_unreadable_forms_are_said_to_be_so() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let editor = write(&ada, &blog, &[("title", "x"), ("source", "x")]).await;
    assert_eq!(ada.get(&blog, "/admin/posts/404").await.status, 404);
    assert_eq!(ada.post(&blog, "/admin/posts/404", &[("version", "1")]).await.status, 404);
    for resource in ["publication", "publication/delete", "trash", "trash/delete"] {
        assert_eq!(
            ada.post(&blog, &format!("/admin/posts/404/{resource}"), &[]).await.status,
            404,
            "{resource}"
        );
    }
    assert_eq!(ada.post(&blog, &editor, &[("title", "no version")]).await.status, 400);
    for (name, value) in [("version", "x"), ("comments", "maybe"), ("kind", "novel"), ("intent", "burn")] {
        assert_eq!(ada.post(&blog, &editor, &[(name, value)]).await.status, 400, "{name}");
    }
    for query in ["?state=nowhere", "?author=x", "?tag=-", "?before=x", "?before=1-x"] {
        assert_eq!(ada.get(&blog, &format!("/admin/posts{query}")).await.status, 404, "{query}");
    }
    assert!(ada.get(&blog, &editor).await.body.contains(">\nx</textarea>"));
}

#[tokio::test]
async fn an_author_has_their_own_posts_alone() {
    let blog = Blog::start().await;
    blog.add_user("Marek", Role::Author).await;
    blog.add_user("Tomo", Role::Moderator).await;
    let (ada, marek) = (Browser::log_in_as(&blog, "Ada").await, Browser::log_in_as(&blog, "Marek").await);
    let hers =
        write(&ada, &blog, &[("title", "Adas weir"), ("source", "secret plans"), ("intent", "publish")])
            .await;
    let his = write(&marek, &blog, &[("title", "Mareks lock"), ("source", "x")]).await;
    assert_eq!(marek.get(&blog, &hers).await.status, 403);
    assert_eq!(
        marek.post(&blog, &hers, &[("version", "2"), ("title", "mine now"), ("source", "x")]).await.status,
        403
    );
    let preview =
        marek.post(&blog, "/admin/posts/preview", &[("id", hers.rsplit('/').next().unwrap())]).await;
    assert_eq!(preview.status, 403);
    for resource in ["publication", "publication/delete", "trash", "trash/delete"] {
        assert_eq!(marek.post(&blog, &format!("{hers}/{resource}"), &[]).await.status, 403, "{resource}");
    }
    let list = marek.get(&blog, "/admin/posts?author=1&trashed=1").await.body;
    assert!(list.contains("Mareks lock") && !list.contains("Adas weir"), "{list}");
    assert!(list.contains("All 1"), "{list}");
    assert_eq!(ada.get(&blog, &his).await.status, 200);
    let tomo = Browser::log_in_as(&blog, "Tomo").await;
    for path in ["/admin/posts", "/admin/pages", "/admin/posts/new", &his] {
        assert_eq!(tomo.get(&blog, path).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn a_list_is_narrowed_by_state_author_tag_and_title() {
    let blog = Blog::start().await;
    blog.add_user("Marek", Role::Author).await;
    let (ada, marek) = (Browser::log_in_as(&blog, "Ada").await, Browser::log_in_as(&blog, "Marek").await);
    write(
        &ada,
        &blog,
        &[("title", "Über dem Wehr"), ("source", "x"), ("tags", "water"), ("intent", "publish")],
    )
    .await;
    write(&ada, &blog, &[("title", "100 % lock"), ("source", "x")]).await;
    let his = write(&marek, &blog, &[("title", "Towpath"), ("source", "x")]).await;
    let all = ["Über dem Wehr", "100 % lock", "Towpath"];
    let cases: &[(&str, &[&str])] = &[
        ("", &all),
        ("?state=published", &["Über dem Wehr"]),
        ("?state=draft", &["100 % lock", "Towpath"]),
        ("?state=trashed", &[]),
        ("?author=2", &["Towpath"]),
        ("?tag=1", &["Über dem Wehr"]),
        ("?tag=99", &[]),
        ("?q=wehr", &["Über dem Wehr"]),
        ("?q=%C3%BCber", &["Über dem Wehr"]),
        ("?q=%25", &["100 % lock"]),
        ("?state=&author=&tag=&q=", &all),
        ("?state=draft&author=2&q=tow", &["Towpath"]),
    ];
    for (query, wanted) in cases {
        let body = ada.get(&blog, &format!("/admin/posts{query}")).await.body;
        for title in all {
            let is_listed = body.contains(&format!(">{title}</a>"));
            assert_eq!(is_listed, wanted.contains(&title), "{query}: {title}");
        }
        assert_eq!(body.contains("Show all posts"), wanted.is_empty(), "{query}");
    }
    let trashed = ada.post(&blog, &format!("{his}/trash"), &[]).await;
    let list = ada.get(&blog, &trashed.location.unwrap()).await.body;
    assert!(list.contains("<bdi>Towpath</bdi>” is in the trash."), "{list}");
    assert!(list.contains(&format!("action=\"{his}/trash/delete\"")));
    assert!(ada.get(&blog, "/admin/posts?state=trashed").await.body.contains(">Towpath</a>"));
}

#[tokio::test]
async fn a_long_list_goes_on_where_it_ended() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    for number in 0..53 {
        write(&ada, &blog, &[("title", &format!("No. {number:02}"))]).await;
    }
    let first = ada.get(&blog, "/admin/posts?state=draft").await.body;
    assert!(first.contains("No. 52<") && first.contains("No. 03<") && !first.contains("No. 02<"));
    let older =
        first.split("rel=\"prev\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
    let second = ada.get(&blog, &older).await.body;
    assert!(second.contains("No. 02<") && second.contains("No. 00<") && !second.contains("No. 03<"));
    assert!(second.contains("href=\"/admin/posts?state=draft\""));
}

#[tokio::test]
async fn what_went_to_the_trash_while_somebody_wrote_loses_no_words() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let editor = write(&ada, &blog, &[("title", "Weir"), ("source", "old")]).await;
    let version = field(&ada.get(&blog, &editor).await, "version");
    ada.post(&blog, &format!("{editor}/trash"), &[]).await;
    let typed = [("version", version.as_str()), ("title", "Weir"), ("source", "new words")];
    let refused = ada.post(&blog, &editor, &typed).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("Restore it first.") && refused.body.contains("new words"),
        "{}",
        refused.body
    );
    let kept = ada.post(&blog, "/admin/posts", &[typed.as_slice(), &[("id", "1")]].concat()).await;
    assert_eq!(kept.location.as_deref(), Some("/admin/posts/2?done=saved"));
}

#[tokio::test]
async fn imported_html_stays_html() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let id = blog.publish_html("Old", "<div>It *is* <b>bold</b></div>").await;
    let editor = format!("/admin/posts/{id}");
    let page = ada.get(&blog, &editor).await;
    assert!(page.body.contains("HTML, as it was imported.") && page.body.contains("&#60;div&#62;It *is*"));
    let typed = [("title", "Old"), ("source", "<div>It *was* <b>bold</b></div>")];
    let preview = ada
        .post(&blog, "/admin/posts/preview", &[typed.as_slice(), &[("id", &id.to_string())]].concat())
        .await;
    assert!(preview.body.contains("It *was* <b>bold</b>"), "{}", preview.body);
    assert_eq!(save(&ada, &blog, &editor, &typed).await.status, 303);
    let post = Browser::new().get(&blog, "/2017/03/old").await;
    assert!(post.body.contains("It *was* <b>bold</b>"), "{}", post.body);
}
