//! What is kept of a medium and told of it, while it is there and afterwards.

use postil::testing::{Blog, Role};

use super::{bring, jpeg};
use crate::client::Browser;

#[tokio::test]
async fn a_film_is_kept_without_the_place_where_it_was_taken() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let boxed = |name: &[u8], content: &[u8]| {
        let length = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
        [&length[..], name, content].concat()
    };
    let place = boxed(b"udta", &boxed(b"\xa9xyz", b"\0\x12\x15\xc7+52.5200+013.4050/"));
    let film =
        [boxed(b"ftyp", b"mp42\0\0\0\0"), boxed(b"moov", &place), boxed(b"mdat", b"pictures")].concat();
    let told = bring(&ada, &blog, "film.mp4", &film).await;
    let kept = Browser::new().get(&blog, told["address"].as_str().unwrap()).await;
    assert_eq!(kept.headers["content-length"], film.len().to_string().as_str());
    assert!(!kept.body.contains("52.52") && kept.body.contains("pictures"), "{}", kept.body);
    let again = bring(&ada, &blog, "again.mp4", &film).await;
    assert_eq!(again["id"], told["id"], "it is known by what was sent");
}

#[tokio::test]
async fn titles_of_others_drafts_are_not_told_by_what_they_show() {
    let blog = Blog::start().await;
    blog.add_user("Marek", Role::Author).await;
    let (ada, marek) = (Browser::log_in_as(&blog, "Ada").await, Browser::log_in_as(&blog, "Marek").await);
    let picture = bring(&ada, &blog, "weir.jpg", &jpeg()).await;
    let markdown = picture["markdown"].as_str().unwrap();
    for (by, title) in [(&ada, "A secret plan"), (&marek, "A draft of mine")] {
        let fields = [("title", title), ("source", markdown), ("intent", "save")];
        assert_eq!(by.post(&blog, "/admin/posts", &fields).await.status, 303);
    }
    let page = marek.get(&blog, "/admin/media/1").await.body;
    assert!(!page.contains("secret") && !page.contains("/admin/posts/1\""), "{page}");
    for part in ["A draft of mine", "href=\"/admin/posts/2\"", "A post of somebody else’s that is not public"]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
    let page = ada.get(&blog, "/admin/media/1").await.body;
    assert!(page.contains("A secret plan") && page.contains("A draft of mine"), "an editor may: {page}");
}

#[tokio::test]
async fn what_was_deleted_says_so_and_comes_back_where_texts_still_name_it() {
    let blog = Blog::start().await;
    let (ada, anyone) = (Browser::log_in_as(&blog, "Ada").await, Browser::new());
    let picture = bring(&ada, &blog, "weir.jpg", &jpeg()).await;
    let (address, markdown) = (picture["address"].as_str().unwrap(), picture["markdown"].as_str().unwrap());
    blog.publish("The weir", markdown, &[]).await;
    assert!(anyone.get(&blog, "/2017/03/the-weir").await.body.contains("srcset"));
    ada.post(&blog, "/admin/media/1/deletion", &[("although_shown", "yes")]).await;
    assert_eq!(anyone.get(&blog, address).await.status, 410);
    let never = address.replace(address.split('/').nth(2).unwrap(), "aaaaaaaaaaaaaaaaaaaa");
    assert_eq!(anyone.get(&blog, &never).await.status, 404);
    assert!(!anyone.get(&blog, "/2017/03/the-weir").await.body.contains("srcset"));
    bring(&ada, &blog, "once more.jpg", &jpeg()).await;
    assert_eq!(anyone.get(&blog, address).await.status, 200);
    assert!(anyone.get(&blog, "/2017/03/the-weir").await.body.contains("srcset"), "the page is made anew");
    let page = ada.get(&blog, "/admin/media/1").await.body;
    assert!(page.contains("once more") && page.contains("The weir"), "{page}");
    assert_eq!(ada.post(&blog, "/admin/media/1/deletion", &[("x", "")]).await.status, 422, "it is in use");
}
