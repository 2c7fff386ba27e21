//! Failures of handlers: errors they return, and panics that are contained.

use std::any::Any;
use std::cell::Cell;
use std::error::Error;
use std::fmt;
use std::panic::{AssertUnwindSafe, Location, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use crate::message::{FailedAttempt, SourcePlace, contain_drop};

/// Why a handler could not do its work: the same to the runtime as a panic.
///
/// The actor gets a new instance, made as its first one was: its state is gone. For an error that is an answer,
/// and leaves the actor as it is, return `Result<T, E>` with an `E` of your own that is a message.
///
/// `?` makes one of any error, and remembers where; [`OrFail::or_fail`] of everything else.
///
/// ```
/// use thespian::prelude::*;
///
/// # #[actor] #[derive(Default)] struct Reader;
/// #[receive]
/// impl Reader {
///     fn parse(&mut self, text: &str) -> Result<i64, Failure> {
///         let number = text.split(',').next().or_fail()?;
///         Ok(number.parse()?)
///     }
/// }
/// # fn main() {}
/// ```
// Neither a message nor a `std::error::Error`: it would clash with a reply, or with `?` from any error.
pub struct Failure(Box<Reason>);

struct Reason {
    text: String,
    place: &'static Location<'static>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    /// A failure that says `text`, at the caller's place.
    #[track_caller]
    pub fn new(text: impl Into<String>) -> Self {
        Failure(Box::new(Reason { text: text.into(), place: Location::caller(), source: None }))
    }

    /// The error that it was made of, if it was.
    #[must_use]
    pub fn source(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.0.source.as_deref()
    }

    pub(crate) fn into_attempt(self) -> FailedAttempt {
        let Reason { text, place, source } = *self.0;
        if let Some(source) = source {
            contain_drop(source);
        }
        FailedAttempt::new(text, Some(place.into()))
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    #[track_caller]
    fn from(error: E) -> Self {
        let source = Some(Box::new(error) as Box<dyn Error + Send + Sync>);
        let text = source.as_deref().map(in_full).unwrap_or_default();
        Failure(Box::new(Reason { text, place: Location::caller(), source }))
    }
}

/// An error and what caused it, in one line.
fn in_full(error: &(dyn Error + Send + Sync + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        // Many errors repeat the text of their cause.
        if !text.contains(&next) {
            text = format!("{text}: {next}");
        }
        cause = error.source();
    }
    text
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text)
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.0.text, self.0.place)
    }
}

/// Makes a [`Failure`] of what `?` alone cannot: a `None`, a boxed error, a text, an error of `anyhow`.
pub trait OrFail<T> {
    /// The value, or a failure that says why there is none.
    ///
    /// # Errors
    /// If there is no value.
    fn or_fail(self) -> Result<T, Failure>;
}

impl<T, E: fmt::Display> OrFail<T> for Result<T, E> {
    #[track_caller]
    fn or_fail(self) -> Result<T, Failure> {
        let place = Location::caller();
        self.map_err(|error| Failure(Box::new(Reason { text: format!("{error:#}"), place, source: None })))
    }
}

impl<T> OrFail<T> for Option<T> {
    #[track_caller]
    fn or_fail(self) -> Result<T, Failure> {
        let place = Location::caller();
        let text = || format!("expected a value of type `{}`, found none", std::any::type_name::<T>());
        self.ok_or_else(|| Failure(Box::new(Reason { text: text(), place, source: None })))
    }
}

thread_local! {
    /// Where the last panic of this thread began; only the hook learns that.
    static LAST_PANIC: Cell<Option<SourcePlace>> = const { Cell::new(None) };
}

/// Lets [`contain`] know where a panic began. The program's own hook is called as before.
pub(crate) fn remember_where_panics_begin() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = take_hook();
        set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
            LAST_PANIC.set(info.location().map(SourcePlace::from));
            others(info);
        }));
    });
}

/// Runs user code; a panic in it is a failed attempt.
pub(crate) fn contain<R>(code: impl FnOnce() -> R) -> Result<R, FailedAttempt> {
    // The actor that panicked is dropped and made anew, so nobody sees what it left half done.
    catch_unwind(AssertUnwindSafe(code)).map_err(attempt_of_panic)
}

#[cold]
fn attempt_of_panic(payload: Box<dyn Any + Send>) -> FailedAttempt {
    let place = LAST_PANIC.take();
    let text = match payload.downcast_ref::<&'static str>() {
        Some(text) => (*text).to_owned(),
        None => match payload.downcast_ref::<String>() {
            Some(text) => text.clone(),
            None => "a panic whose payload is no text".to_owned(),
        },
    };
    contain_drop(payload);
    FailedAttempt::new(text, place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_mark_remembers_its_line() {
        fn parse() -> Result<i64, Failure> {
            Ok("x".parse::<i64>()?)
        }
        let attempt = parse().expect_err("no number").into_attempt();
        let place = attempt.place.expect("a place");
        assert_eq!((place.file.as_str(), place.line), (file!(), line!() - 4));
        assert_eq!(attempt.text, "invalid digit found in string");
    }

    #[test]
    fn what_is_no_error_fails_through_or_fail() {
        assert_eq!(Err::<(), _>("text").or_fail().expect_err("failed").to_string(), "text");
        let boxed: Result<(), Box<dyn Error>> = Err("boxed".into());
        assert_eq!(boxed.or_fail().expect_err("failed").to_string(), "boxed");
        let none = None::<u8>.or_fail().expect_err("failed").to_string();
        assert_eq!(none, "expected a value of type `u8`, found none");
    }

    #[test]
    fn a_contained_panic_has_its_text_and_its_place() {
        remember_where_panics_begin();
        let attempt = contain(|| panic!("number {}", 7)).expect_err("it panicked");
        assert_eq!(attempt.text, "number 7");
        assert_eq!(attempt.place.expect("a place").line, line!() - 2);
        let attempt = contain(|| std::panic::panic_any(7_u8)).expect_err("it panicked");
        assert_eq!(attempt.text, "a panic whose payload is no text");
    }

    #[test]
    fn a_payload_that_panics_when_dropped_is_contained_too() {
        struct Mine;
        impl Drop for Mine {
            fn drop(&mut self) {
                panic!("and again");
            }
        }
        assert!(contain(|| std::panic::panic_any(Mine)).is_err());
    }
}
