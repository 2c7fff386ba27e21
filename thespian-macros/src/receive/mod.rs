//! `#[receive]`.

mod check;
mod dispatch;
mod expand;
mod messages;
mod model;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diag::Diagnostics;

pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let mut block = parse::block(options, &item, &mut diagnostics);
    if let Some(block) = &mut block {
        check::free_the_name(block, &mut diagnostics);
        check::check(block, &mut diagnostics);
    }
    // Generated even beside errors, so that a mistake in one handler is not an actor without handlers.
    let code = block.as_ref().map(expand::expand);
    let errors = diagnostics.into_tokens();
    let item = parse::emitted(item, block.as_ref());
    quote!(#item #code #errors)
}
