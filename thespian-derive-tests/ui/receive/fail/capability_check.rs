//! A check of a host knows no actor yet.

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct WithSelf;
#[receive]
impl WithSelf {
    #[capability_check]
    fn fits(&self, capabilities: &Capabilities) -> bool {
        capabilities.has("zone")
    }
}

#[actor]
#[derive(Default)]
struct Twice;
#[receive]
impl Twice {
    #[capability_check]
    fn fits(_: &Capabilities, _: &Requirements) -> bool {
        true
    }
    #[capability_check]
    fn fits_too(_: &Capabilities, _: &Requirements) -> bool {
        true
    }
}

#[actor]
#[derive(Default)]
struct Wrong;
#[receive]
impl Wrong {
    #[capability_check]
    fn fits(_: &Capabilities, _: &Requirements) -> u8 {
        1
    }
}

fn main() {}
