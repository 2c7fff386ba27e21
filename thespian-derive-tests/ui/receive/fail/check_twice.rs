use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    #[capability_check]
    fn fits(_: &Capabilities, _: &Requirements) -> bool {
        true
    }
    #[capability_check]
    fn fits_too(_: &Capabilities, _: &Requirements) -> bool {
        true
    }
}

fn main() {}
