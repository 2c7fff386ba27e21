//! `#[actor]`.

mod expand;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diag::Diagnostics;

pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let declaration = parse::declaration(options, &item, &mut diagnostics);
    let code = declaration.as_ref().map(expand::expand);
    let item = declaration.map_or(item, |declaration| declaration.item);
    let errors = diagnostics.into_tokens();
    quote!(#item #code #errors)
}
