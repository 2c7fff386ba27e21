//! Generated code means what it says, whatever the user gave the same names to: types, traits, modules, macros,
//! functions, and constants.
#![allow(dead_code, non_camel_case_types, non_upper_case_globals, unused_macros)]

/// Everything that the generated code could name without its path.
macro_rules! shadow {
    () => {
        struct Option;
        struct Some;
        struct None;
        struct Result;
        struct Ok;
        struct Err;
        struct String;
        struct Vec;
        struct Box;
        struct PhantomData;
        struct Context;
        struct AnyMessage;
        struct Turn;
        struct Requirement;
        struct Capabilities;
        struct Message;
        struct Actor;
        struct Future;
        trait Clone {}
        trait Copy {}
        trait Debug {}
        trait Default {}
        trait Drop {}
        trait From {}
        trait Into {}
        trait TryFrom {}
        trait Send {}
        trait Sync {}
        trait Sized {}
        trait Fn {}
        trait Serialize {}
        trait Deserialize {}
        trait ToString {}
        trait IntoReply {}
        mod core {}
        mod std {}
        mod alloc {}
        mod thespian {}
        mod inventory {}
        mod serde {}
        mod _serde {}
        mod __private {}
        macro_rules! concat { () => { compile_error!("not this one") } }
        macro_rules! stringify { () => { compile_error!("not this one") } }
        macro_rules! module_path { () => { compile_error!("not this one") } }
        macro_rules! file { () => { compile_error!("not this one") } }
        macro_rules! line { () => { compile_error!("not this one") } }
        macro_rules! unreachable { () => { compile_error!("not this one") } }
        macro_rules! record { () => { compile_error!("not this one") } }
        macro_rules! register { () => { compile_error!("not this one") } }
        macro_rules! submit { () => { compile_error!("not this one") } }
    };
}

/// A constant or a static is what a pattern of its name means.
macro_rules! shadow_locals {
    ($($name:ident),*) => { $(const $name: ::core::primitive::u8 = 0;)* };
}

mod types {
    shadow!();

    #[::thespian::message]
    #[derive(PartialEq)]
    pub(super) struct Greeting {
        pub(super) text: ::std::string::String,
        pub(super) bytes: ::std::vec::Vec<u8>,
    }

    #[::thespian::message]
    #[derive(PartialEq)]
    pub(super) enum Choice<T> {
        One(T),
        Other { bytes: ::std::option::Option<::std::vec::Vec<u8>> },
    }

    #[::thespian::message(local)]
    pub(super) struct Function(pub(super) fn() -> u8);

    #[::thespian::require_capability("tests")]
    #[::thespian::actor(name = "tests.shadowed", mailbox = 10, own_thread)]
    pub(super) struct Greeter {
        number: u8,
    }

    #[::thespian::receive]
    impl Greeter {
        #[init]
        fn new(number: u8, _: &::thespian::Capabilities, second: i8) -> ::std::result::Result<Self, ::thespian::Failure> {
            let _ = second;
            ::std::result::Result::Ok(Greeter { number })
        }
        #[capability_check]
        fn fits(_: &::thespian::Capabilities, _: &::thespian::Requirements) -> bool {
            true
        }
        fn greeting(&mut self, greeting: &Greeting) -> Greeting {
            ::std::clone::Clone::clone(greeting)
        }
        async fn choice(&mut self, choice: Choice<u8>, _: &mut ::thespian::Context) -> Choice<u8> {
            choice
        }
        fn text(&mut self, _: &str) {}
        fn function(&mut self, function: &Function) -> u8 {
            (function.0)()
        }
        #[message(Defined, derive(PartialEq))]
        async fn defined(&mut self, text: &str, items: &[u16], number: u8) -> u8 {
            let _ = (text, items);
            number + self.number
        }
        #[message(Here, local)]
        fn here(&mut self) {}
        #[unhandled]
        fn rest(&mut self, _: ::thespian::AnyMessage) {}
    }

    #[::thespian::actor]
    #[derive(::std::default::Default)]
    pub(super) struct Holder<T: ::thespian::Data>(::std::vec::Vec<T>);

    #[::thespian::receive]
    impl<T: ::thespian::Data> Holder<T> {
        #[message(Hold)]
        fn hold(&mut self, thing: &T) -> u64 {
            self.0.push(::std::clone::Clone::clone(thing));
            self.0.len() as u64
        }
        fn slice(&mut self, _: &[T]) {}
    }

    ::thespian::register_actor!(Holder<u8> as "tests.holder");
}

/// Numbers too, but for messages: serde's derives mean the usual ones.
mod primitives {
    struct bool;
    struct char;
    struct str;
    struct u8;
    struct u32;
    struct u64;
    struct i128;
    struct usize;

    #[::thespian::message(local)]
    pub(super) struct Kept<const N: ::core::primitive::usize>;

    #[::thespian::actor(mailbox = 2)]
    #[derive(Default)]
    pub(super) struct Keeper;

    #[::thespian::receive]
    impl Keeper {
        fn kept(&mut self, _: &Kept<1>) -> Kept<2> {
            Kept
        }
        async fn later(&mut self, _: &Kept<3>) {}
        #[unhandled]
        fn rest(&mut self, _: ::thespian::AnyMessage) {}
    }
}

mod locals {
    shadow_locals!(
        actor, address, args, argument_0, argument_1, bytes, capabilities, ctx, error, f, form, host, key, life,
        message, name, never, other, receive, requirements, this, turn, value, visitor
    );
    struct later_Waits;
    struct FACTS;
    struct RECORD;

    #[::thespian::message]
    pub(super) struct Plain {
        pub(super) number: u8,
    }

    #[::thespian::message(local)]
    pub(super) struct Here;

    #[::thespian::message]
    pub(super) enum Generic<T> {
        Message(T),
    }

    #[::thespian::actor]
    pub(super) struct Local(u8);

    #[::thespian::receive]
    impl Local {
        #[init]
        fn new(one: u8, _: &::thespian::Capabilities, _: &::thespian::Requirements, two: u8) -> Self {
            Local(one + two)
        }
        #[capability_check]
        fn fits(_: &::thespian::Capabilities, _: &::thespian::Requirements) -> bool {
            true
        }
        fn plain(&mut self, plain: &Plain) -> u8 {
            plain.number + self.0
        }
        fn here(&mut self, _: &Here) {}
        async fn waits(&mut self, _: Generic<u8>, _: &mut ::thespian::Context) {}
        #[message(Defined)]
        async fn defined(&mut self, number: u8, _ctx: &mut ::thespian::Context) -> u8 {
            number
        }
        #[unhandled]
        fn rest(&mut self, _: ::thespian::AnyMessage, _: &mut ::thespian::Context) {}
    }

    #[::thespian::actor]
    #[derive(Default)]
    pub(super) struct Held<T: ::thespian::Data>(Vec<T>);

    #[::thespian::receive]
    impl<T: ::thespian::Data> Held<T> {
        async fn slice(&mut self, items: &[T]) {
            self.0.extend_from_slice(items);
        }
    }
}

/// Traits of the user's that everything implements.
mod traits {
    pub(super) trait Everything: Sized {
        const KEY: u8 = 0;
        const NAME: u8 = 0;
        const TYPE: u8 = 0;
        fn by_value(&self) {}
        fn describe(&self) {}
        fn encode(&self) {}
        fn from_any(_: Self) {}
        fn into_instance(self) {}
        fn into_reply(self) {}
        fn key(&self) {}
        fn peek(&self) {}
        fn hold(&mut self) {}
        fn made() {}
    }
    impl<T> Everything for T {}

    #[::thespian::message]
    pub(super) struct Plain {
        number: u8,
        no_message: [u8; 2],
    }
    #[::thespian::actor]
    pub(super) struct Traits(Option<Plain>);
    #[::thespian::actor]
    pub(super) struct NotMade(());
    #[::thespian::receive]
    impl NotMade {
        fn hold(&mut self, number: u8) {
            let _ = (number, self.0);
        }
    }
    const FACTS: &str = "tests.facts";
    const RECORD: &str = "tests.record";
    ::thespian::register_actor!(Traits as FACTS);
    ::thespian::register_actor!(Traits as RECORD);

    #[::thespian::receive]
    impl Traits {
        #[init]
        fn made() -> Self {
            Traits(None)
        }
        fn hold(&mut self, plain: Plain) -> u8 {
            self.0.insert(plain).number
        }
    }
}

fn main() -> ::thespian::Result<()> {
    use thespian::Message;

    let builder = thespian::ActorSystem::builder().base("sequential").capability("tests", true);
    let system = thespian::testing::system_from(builder)?;
    let wait = std::time::Duration::from_secs(1);

    let greeter = system.build_actor::<types::Greeter>().args((1_u8, 2_i8)).create()?;
    let greeting = types::Greeting { text: "hello".into(), bytes: vec![1] };
    assert_eq!(system.ask(&greeter, greeting.clone(), wait)?, greeting);
    assert_eq!(system.ask(&greeter, types::Choice::One(2_u8), wait)?, types::Choice::One(2));
    assert_eq!(system.ask(&greeter, types::Function(|| 3), wait)?, 3);
    let defined = types::Defined { text: String::new(), items: Vec::new(), number: 4 };
    assert_eq!(system.ask(&greeter, defined, wait)?, 5);
    system.tell(&greeter, types::Here)?;
    assert!(matches!(types::GreeterMessage::from(types::Here), types::GreeterMessage::Here(_)));
    let named = system.create_named("tests.holder")?;
    assert_eq!(system.ask_any(&named, types::Hold { thing: 1_u8 }, wait)?.downcast::<u64>()?, 1);

    let keeper = system.create_actor::<primitives::Keeper>()?;
    let _: primitives::Kept<2> = system.ask(&keeper, primitives::Kept::<1>, wait)?;
    assert!(primitives::Kept::<1>::name().ends_with("::Kept<1>"));

    let local = system.build_actor::<locals::Local>().args((1_u8, 2_u8)).create()?;
    assert_eq!(system.ask(&local, locals::Plain { number: 3 }, wait)?, 6);
    assert_eq!(system.ask(&local, locals::Defined { number: 7 }, wait)?, 7);
    system.tell(&local, locals::Here)?;
    system.tell(&local, locals::Generic::Message(1_u8))?;
    assert_eq!(format!("{:?}", locals::LocalMessage::from(locals::Here)).split('(').next(), Some("Here"));
    system.create_actor::<locals::Held<u8>>()?;
    system.create_actor::<traits::Traits>()?;
    Ok(())
}
