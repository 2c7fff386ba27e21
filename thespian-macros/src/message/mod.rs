//! `#[message]`.

mod expand;
mod fingerprint;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diag::Diagnostics;

pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let definition = parse::definition(options, &item, &mut diagnostics);
    match (definition, diagnostics.into_tokens()) {
        (Some(definition), None) => expand::expand(&definition),
        (_, errors) => quote!(#item #errors),
    }
}
