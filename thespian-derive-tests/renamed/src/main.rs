//! `thespian` by another name: every attribute is told, with `crate = stage`.
#![deny(warnings)]

use std::time::Duration;

use stage::prelude::*;
use stage::{Data, register_actor};

/// The crate again, as a facade would hand it on.
pub mod facade {
    pub use stage;
}

#[message(crate = stage, name = "tests.photo")]
#[derive(PartialEq)]
pub struct Photo {
    pub bytes: Vec<u8>,
    pub more: Option<Vec<u8>>,
    pub of: Option<Box<Photo>>,
}

/// As serde takes it, a text will do.
#[message(crate = "stage")]
#[derive(PartialEq)]
pub enum Choice<T> {
    One(T),
    Other { bytes: Vec<u8> },
}

#[message(crate = crate::facade::stage)]
#[derive(PartialEq)]
pub struct Through {
    pub bytes: Vec<u8>,
}

#[message(local, crate = stage)]
pub struct Kept(pub fn(i64) -> i64);

#[require_capability("tests", [1, "two"])]
#[actor(crate = stage, name = "tests.album", mailbox = 10, on_failure = "resume", own_thread)]
pub struct Album {
    photos: Vec<Photo>,
}

#[receive(crate = stage, messages = AlbumInbox)]
impl Album {
    #[init]
    fn new(first: Photo, _: &Capabilities) -> Result<Self, Failure> {
        Ok(Album { photos: vec![first] })
    }

    #[capability_check]
    fn fits(_: &Capabilities, _: &Requirements) -> bool {
        true
    }

    fn photo(&mut self, photo: Photo) -> u64 {
        self.photos.push(photo);
        self.photos.len() as u64
    }

    async fn choice(&mut self, choice: &Choice<u8>, ctx: &mut Context) -> Choice<u8> {
        let _ = ctx.sender();
        choice.clone()
    }

    fn kept(&mut self, kept: &Kept) -> i64 {
        (kept.0)(1)
    }

    fn through(&mut self, through: &Through) -> Through {
        through.clone()
    }

    fn text(&mut self, text: &str) -> u64 {
        text.len() as u64
    }

    /// Its path is the block's.
    #[message(Title, name = "tests.title", derive(PartialEq))]
    fn title(&mut self, text: &str, bytes: &[u8], #[serde(default)] number: u8) -> String {
        format!("{text} {bytes:?} {number}")
    }

    #[message(Call, local)]
    async fn call(&mut self, function: &Box<dyn Fn() -> u8 + Send + Sync>) -> u8 {
        function()
    }

    #[unhandled]
    fn rest(&mut self, _: AnyMessage) {}
}

#[actor(crate = stage)]
#[derive(Default)]
pub struct Cache<T: Data, const N: usize> {
    things: Vec<T>,
}

#[receive(crate = stage)]
impl<T: Data, const N: usize> Cache<T, N> {
    #[message(Put)]
    fn put(&mut self, thing: &T) -> u64 {
        self.things.push(thing.clone());
        (self.things.len() + N) as u64
    }
    async fn slice(&mut self, things: &[T]) {
        self.things.extend_from_slice(things);
    }
}

register_actor!(Cache<u8, 1> as "tests.cache");

#[stage::main(crate = stage)]
async fn main() -> stage::Result<()> {
    let wait = Duration::from_secs(1);
    let builder = ActorSystem::builder().capability("tests", vec![CapabilityValue::from(1), "two".into()]);
    let system = stage::testing::system_from(builder.base("sequential"))?;
    let photo = Photo { bytes: vec![200; 1000], more: None, of: None };
    assert!(photo.encode().expect("plain data").len() < 1100, "bytes are not numbers");
    let through = Through { bytes: vec![200; 1000] };
    assert!(through.encode().expect("plain data").len() < 1050, "bytes are not numbers");

    let album = system.build_actor::<Album>().args(photo.clone()).create()?;
    assert_eq!(system.ask(&album, photo.clone(), wait)?, 2);
    assert_eq!(system.ask(&album, Choice::One(3), wait)?, Choice::One(3));
    assert_eq!(system.ask(&album, Choice::Other { bytes: vec![1] }, wait)?, Choice::Other { bytes: vec![1] });
    assert_eq!(system.ask(&album, Kept(|one| one + 1), wait)?, 2);
    assert_eq!(system.ask(&album, through.clone(), wait)?, through);
    assert_eq!(system.ask(&album, "text".to_owned(), wait)?, 4);
    let title = Title { text: "a".into(), bytes: vec![1], number: 2 };
    assert_eq!(system.ask(&album, title, wait)?, "a [1] 2");
    assert_eq!(system.ask(&album, Call { function: Box::new(|| 5) }, wait)?, 5);
    assert!(matches!(AlbumInbox::from(through), AlbumInbox::Through(_)));
    let named = system.build_named("tests.album").args(photo).create()?;
    assert_eq!(system.ask_any(&named, "text".to_owned(), wait)?.downcast::<u64>()?, 4);

    let cache = system.create_actor::<Cache<String, 4>>()?;
    assert_eq!(system.ask(&cache, Put { thing: "one".to_owned() }, wait)?, 5);
    let named = system.create_named("tests.cache")?;
    assert_eq!(system.ask_any(&named, Put { thing: 1_u8 }, wait)?.downcast::<u64>()?, 2);
    println!("all the world");
    Ok(())
}
