//! A long random walk through all verbs: after each step every kept count is what the posts themselves say.

use super::*;
use crate::actions::posts::{create, publish_due, restore, schedule, trash, unpublish};

const TAGS: [&str; 4] = ["water", "earth", "قهوة", "salt, pepper"];

/// Small numbers from the seeded source.
fn roll(desk: &Desk, sides: u8) -> usize {
    usize::from(desk.app.chance.bytes::<1>()[0] % sides)
}

fn random_draft(desk: &Desk) -> Draft {
    let tags = TAGS.iter().filter(|_| roll(desk, 2) == 0).map(|&tag| tag.to_owned()).collect();
    let day = i64::try_from(roll(desk, 120)).unwrap() - 90;
    let published_at = (roll(desk, 3) > 0).then(|| Timestamp(START + day * DAY));
    let path = (roll(desk, 4) == 0).then(|| format!("/p{}", roll(desk, 12)));
    let kind = if roll(desk, 6) == 0 { PostKind::Page } else { PostKind::Post };
    Draft { kind, tags, path, published_at, ..draft(&format!("Title {}", roll(desk, 9))) }
}

fn random_wish(desk: &Desk) -> Wish {
    [Wish::Save, Wish::Publish, Wish::PublishNow][roll(desk, 3)]
}

async fn random_step(desk: &Desk, id: PostId) -> Result<(), Refusal> {
    let (app, owner) = (&desk.app, &desk.owner);
    match roll(desk, 10) {
        0 => create(app, owner, random_draft(desk), random_wish(desk)).await.map(drop),
        1..=3 => desk.save(id, random_draft(desk), random_wish(desk)).await.map(drop),
        4 => publish(app, owner, id).await,
        5 => schedule(app, owner, id, Timestamp(app.clock.now().0 + 5 * DAY)).await,
        6 => unpublish(app, owner, id).await,
        7 => trash(app, owner, id).await,
        8 => restore(app, owner, id).await,
        _ => {
            desk.advance(2 * DAY);
            Ok(publish_due(app).await.map(drop)?)
        }
    }
}

#[tokio::test]
async fn no_order_of_deeds_makes_a_count_wrong() {
    let desk = Desk::new().await;
    for number in 0..6 {
        desk.draft(&format!("Start {number}")).await;
    }
    let (mut done, mut refused) = (0, 0);
    for _ in 0..400 {
        let id = PostId(i64::try_from(roll(&desk, 12)).unwrap() + 1);
        let exists = desk::post(&mut desk.app.db.reader().await.unwrap(), id).await.unwrap().is_some();
        if !exists {
            continue;
        }
        match random_step(&desk, id).await {
            Ok(()) => done += 1,
            Err(Refusal::Store(error)) => panic!("{error:?}"),
            Err(_) => refused += 1,
        }
        desk.assert_counts_hold().await;
    }
    assert!(done > 150 && refused > 20, "{done} done, {refused} refused: the walk went nowhere");
}
