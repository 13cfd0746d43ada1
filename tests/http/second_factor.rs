//! The second factor: setting it up, logging in with it, losing it.

use postil::testing::{Blog, Role};

use crate::client::{Answer, Browser};

const PASSWORD: &str = "four plain words here";
const PAGE: &str = "/account/second-factor";

/// Somebody with a second factor: their browser, the key in their app, their recovery codes.
struct Armed {
    browser: Browser,
    key: String,
    codes: Vec<String>,
}

fn between<'a>(page: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    page.split(before).skip(1).map(|rest| rest.split(after).next().unwrap()).collect()
}

fn key_of(page: &Answer) -> String {
    between(&page.body, "class=\"key\">", "<")[0].to_owned()
}

async fn arm(blog: &Blog, name: &str) -> Armed {
    blog.set_password(name, PASSWORD).await;
    let browser = Browser::log_in_as(blog, name).await;
    assert_eq!(browser.post(blog, PAGE, &[("password", PASSWORD)]).await.status, 303);
    let key = key_of(&browser.get(blog, PAGE).await);
    let code = blog.one_time_code(&key, 0);
    let shown = browser.post(blog, &format!("{PAGE}/confirmation"), &[("code", &code)]).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    let codes = between(&shown.body, "<li><code>", "<").into_iter().map(str::to_owned).collect();
    blog.advance(30);
    Armed { browser, key, codes }
}

async fn password(blog: &Blog, browser: &Browser, name: &str) -> Answer {
    let email = format!("{name}@example.org");
    let fields = [("email", email.as_str()), ("password", PASSWORD), ("next", "/account")];
    browser.post(blog, "/login", &fields).await
}

async fn code(blog: &Blog, browser: &Browser, code: &str) -> Answer {
    browser.post(blog, "/login/code", &[("code", code), ("next", "/account")]).await
}

#[tokio::test]
async fn it_is_set_up_with_a_picture_or_a_key_and_counts_once_a_code_was_typed() {
    let blog = Blog::start().await;
    blog.set_password("Ada", PASSWORD).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let other = Browser::log_in_as(&blog, "Ada").await;
    let wrong = ada.post(&blog, PAGE, &[("password", "not the right one")]).await;
    assert!(wrong.status == 422 && wrong.body.contains("not your present password"), "{}", wrong.body);
    assert_eq!(ada.post(&blog, PAGE, &[("password", PASSWORD)]).await.location.as_deref(), Some(PAGE));
    let page = ada.get(&blog, PAGE).await;
    for part in ["<svg class=\"qr\"", "autocomplete=\"one-time-code\"", "inputmode=\"numeric\""] {
        assert!(page.body.contains(part), "{part} in {}", page.body);
    }
    assert_eq!(page.headers["cache-control"], "no-store");
    let key = key_of(&page);
    assert_eq!(key.len(), 39, "160 bits in groups of four: {key}");
    let login = password(&blog, &Browser::new(), "ada").await;
    assert_eq!(login.location.as_deref(), Some("/account"), "not asked for yet");
    for bad in ["", "000000", "12345", "abcdef"] {
        let refused = ada.post(&blog, &format!("{PAGE}/confirmation"), &[("code", bad)]).await;
        assert!(refused.status == 422 && refused.body.contains("id=\"code-error\""), "{bad}");
        assert_eq!(key_of(&refused), key, "the same picture is shown");
    }
    let fitting = blog.one_time_code(&key, 0);
    let typed = format!("{} {}", &fitting[..3], &fitting[3..]);
    let shown = ada.post(&blog, &format!("{PAGE}/confirmation"), &[("code", &typed)]).await;
    let codes = between(&shown.body, "<li><code>", "<");
    assert!(shown.status == 200 && codes.len() == 10, "{}", shown.body);
    assert!(codes.iter().all(|code| code.len() == 19 && code.matches('-').count() == 3), "{codes:?}");
    assert_eq!(shown.headers["cache-control"], "no-store");
    assert_eq!(other.get(&blog, "/account").await.status, 303, "every other session has ended");
    let page = ada.get(&blog, PAGE).await;
    assert!(page.body.contains("You have 10 left."), "{}", page.body);
    assert!(!page.body.contains(&key) && !page.body.contains("<svg"), "it is never shown again");
    let again = ada.post(&blog, &format!("{PAGE}/confirmation"), &[("code", &fitting)]).await;
    assert!(again.status == 422 && between(&again.body, "<li><code>", "<").is_empty());
    assert_eq!(ada.post(&blog, PAGE, &[("password", PASSWORD)]).await.status, 422);
    assert_eq!(ada.post(&blog, &format!("{PAGE}/giving-up"), &[]).await.status, 422);
}

#[tokio::test]
async fn what_was_begun_long_ago_or_with_another_password_is_not_gone_on_with() {
    let blog = Blog::start().await;
    blog.set_password("Ada", PASSWORD).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let begin = async || {
        ada.post(&blog, PAGE, &[("password", PASSWORD)]).await;
        key_of(&ada.get(&blog, PAGE).await)
    };
    let confirm = async |key: &str| {
        let code = blog.one_time_code(key, 0);
        ada.post(&blog, &format!("{PAGE}/confirmation"), &[("code", &code)]).await.status
    };
    let key = begin().await;
    blog.advance(15 * 60 + 1);
    assert!(ada.get(&blog, PAGE).await.body.contains("Off: your password alone"));
    assert_eq!(confirm(&key).await, 422);
    let key = begin().await;
    let changed = [("present", PASSWORD), ("wanted", "five other plain words here")];
    assert_eq!(ada.post(&blog, "/account/password", &changed).await.status, 303);
    assert!(ada.get(&blog, PAGE).await.body.contains("Off: your password alone"));
    assert_eq!(confirm(&key).await, 422);
}

#[tokio::test]
async fn ones_own_is_turned_off_at_ones_account_alone() {
    let blog = Blog::start().await;
    let ada = arm(&blog, "Ada").await;
    let page = "/admin/people/1";
    assert!(!ada.browser.get(&blog, page).await.body.contains("Turn off the second factor"));
    let sent = ada.browser.post(&blog, &format!("{page}/second-factor/delete"), &[]).await;
    assert_eq!(sent.location.as_deref(), Some(PAGE));
    assert!(ada.browser.get(&blog, PAGE).await.body.contains("You have 10 left."));
}

#[tokio::test]
async fn what_was_begun_can_be_given_up_and_begun_with_another_key() {
    let blog = Blog::start().await;
    blog.set_password("Ada", PASSWORD).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    ada.post(&blog, PAGE, &[("password", PASSWORD)]).await;
    let first = key_of(&ada.get(&blog, PAGE).await);
    assert_eq!(ada.post(&blog, &format!("{PAGE}/giving-up"), &[]).await.status, 303);
    assert!(ada.get(&blog, PAGE).await.body.contains("Off: your password alone"));
    ada.post(&blog, PAGE, &[("password", PASSWORD)]).await;
    let second = key_of(&ada.get(&blog, PAGE).await);
    assert_ne!(first, second);
    let old = blog.one_time_code(&first, 0);
    assert_eq!(ada.post(&blog, &format!("{PAGE}/confirmation"), &[("code", &old)]).await.status, 422);
}

#[tokio::test]
async fn the_login_asks_for_a_code_and_the_password_alone_opens_nothing() {
    let blog = Blog::start().await;
    let ada = arm(&blog, "Ada").await;
    let browser = Browser::new();
    let half = password(&blog, &browser, "ada").await;
    assert_eq!(half.location.as_deref(), Some("/login/code?next=%2Faccount"));
    let cookie = half.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("half-session=") && cookie.contains("Max-Age=600; HttpOnly; SameSite=Lax"));
    let token = cookie.split(['=', ';']).nth(1).unwrap();
    for path in ["/admin", "/account", PAGE, "/admin/posts"] {
        assert_eq!(browser.get(&blog, path).await.status, 303, "{path}");
    }
    // The token of the half way is no session's.
    let pretending = Browser::sending(&[("cookie", &format!("session={token}"))]);
    assert_eq!(pretending.get(&blog, "/account").await.status, 303);
    let form = browser.get(&blog, "/login/code?next=%2Faccount").await.body;
    for part in
        ["autocomplete=\"one-time-code\"", "inputmode=\"numeric\"", "value=\"/account\"", "Recovery code"]
    {
        assert!(form.contains(part), "{part} in {form}");
    }
    let wrong = code(&blog, &browser, "000000").await;
    assert!(wrong.status == 422 && wrong.body.contains("does not fit"), "{}", wrong.body);
    let in_time = code(&blog, &browser, &blog.one_time_code(&ada.key, 0)).await;
    assert_eq!((in_time.status.as_u16(), in_time.location.as_deref()), (303, Some("/account")));
    assert_eq!(browser.get(&blog, "/account").await.status, 200);
    let sessions = browser.get(&blog, "/account/sessions").await.body;
    assert_eq!(sessions.matches("<tr><th scope=\"row\">").count(), 2, "no half one is listed: {sessions}");
    assert_eq!(sessions.matches("This one").count(), 1);
}

#[tokio::test]
async fn a_code_is_taken_once_and_a_step_early_or_late() {
    let blog = Blog::start().await;
    let ada = arm(&blog, "Ada").await;
    let enter = async |ahead: i64| {
        let browser = Browser::new();
        password(&blog, &browser, "ada").await;
        code(&blog, &browser, &blog.one_time_code(&ada.key, ahead)).await
    };
    let replayed = enter(-30).await;
    assert_eq!(replayed.status, 422, "the code that turned it on");
    assert!(replayed.body.contains("used already"), "{}", replayed.body);
    assert_eq!(enter(0).await.status, 303);
    assert_eq!(enter(0).await.status, 422, "seen over a shoulder");
    assert_eq!(enter(30).await.status, 303, "a device that is fast");
    assert_eq!(enter(0).await.status, 422, "none before one that was taken");
    blog.advance(120);
    assert_eq!(enter(-60).await.status, 422);
    assert_eq!(enter(60).await.status, 422);
    assert_eq!(enter(-30).await.status, 303, "a device that is slow");
}

#[tokio::test]
async fn of_two_who_show_the_same_code_at_once_one_gets_in() {
    let blog = Blog::start().await;
    let ada = arm(&blog, "Ada").await;
    let shown = blog.one_time_code(&ada.key, 0);
    let (one, other) = (Browser::new(), Browser::new());
    password(&blog, &one, "ada").await;
    password(&blog, &other, "ada").await;
    let (first, second) = tokio::join!(code(&blog, &one, &shown), code(&blog, &other, &shown));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
}

#[tokio::test]
async fn the_way_to_the_second_step_ends_with_time_and_use_and_is_one_persons() {
    let blog = Blog::start().await;
    blog.add_user("Grace", Role::Editor).await;
    let (ada, grace) = (arm(&blog, "Ada").await, arm(&blog, "Grace").await);
    let browser = Browser::new();
    let lost = code(&blog, &browser, &blog.one_time_code(&ada.key, 0)).await;
    assert!(lost.body.contains("once more") && lost.body.contains("action=\"/login\""), "{}", lost.body);
    password(&blog, &browser, "ada").await;
    assert_eq!(code(&blog, &browser, &blog.one_time_code(&grace.key, 0)).await.status, 422);
    assert_eq!(code(&blog, &browser, &grace.codes[0]).await.status, 422, "another's recovery code");
    // A session is no half way, whoever holds it.
    let held = blog.log_in_as("Ada").await.replace("session=", "half-session=");
    let pretending = Browser::sending(&[("cookie", held.as_str())]);
    let page = pretending.get(&blog, "/login/code").await.body;
    assert!(page.contains("action=\"/login\""), "{page}");
    blog.advance(601);
    let late = code(&blog, &browser, &blog.one_time_code(&ada.key, 0)).await;
    assert!(late.body.contains("action=\"/login\"") && late.status == 200, "{}", late.body);
    password(&blog, &browser, "ada").await;
    assert_eq!(code(&blog, &browser, &blog.one_time_code(&ada.key, 0)).await.status, 303);
    blog.advance(60);
    let again = code(&blog, &browser, &blog.one_time_code(&ada.key, 0)).await;
    assert!(again.body.contains("action=\"/login\""), "the way was used");
}

#[tokio::test]
async fn codes_can_be_guessed_no_faster_than_a_few_and_then_one_in_three_minutes() {
    let blog = Blog::start().await;
    let ada = arm(&blog, "Ada").await;
    let mut browser = Browser::new();
    for guess in 0..10 {
        if guess % 3 == 0 {
            browser = Browser::new();
            password(&blog, &browser, "ada").await;
        }
        assert_eq!(code(&blog, &browser, &format!("00000{guess}")).await.status, 422);
    }
    let refused = code(&blog, &browser, &blog.one_time_code(&ada.key, 0)).await;
    assert_eq!((refused.status.as_u16(), &refused.headers["retry-after"]), (429, &"180".parse().unwrap()));
    assert_eq!(code(&blog, &browser, &ada.codes[0]).await.status, 429, "recovery codes count with them");
    blog.advance(180);
    assert_eq!(code(&blog, &browser, &blog.one_time_code(&ada.key, 0)).await.status, 303);
}

#[tokio::test]
async fn who_knows_the_password_keeps_nobody_out_of_a_browser_that_was_logged_in_before() {
    let blog = Blog::start().await;
    let ada = arm(&blog, "Ada").await;
    let known = Browser::new();
    password(&blog, &known, "ada").await;
    assert_eq!(code(&blog, &known, &blog.one_time_code(&ada.key, 0)).await.status, 303);
    blog.advance(60);
    let thief = Browser::new();
    password(&blog, &thief, "ada").await;
    for guess in 0..10 {
        code(&blog, &thief, &format!("00000{guess}")).await;
    }
    assert_eq!(code(&blog, &thief, "000000").await.status, 429);
    known.post(&blog, "/logout", &[]).await;
    password(&blog, &known, "ada").await;
    assert_eq!(code(&blog, &known, &blog.one_time_code(&ada.key, 0)).await.status, 303);
}

#[tokio::test]
async fn a_recovery_code_lets_in_once_however_it_is_typed() {
    let blog = Blog::start().await;
    let ada = arm(&blog, "Ada").await;
    let typed = ada.codes[3].to_lowercase().replace('-', " ");
    for (shown, expected) in [(typed.as_str(), 303), (&ada.codes[3], 422), (&ada.codes[4], 303)] {
        let browser = Browser::new();
        password(&blog, &browser, "ada").await;
        assert_eq!(code(&blog, &browser, shown).await.status, expected, "{shown}");
    }
    assert!(ada.browser.get(&blog, PAGE).await.body.contains("You have 8 left."));
    let path = format!("{PAGE}/codes");
    assert_eq!(ada.browser.post(&blog, &path, &[("password", "wrong one here")]).await.status, 422);
    for proof in ["", "000000", &ada.codes[3]] {
        let refused = ada.browser.post(&blog, &path, &[("password", PASSWORD), ("proof", proof)]).await;
        assert!(refused.status == 422 && refused.body.contains("id=\"proof-error\""), "{}", refused.body);
    }
    assert!(ada.browser.get(&blog, PAGE).await.body.contains("You have 8 left."), "nothing was renewed");
    let proof = blog.one_time_code(&ada.key, 0);
    let renewed = ada.browser.post(&blog, &path, &[("password", PASSWORD), ("proof", &proof)]).await;
    let codes = between(&renewed.body, "<li><code>", "<");
    assert_eq!(codes.len(), 10);
    for (shown, expected) in [(ada.codes[0].as_str(), 422), (codes[0], 303)] {
        let browser = Browser::new();
        password(&blog, &browser, "ada").await;
        assert_eq!(code(&blog, &browser, shown).await.status, expected, "{shown}");
    }
}

#[tokio::test]
async fn turning_it_off_takes_the_password_and_a_code() {
    let blog = Blog::start().await;
    let ada = arm(&blog, "Ada").await;
    let path = format!("{PAGE}/delete");
    let off = async |password: &str, code: &str| {
        ada.browser.post(&blog, &path, &[("present", password), ("code", code)]).await
    };
    let fitting = blog.one_time_code(&ada.key, 0);
    assert_eq!(off("not the right one", &fitting).await.status, 422);
    assert_eq!(off(PASSWORD, "000000").await.status, 422);
    assert_eq!(off(PASSWORD, "").await.status, 422);
    assert!(ada.browser.get(&blog, PAGE).await.body.contains("On: the login asks"));
    let done = off(PASSWORD, &fitting).await;
    assert_eq!(done.location.as_deref(), Some("/account/second-factor?done=off"));
    assert_eq!(password(&blog, &Browser::new(), "ada").await.location.as_deref(), Some("/account"));
    assert_eq!(off(PASSWORD, &fitting).await.status, 422, "there is none to turn off");
    assert_eq!(
        ada.browser.post(&blog, &format!("{PAGE}/codes"), &[("password", PASSWORD)]).await.status,
        422
    );
}

#[tokio::test]
async fn an_owner_turns_off_what_somebody_has_lost_and_nobody_else_does() {
    let blog = Blog::start().await;
    let id = blog.add_user("Grace", Role::Editor).await;
    let grace = arm(&blog, "Grace").await;
    let path = format!("/admin/people/{id}/second-factor/delete");
    assert_eq!(grace.browser.post(&blog, &path, &[]).await.status, 403);
    let half_way = Browser::new();
    password(&blog, &half_way, "grace").await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert!(ada.get(&blog, &format!("/admin/people/{id}")).await.body.contains("Turn off the second factor"));
    for _ in 0..2 {
        assert_eq!(ada.post(&blog, &path, &[]).await.status, 303);
    }
    assert_eq!(password(&blog, &Browser::new(), "grace").await.location.as_deref(), Some("/account"));
    let late = code(&blog, &half_way, &blog.one_time_code(&grace.key, 0)).await;
    assert!(late.body.contains("action=\"/login\""), "who was half way begins again: {}", late.body);
}

#[tokio::test]
async fn neither_key_nor_codes_stand_in_the_open_in_the_database() {
    let blog = Blog::start().await;
    let ada = arm(&blog, "Ada").await;
    let mut files = vec![std::fs::read(blog.folder().join("postil.db")).unwrap()];
    files.extend(std::fs::read(blog.folder().join("postil.db-wal")));
    let key: String = ada.key.split(' ').collect();
    let bare = ada.codes[0].replace('-', "");
    for secret in [key.as_str(), &ada.codes[0], &bare] {
        for file in &files {
            assert!(!file.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
        }
    }
}

#[tokio::test]
async fn a_password_that_is_changed_leaves_the_second_factor_on() {
    let blog = Blog::start().await;
    let ada = arm(&blog, "Ada").await;
    blog.set_password("Ada", "five other plain words here").await;
    blog.set_password("Ada", PASSWORD).await;
    assert_eq!(ada.browser.get(&blog, "/account").await.status, 303, "every session has ended");
    let half = password(&blog, &Browser::new(), "ada").await;
    assert!(half.location.unwrap().starts_with("/login/code"));
}
