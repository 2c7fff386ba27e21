//! Mistakes: all of an item are collected, each with the tokens to change.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Error;

use crate::catalogue::Mistake;

/// Collects what is wrong with an item.
#[derive(Default)]
pub(crate) struct Diagnostics(Option<Error>);

impl Diagnostics {
    /// Underlines `tokens` and says what to write instead.
    pub(crate) fn error(&mut self, tokens: impl ToTokens, mistake: Mistake) {
        self.push(Error::new_spanned(tokens, mistake));
    }

    /// What the parser did not understand.
    pub(crate) fn push(&mut self, error: Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// One `compile_error!` for each mistake; nothing, if there is none.
    pub(crate) fn into_tokens(self) -> Option<TokenStream> {
        self.0.map(|errors| errors.to_compile_error())
    }
}
