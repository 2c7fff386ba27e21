//! Actors and messages wherever items may stand, however visible, by whatever name, and from the hands of
//! `macro_rules`.
#![deny(warnings)]

use std::time::Duration;

use thespian::form::Form;
use thespian::prelude::*;
use thespian::{Actor, RequiredValue};

const WAIT: Duration = Duration::from_secs(1);

/// Everything is private to a module, or to a part of the crate.
mod inner {
    pub(super) mod private {
        use thespian::prelude::*;

        #[message]
        struct Secret(u8);

        #[message]
        pub(in crate::inner) struct Shared {
            pub(in crate::inner) secret: u8,
        }

        #[actor]
        #[derive(Default)]
        pub(in crate::inner) struct Vault(u8);

        #[actor]
        #[derive(Default)]
        struct Closed;

        #[receive]
        impl Vault {
            fn secret(&mut self, secret: &Secret) -> u8 {
                self.0 = secret.0;
                self.0
            }
            fn shared(&mut self, shared: &Shared) -> Shared {
                shared.clone()
            }
            #[message(Lock)]
            fn lock(&mut self, secret: &Secret) {
                self.0 = secret.0;
            }
            #[message(Unlock)]
            pub(in crate::inner) fn unlock(&mut self, with: Shared) -> bool {
                with.secret == self.0
            }
        }

        #[receive]
        impl Closed {
            fn open(&mut self, vault: Addr<Vault>, ctx: &mut Context) {
                ctx.send(&vault, Secret(1));
            }
        }

        pub(in crate::inner) fn open(system: &ActorSystem) -> Addr<Vault> {
            let vault = system.create_actor::<Vault>().expect("a vault");
            let closed = system.create_actor::<Closed>().expect("an actor");
            system.tell(&closed, vault).expect("it is sent");
            system.tell(&vault, Lock { secret: Secret(2) }).expect("it is sent");
            assert_eq!(system.ask(&vault, Secret(3), super::super::WAIT).expect("an answer"), 3);
            vault
        }
    }

    pub(super) fn open(system: &thespian::ActorSystem) {
        let vault = private::open(system);
        let shared = private::Shared { secret: 4 };
        assert_eq!(system.ask(&vault, shared, super::WAIT).expect("an answer").secret, 4);
        let unlock = private::Unlock { with: private::Shared { secret: 3 } };
        assert!(system.ask(&vault, unlock, super::WAIT).expect("an answer"));
    }
}

/// The block may be elsewhere than its actor.
mod elsewhere {
    use thespian::prelude::*;

    #[receive]
    impl super::Counter {
        fn add(&mut self, by: &i64) -> i64 {
            self.count += by;
            self.count
        }
    }
    #[receive]
    impl self::Local {
        #[message(Echo)]
        pub(super) fn echo(&mut self, what: &super::r#type) -> super::r#type {
            what.clone()
        }
    }
    #[thespian::actor]
    #[derive(Default)]
    pub(super) struct Local;
}

#[thespian::actor]
#[derive(Default)]
struct Counter {
    count: i64,
}

/// Words of the language as names of everything.
#[message]
#[allow(non_camel_case_types)]
#[derive(PartialEq)]
struct r#type {
    r#fn: u8,
    r#match: Vec<u8>,
}

#[message]
#[derive(PartialEq)]
#[allow(non_camel_case_types)]
enum r#enum {
    r#struct { r#in: u8 },
}

#[actor(name = "tests.raw")]
#[derive(Default)]
#[allow(non_camel_case_types)]
struct r#impl {
    r#mut: u64,
}

#[receive]
impl r#impl {
    fn r#type(&mut self, r#type: &r#type) -> u64 {
        self.r#mut += u64::from(r#type.r#fn);
        self.r#mut
    }
    async fn r#enum(&mut self, r#enum: r#enum) -> r#enum {
        r#enum
    }
    #[message(r#While)]
    fn r#while(&mut self, r#for: &str, r#loop: u8) -> String {
        format!("{} {}", r#for, r#loop)
    }
    fn _1(&mut self, number: &u8) -> u8 {
        *number
    }
    fn self_(&mut self, number: &u16) -> u16 {
        *number
    }
}

/// Names, types, literals, and attributes that a macro wraps.
macro_rules! define {
    (
        $(#[$attr:meta])*
        $vis:vis actor $actor:ident($name:expr, $room:literal, $capability:literal, $value:expr);
        messages $inbox:ident;
        message $message:ident { $($field:ident: $field_type:ty),* $(,)? }
        on $function:ident($argument:ident: &$passed:ty) -> $reply:ty $body:block
        defines $defined:ident as $defined_name:literal by $by:ident($parameter:ident: $parameter_type:ty);
    ) => {
        #[message(name = $defined_name)]
        #[derive(PartialEq)]
        $vis struct $message {
            $($field: $field_type),*
        }

        $(#[$attr])*
        #[actor(name = $name, mailbox = $room)]
        #[require_capability($capability, $value)]
        #[derive(Default)]
        $vis struct $actor {
            last: Option<$passed>,
        }

        #[receive(messages = $inbox)]
        impl $actor {
            fn $function(&mut self, $argument: &$passed) -> $reply $body
            fn message(&mut self, message: $message) -> $message {
                message
            }
            #[message($defined)]
            $vis fn $by(&mut self, $parameter: $parameter_type, more: &$passed) -> $reply {
                let _ = $parameter;
                self.last.replace(more.clone()).unwrap_or_default().len() as $reply
            }
        }
    };
}

define! {
    /// Documented.
    pub(crate) actor Wrapped("tests.wrapped", 10, "tests", [1, -2]);
    messages WrappedInbox;
    message Fields { bytes: Vec<u8>, maybe: Option<Vec<u8>>, next: Option<Box<Fields>> }
    on length(text: &String) -> u64 { text.len() as u64 }
    defines Compare as "tests.fields" by compare(bytes: Vec<u8>);
}

/// The names are the macro's own.
macro_rules! own {
    ($type:ty, $passed:ty) => {
        #[actor]
        #[derive(Default)]
        struct Own {
            key: u8,
        }
        #[receive]
        impl Own {
            fn number(&mut self, message: &$passed, ctx: &mut Context) -> u8 {
                let key = ctx.sender();
                ctx.reply(*message);
                let _ = key;
                self.key
            }
            async fn address(&mut self, to: &Addr<Self>) -> Addr<Self> {
                *to
            }
            #[message(OwnMessages)]
            fn own(&mut self, key: u8, message: $passed) -> $passed {
                self.key = key;
                message
            }
        }
        #[receive]
        impl $type {
            fn number(&mut self, number: $passed) -> $passed {
                number
            }
        }
    };
}

#[actor]
#[derive(Default)]
struct Given;
own!(self::Given, u16);

fn in_a_function(system: &ActorSystem) -> thespian::Result<()> {
    #[message]
    struct Hello(String);

    #[actor]
    #[derive(Default)]
    struct Inside;

    #[receive]
    impl Inside {
        fn hello(&mut self, hello: &Hello) -> String {
            format!("Hello, {}", hello.0)
        }
        #[message(Bye)]
        async fn bye(&mut self, name: &str) -> String {
            format!("Bye, {name}")
        }
    }
    let inside = system.create_actor::<Inside>()?;
    assert_eq!(system.ask(&inside, Hello("world".into()), WAIT)?, "Hello, world");
    assert_eq!(system.ask(&inside, Bye { name: "world".into() }, WAIT)?, "Bye, world");
    assert!(matches!(InsideMessage::from(Hello(String::new())), InsideMessage::Hello(_)));
    system.create_named(Inside::NAME)?;
    let in_a_block = {
        // A message is known by its name, which is its path.
        #[message]
        struct Hello(String);
        system.ask_any(&inside.address(), Hello("again".into()), WAIT)
    };
    assert_eq!(in_a_block?.downcast::<String>().expect("what `hello` answers"), "Hello, again");
    Ok(())
}

fn main() -> thespian::Result<()> {
    let builder = ActorSystem::builder().base("sequential").capability("tests", vec![1, -2]);
    let system = thespian::testing::system_from(builder)?;
    inner::open(&system);
    in_a_function(&system)?;

    let counter = system.create_actor::<Counter>()?;
    assert_eq!(system.ask(&counter, 3_i64, WAIT)?, 3);
    assert!(matches!(elsewhere::CounterMessage::from(1), elsewhere::CounterMessage::Add(1)));
    let local = system.create_actor::<elsewhere::Local>()?;
    let raw = r#type { r#fn: 1, r#match: vec![200; 1000] };
    assert_eq!(system.ask(&local, elsewhere::Echo { what: raw.clone() }, WAIT)?, raw);

    let actor = system.create_named("tests.raw")?;
    assert_eq!(system.ask_any(&actor, raw.clone(), WAIT)?.downcast::<u64>()?, 1);
    let actor = system.create_actor::<r#impl>()?;
    assert_eq!(system.ask(&actor, raw.clone(), WAIT)?, 1);
    assert_eq!(system.ask(&actor, r#enum::r#struct { r#in: 1 }, WAIT)?, r#enum::r#struct { r#in: 1 });
    assert_eq!(system.ask(&actor, r#While { r#for: "for".into(), r#loop: 2 }, WAIT)?, "for 2");
    assert_eq!(system.ask(&actor, 8_u8, WAIT)?, 8);
    assert_eq!(system.ask(&actor, 16_u16, WAIT)?, 16);
    let Form::Struct([first, second]) = r#type::FORM else { panic!("it has fields") };
    assert_eq!((first.name, second.name), ("fn", "match"));
    assert!(matches!(r#enum::FORM, Form::Enum([variant]) if variant.name == "struct"));
    assert!(raw.encode().expect("plain data").len() < 1050, "bytes are not numbers");
    let messages = [
        implMessage::from(raw),
        implMessage::from(8_u8),
        implMessage::from(16_u16),
        implMessage::from(While { r#for: String::new(), r#loop: 1 }),
    ];
    let messages = messages.map(|message| format!("{message:?}").split('(').next().map(str::to_owned));
    assert_eq!(messages.map(Option::unwrap), ["Type", "Handler1", "HandlerSelf", "While"]);

    let wrapped = system.create_named("tests.wrapped")?;
    assert_eq!(system.ask_any(&wrapped, "four".to_owned(), WAIT)?.downcast::<u64>()?, 4);
    let wrapped = system.create_actor::<Wrapped>()?;
    let fields = Fields { bytes: vec![200; 1000], maybe: None, next: None };
    assert_eq!(system.ask(&wrapped, fields.clone(), WAIT)?, fields);
    let compare = Compare { bytes: vec![200; 1000], more: String::new() };
    assert!(compare.encode().expect("plain data").len() < 1050, "bytes are not numbers");
    assert_eq!(system.ask(&wrapped, compare, WAIT)?, 0);
    assert_eq!(Wrapped::MAILBOX, Some(10));
    let [required] = Wrapped::REQUIRES else { panic!("it requires one") };
    assert_eq!(required.value(), RequiredValue::List(&[RequiredValue::Int(1), RequiredValue::Int(-2)]));
    assert_eq!(Fields::name(), "tests.fields");
    assert!(fields.encode().expect("plain data").len() < 1050, "bytes are not numbers");
    let Form::Struct(parts) = Fields::FORM else { panic!("it has fields") };
    let parts: Vec<_> = parts.iter().map(|part| part.ty.to_string()).collect();
    let next = format!("Option<Box<{}>>", Fields::name());
    assert_eq!(parts, ["Vec<u8>", "Option<Vec<u8>>", &*next]);
    let inbox = WrappedInbox::from(String::from("text"));
    assert_eq!(format!("{inbox:?}"), "Length(\"text\")");

    let own = system.create_actor::<Own>()?;
    assert_eq!(system.ask_any(&own, 5_u16, WAIT)?.downcast::<u16>()?, 5);
    assert_eq!(system.ask(&own, own, WAIT)?, own);
    assert_eq!(system.ask(&own, OwnMessages { key: 1, message: 6 }, WAIT)?, 6);
    let given = system.create_actor::<Given>()?;
    assert_eq!(system.ask(&given, 7_u16, WAIT)?, 7);
    Ok(())
}
