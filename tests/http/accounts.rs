//! Logging in and out, one's own account and its sessions.

use postil::testing::Blog;

use crate::client::Browser;

#[tokio::test]
async fn whoever_is_logged_in_sees_the_desk_and_nobody_else_does() {
    let blog = Blog::start().await;
    let stranger = Browser::new().get(&blog, "/admin").await;
    assert_eq!(stranger.status, 303);
    assert_eq!(stranger.location.as_deref(), Some("/login?next=%2Fadmin"));
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert_eq!(ada.get(&blog, "/admin").await.status, 200);
}
