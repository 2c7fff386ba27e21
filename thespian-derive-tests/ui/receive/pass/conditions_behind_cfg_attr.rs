//! A `#[cfg]` behind a `#[cfg_attr]` is one too, where that is made of it.
#![deny(warnings)]

use thespian::prelude::*;

#[message]
#[derive(PartialEq)]
struct Pair(#[cfg_attr(all(), cfg(any()))] NoSuchType, #[cfg_attr(any(), cfg(any()))] u8);

#[actor]
struct Counter {
    count: i64,
}

#[receive]
impl Counter {
    #[cfg_attr(all(), cfg(any()))]
    #[init]
    fn never() -> NoSuchType {}

    #[cfg_attr(all(), doc = "Begins.", cfg(all()))]
    #[init]
    fn begin(count: i64) -> Self {
        Counter { count }
    }

    #[cfg_attr(all(), cfg_attr(all(), cfg(any(),)))]
    fn add(&mut self, by: &NoSuchType) -> NoSuchReply {}

    #[cfg_attr(not(any()), cfg(all()), cfg(all()))]
    #[cfg_attr(any(), cfg(any()))]
    fn add(&mut self, by: &i64) -> i64 {
        self.count += by;
        self.count
    }

    #[cfg_attr(all(), cfg(any()))]
    #[message(Take)]
    fn take(&mut self, by: NoSuchType) {}

    #[cfg_attr(any(), cfg(any()))]
    #[message(Take)]
    fn take(&mut self, #[cfg_attr(all(), cfg(any()))] never: NoSuchType, by: i64) -> Pair {
        self.count -= by;
        Pair(1)
    }
}

fn main() -> thespian::Result<()> {
    let system = thespian::testing::system("sequential")?;
    let wait = std::time::Duration::from_secs(1);
    let counter = system.build_actor::<Counter>().args(40).create()?;
    assert_eq!(system.ask(&counter, 2_i64, wait)?, 42);
    assert_eq!(system.ask(&counter, Take { by: 2 }, wait)?, Pair(1));
    Ok(())
}
