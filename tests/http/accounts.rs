//! One's own account: what one says about oneself, one's password and sessions.

use postil::testing::{Blog, Role};

use crate::client::{Answer, Browser, answer};

const PASSWORD: &str = "four plain words here";
const ANOTHER: &str = "five other plain words here";

async fn describe(browser: &Browser, blog: &Blog, fields: [&str; 4]) -> Answer {
    let names = ["name", "email", "biography", "website"];
    let fields: Vec<_> = names.into_iter().zip(fields).chain([("password", PASSWORD)]).collect();
    browser.post(blog, "/account", &fields).await
}

#[tokio::test]
async fn what_one_says_about_oneself_stands_on_ones_author_page() {
    let blog = Blog::start().await;
    blog.set_password("Ada", PASSWORD).await;
    blog.publish("First light", "It begins.", &[]).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let fields = ["Ada <i>L</i>", "New@Example.org", "Counts.\r\nAnd writes.", "example.org/ada"];
    let saved = describe(&ada, &blog, fields).await;
    assert_eq!((saved.status.as_u16(), saved.location.as_deref()), (303, Some("/account?saved=about")));
    let account = ada.get(&blog, "/account?saved=about").await;
    for part in ["Saved.", "new@example.org", "https://example.org/ada", "And writes."] {
        assert!(account.body.contains(part), "{part} in {}", account.body);
    }
    let author = Browser::new().get(&blog, "/authors/ada").await;
    assert!(
        author.body.contains("Counts.") && author.body.contains("https://example.org/ada"),
        "{}",
        author.body
    );
    assert!(!author.body.contains("<i>") && !author.body.contains("new@example.org"), "{}", author.body);
}

#[tokio::test]
async fn a_biography_is_written_in_markdown_and_holds_nothing_that_acts() {
    let blog = Blog::start().await;
    blog.set_password("Ada", PASSWORD).await;
    blog.publish("First light", "It begins.", &[]).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let biography = "She *counts*, see [here](https://example.org/a) and [there](javascript:alert(1)).\r\n\r\n\
                     - beans\r\n- slugs\r\n\r\n<script>alert(1)</script> <img src=x onerror=alert(1)>";
    let saved = describe(&ada, &blog, ["Ada", "ada@example.org", biography, ""]).await;
    assert_eq!(saved.status, 303);
    let page = Browser::new().get(&blog, "/authors/ada").await.body;
    for part in ["<em>counts</em>", "href=\"https://example.org/a\"", "<li>beans</li>", "&lt;script&gt;"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("href=\"javascript") && !page.contains("<img src=x"), "{page}");
    let description =
        page.split("name=\"description\" content=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(description.starts_with("She counts, see here"), "{description}");
    assert!(ada.get(&blog, "/account").await.body.contains("She *counts*"), "the form has what was typed");
}

#[tokio::test]
async fn each_field_that_is_wrong_says_so_and_keeps_what_was_typed() {
    let blog = Blog::start().await;
    blog.set_password("Ada", PASSWORD).await;
    blog.add_user("Grace", Role::Author).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let wrong =
        describe(&ada, &blog, ["\u{200b}", "nowhere", &"x".repeat(2001), "javascript:alert(1)"]).await;
    assert_eq!(wrong.status, 422);
    for part in [
        "This must not be empty.",
        "not an e-mail address",
        "too long: at most 2000",
        "not a web address",
        "value=\"nowhere\"",
        "id=\"website-error\"",
        "aria-invalid=\"true\"",
    ] {
        assert!(wrong.body.contains(part), "{part} in {}", wrong.body);
    }
    let taken = describe(&ada, &blog, ["Ada", "GRACE@example.org", "", ""]).await;
    assert_eq!(taken.status, 422);
    assert!(taken.body.contains("Somebody else logs in with this e-mail address."));
}

#[tokio::test]
async fn another_address_to_log_in_with_takes_the_present_password() {
    let blog = Blog::start().await;
    blog.set_password("Ada", PASSWORD).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let change = async |email, password| {
        let fields = [("name", "Countess"), ("email", email), ("biography", ""), ("website", "")];
        let fields: Vec<_> = fields.into_iter().chain([("password", password)]).collect();
        ada.post(&blog, "/account", &fields).await
    };
    for wrong in ["", "not the right one"] {
        let page = change("thief@example.org", wrong).await;
        assert_eq!(page.status, 422);
        for part in ["not your present password.", "id=\"password-error\"", "thief@example.org", "Countess"] {
            assert!(page.body.contains(part), "{part} in {}", page.body);
        }
        assert!(!page.body.contains("not the right one"), "{}", page.body);
    }
    assert!(!ada.get(&blog, "/account").await.body.contains("thief@example.org"));
    assert_eq!(change("ADA@example.org", "").await.status, 303, "the same address takes none");
    assert_eq!(change("new@example.org", PASSWORD).await.status, 303);
    for _ in 0..10 {
        assert_eq!(change("thief@example.org", "a wrong one").await.status, 422);
    }
    assert_eq!(change("thief@example.org", PASSWORD).await.status, 429, "guessing is slowed as at the login");
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let blog = Blog::start().await;
    blog.set_password("Ada", PASSWORD).await;
    let (here, there) = (Browser::log_in_as(&blog, "Ada").await, Browser::log_in_as(&blog, "Ada").await);
    let change = async |present, wanted| {
        here.post(&blog, "/account/password", &[("present", present), ("wanted", wanted)]).await
    };
    let wrong = change("not the right one", ANOTHER).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("This is not your present password."));
    let short = change(PASSWORD, "short").await;
    assert_eq!(short.status, 422);
    assert!(short.body.contains("at least 10 characters"), "{}", short.body);
    assert!(!short.body.contains("not your present password"), "{}", short.body);
    let both = change("not the right one", "short").await;
    assert_eq!(both.status, 422);
    for field in ["present", "wanted"] {
        assert!(both.body.contains(&format!("id=\"{field}-error\"")), "{field} in {}", both.body);
    }
    assert_eq!(there.get(&blog, "/admin").await.status, 200, "nothing was changed so far");
    let done = change(PASSWORD, ANOTHER).await;
    assert_eq!((done.status.as_u16(), done.location.as_deref()), (303, Some("/account?saved=password")));
    assert_eq!(here.get(&blog, "/admin").await.status, 200);
    assert_eq!(there.get(&blog, "/admin").await.status, 303);
    let log_in = async |password| {
        Browser::new()
            .post(&blog, "/login", &[("email", "ada@example.org"), ("password", password)])
            .await
            .status
    };
    assert_eq!(log_in(PASSWORD).await, 422);
    assert_eq!(log_in(ANOTHER).await, 303);
}

#[tokio::test]
async fn the_present_password_can_be_guessed_no_faster_than_at_the_login() {
    let blog = Blog::start().await;
    blog.set_password("Ada", PASSWORD).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let fields = [("present", "a wrong one"), ("wanted", ANOTHER)];
    for _ in 0..10 {
        assert_eq!(ada.post(&blog, "/account/password", &fields).await.status, 422);
    }
    assert_eq!(ada.post(&blog, "/account/password", &fields).await.status, 429);
}

#[tokio::test]
async fn sessions_are_listed_with_their_device_and_end_one_by_one() {
    let blog = Blog::start().await;
    blog.set_password("Ada", PASSWORD).await;
    let other = Browser::new();
    let login = other
        .client()
        .post(blog.url("/login"))
        .header("user-agent", "Mozilla/5.0 (X11; Linux) Firefox/140.0");
    let fields = [("email", "ada@example.org"), ("password", PASSWORD)];
    assert_eq!(answer(login.form(&fields)).await.status, 303);
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let list = ada.get(&blog, "/account/sessions").await;
    assert!(
        list.body.contains("Firefox on Linux") && list.body.contains("27 March 2017 at 09:15"),
        "{}",
        list.body
    );
    assert_eq!(list.body.matches("This one").count(), 1);
    let end = list.body.split("action=\"").filter_map(|rest| rest.split('"').next());
    let end =
        end.into_iter().find(|action| action.ends_with("/delete") && *action != "/account/sessions/delete");
    let ended = ada.post(&blog, end.unwrap(), &[]).await;
    assert_eq!(
        (ended.status.as_u16(), ended.location.as_deref()),
        (303, Some("/account/sessions?done=ended"))
    );
    let told = ada.get(&blog, "/account/sessions?done=ended").await.body;
    assert!(told.contains("role=\"status\">That session has ended."), "{told}");
    assert_eq!(other.get(&blog, "/admin").await.status, 303);
    assert_eq!(ada.get(&blog, "/admin").await.status, 200);
    assert_eq!(ada.post(&blog, end.unwrap(), &[]).await.status, 404);
}

#[tokio::test]
async fn nobody_ends_the_sessions_of_others() {
    let blog = Blog::start().await;
    blog.add_user("Grace", Role::Editor).await;
    let (ada, grace) = (Browser::log_in_as(&blog, "Ada").await, Browser::log_in_as(&blog, "Grace").await);
    for id in 1..4 {
        let ended = grace.post(&blog, &format!("/account/sessions/{id}/delete"), &[]).await;
        assert!([303, 404].contains(&ended.status.as_u16()));
    }
    assert_eq!(ada.get(&blog, "/admin").await.status, 200);
    assert_eq!(grace.get(&blog, "/admin").await.status, 303, "her own she did end");
}

#[tokio::test]
async fn all_others_end_at_once() {
    let blog = Blog::start().await;
    blog.add_user("Grace", Role::Editor).await;
    let grace = Browser::log_in_as(&blog, "Grace").await;
    let (here, there) = (Browser::log_in_as(&blog, "Ada").await, Browser::log_in_as(&blog, "Ada").await);
    let ended = here.post(&blog, "/account/sessions/delete", &[]).await;
    assert_eq!(
        (ended.status.as_u16(), ended.location.as_deref()),
        (303, Some("/account/sessions?done=others-ended"))
    );
    let told = here.get(&blog, "/account/sessions?done=others-ended").await.body;
    assert!(told.contains("role=\"status\">Every other session of yours has ended."), "{told}");
    assert_eq!(here.get(&blog, "/admin").await.status, 200);
    assert_eq!(there.get(&blog, "/admin").await.status, 303);
    assert_eq!(grace.get(&blog, "/admin").await.status, 200);
}
