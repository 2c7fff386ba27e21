//! `#[thespian::main]`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Block, ItemFn, parse_quote, parse2};

use crate::diag::Diagnostics;

pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let function: ItemFn = match parse2(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            let error = error.to_compile_error();
            return quote!(#item #error);
        }
    };
    if !options.is_empty() {
        diagnostics.error(options, "`#[thespian::main]` has no options");
    }
    if let Some(errors) = diagnostics.into_tokens() {
        return quote!(#function #errors);
    }
    started(function).into_token_stream()
}

/// The statements stay in the user's own braces: debuggers and coverage tools know them by these.
fn started(mut function: ItemFn) -> ItemFn {
    if function.sig.asyncness.take().is_some() {
        let body = function.block.clone();
        let call: Block = parse_quote!({ ::thespian::__private::block_on(async move #body) });
        function.block.stmts = call.stmts;
    }
    function.block.stmts.insert(0, parse_quote!(::thespian::init();));
    function
}
