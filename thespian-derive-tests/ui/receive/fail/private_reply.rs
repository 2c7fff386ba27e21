//! The compiler's own error, at the type that has to be seen by more.

pub mod shop {
    use thespian::prelude::*;

    #[message]
    struct Receipt {
        sum: i64,
    }

    #[actor]
    #[derive(Default)]
    pub struct Shop;

    #[receive]
    impl Shop {
        fn buy(&mut self, sum: i64) -> Receipt {
            Receipt { sum }
        }
    }
}

fn main() {}
