//! What a handler's message holds may need the bounds of its actor, wherever they are written.
#![deny(warnings)]

use std::collections::{BTreeSet, HashMap};
use std::fmt::Display;
use std::hash::Hash;
use std::time::Duration;

use thespian::prelude::*;
use thespian::{Data, Message};

#[message]
#[derive(PartialEq)]
struct Sorted<T: Data + Ord, const N: usize>(Vec<T>);

/// A bound that includes what serde derives.
trait Thing: Data + Ord {
    type Part: Data + PartialEq;
}

impl Thing for u8 {
    type Part = u16;
}

#[actor]
#[derive(Default)]
struct Shelf<T, K, const N: usize>(Vec<(T, K)>);

#[receive]
impl<T: Data + Ord + Default, K: Data + Into<u64>, const N: usize> Shelf<T, K, N>
where
    T: Into<String> + PartialEq<T>,
    K: Eq + Hash + Default,
    String: From<T>,
    Vec<(T, K)>: PartialEq,
    HashMap<K, u8>: PartialEq,
    Self: Sized,
{
    #[message(Inline, derive(PartialEq))]
    fn inline(&mut self, things: BTreeSet<T>) -> u64 {
        let _ = &self.0;
        things.len() as u64
    }

    #[message(InWhere)]
    fn in_where(&mut self, things: HashMap<K, T>, numbers: &[u8]) -> u64 {
        let _ = &self.0;
        things.into_keys().map(Into::into).sum::<u64>() + numbers.len() as u64
    }

    #[message(OfAnother)]
    fn of_another(&mut self, sorted: &Sorted<T, N>) -> u64 {
        let _ = &self.0;
        sorted.0.len() as u64
    }

    #[message(Neither)]
    fn neither(&mut self, number: u64) -> u64 {
        let _ = &self.0;
        number
    }
}

#[actor]
#[derive(Default)]
struct Things<T>(Vec<T>);

#[receive]
impl<T: Thing> Things<T> {
    #[message(Put)]
    fn put(&mut self, things: BTreeSet<T>, part: T::Part) -> T::Part {
        self.0.extend(things);
        part
    }
}

/// Messages that stay, of what need not travel.
#[actor]
#[derive(Default)]
struct Keeper<T>(Vec<T>);

#[receive]
impl<T> Keeper<T>
where
    T: Message + Display,
{
    #[message(Keep, local)]
    fn keep(&mut self, what: &Shown<T>) -> String {
        let _ = &self.0;
        what.0.to_string()
    }
}

struct Shown<T: Display>(T);

fn main() -> thespian::Result<()> {
    let system = thespian::testing::system("sequential")?;
    let wait = Duration::from_secs(1);
    let shelf = system.create_actor::<Shelf<String, u32, 2>>()?;
    let things = BTreeSet::from(["a".to_owned(), "b".to_owned()]);
    assert_eq!(system.ask(&shelf, Inline { things }, wait)?, 2);
    let things = HashMap::from([(5, "a".to_owned())]);
    assert_eq!(system.ask(&shelf, InWhere { things, numbers: vec![1] }, wait)?, 6);
    assert_eq!(system.ask(&shelf, OfAnother { sorted: Sorted(vec!["a".to_owned()]) }, wait)?, 1);
    assert_eq!(system.ask(&shelf, Neither { number: 3 }, wait)?, 3);

    let things = system.create_actor::<Things<u8>>()?;
    let put = Put::<u8> { things: [1].into(), part: 300 };
    let bytes = put.encode().expect("plain data");
    assert_eq!(Put::<u8>::decode(&bytes).expect("the same").part, 300);
    assert_eq!(system.ask(&things, put, wait)?, 300);

    let keeper = system.create_actor::<Keeper<u8>>()?;
    assert_eq!(system.ask(&keeper, Keep { what: Shown(7) }, wait)?, "7");
    Ok(())
}
