//! Above and below `#[actor]`, stacked, with and without a value, by any path.

use thespian::{Actor, RequiredValue, prelude::*};

#[require_capability("above")]
#[thespian::require_capability("number", -1)]
#[actor(name = "forms.both")]
#[require_capability("below", "text")]
#[derive(Default)]
#[require_capability("list", [1, 2.5, "three", true])]
#[require_capability("yes", true,)]
struct Both;

#[receive]
impl Both {
    #[capability_check]
    fn fits(capabilities: &Capabilities, _: &Requirements) -> bool {
        capabilities.has("more")
    }
}

#[actor]
#[derive(Default)]
#[require_capability("generic")]
enum Generic<T: Default + Send + 'static> {
    #[default]
    Empty,
    Full(T),
}

#[receive]
impl<T: Default + Send + 'static> Generic<T> {
    fn fill(&mut self, _: &()) {
        *self = Generic::Full(T::default());
    }
}

fn main() {
    let names: Vec<_> = Both::REQUIRES.iter().map(|required| required.name()).collect();
    // What stands above `#[actor]` is read last.
    assert_eq!(names, ["below", "list", "yes", "above", "number"]);
    assert_eq!(Both::REQUIRES[4].value(), RequiredValue::Int(-1));
    assert_eq!(Generic::<u8>::REQUIRES[0].value(), RequiredValue::Truthy);
}
