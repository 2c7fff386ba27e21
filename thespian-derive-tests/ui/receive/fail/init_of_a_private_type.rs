//! The compiler's own error, at the type that has to be seen by more.

pub mod shop {
    use thespian::prelude::*;

    #[message]
    struct Opening {
        at: u8,
    }

    #[actor]
    pub struct Shop {
        opens: u8,
    }

    #[receive]
    impl Shop {
        #[init]
        fn new(opening: Opening) -> Self {
            Shop { opens: opening.at }
        }
    }
}

fn main() {}
