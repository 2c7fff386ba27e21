//! Mistakes: all of an item are collected, each with the tokens to change.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Error, LitStr, Result, meta::ParseNestedMeta};

/// Collects what is wrong with an item.
#[derive(Default)]
pub(crate) struct Diagnostics(Option<Error>);

impl Diagnostics {
    /// Underlines `tokens` and says what to write instead.
    pub(crate) fn error(&mut self, tokens: impl ToTokens, text: impl std::fmt::Display) {
        self.push(Error::new_spanned(tokens, text));
    }

    pub(crate) fn push(&mut self, error: Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// The value of a result whose error is one more mistake.
    pub(crate) fn take<T: Default>(&mut self, result: Result<T>) -> T {
        result.unwrap_or_else(|error| {
            self.push(error);
            T::default()
        })
    }

    /// One `compile_error!` for each mistake; `None` if there is none.
    pub(crate) fn into_tokens(self) -> Option<TokenStream> {
        self.0.map(|errors| errors.to_compile_error())
    }
}

/// The text of an option like `name = "…"`.
pub(crate) fn text(option: &ParseNestedMeta<'_>) -> Result<String> {
    let literal: LitStr = option.value()?.parse()?;
    if literal.value().is_empty() {
        return Err(Error::new_spanned(literal, "a name has at least one letter"));
    }
    Ok(literal.value())
}

/// An option that does not exist, with those that do.
pub(crate) fn unknown_option(option: &ParseNestedMeta<'_>, known: &[&str]) -> Error {
    let known: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
    let name = option.path.to_token_stream().to_string();
    let text = if known.is_empty() {
        format!("unknown option `{name}`; there is none here")
    } else {
        format!("unknown option `{name}`; there is {}", known.join(", "))
    };
    Error::new_spanned(&option.path, text)
}
