//! `#[thespian::main]`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Block, Item, ItemFn, parse_quote, parse2};

use crate::catalogue;
use crate::diag::Diagnostics;
use crate::options;
use crate::runtime::Runtime;

pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let mut runtime = Runtime::default();
    options::read(options, &[], Some(&mut runtime), &mut diagnostics);
    let item = match parse2::<Item>(item.clone()) {
        Ok(Item::Fn(function)) => started(function, &runtime).into_token_stream(),
        Ok(other) => {
            diagnostics.error(&other, catalogue::main_on_other());
            item
        }
        Err(error) => {
            diagnostics.push(error);
            item
        }
    };
    let errors = diagnostics.into_tokens();
    quote!(#item #errors)
}

/// The statements stay in the user's own braces: debuggers and coverage tools know them by these.
fn started(mut function: ItemFn, runtime: &Runtime) -> ItemFn {
    if function.sig.asyncness.take().is_some() {
        let body = function.block.clone();
        let call: Block = parse_quote!({ #runtime::__private::block_on(async move #body) });
        function.block.stmts = call.stmts;
    }
    function.block.stmts.insert(0, parse_quote!(#runtime::init();));
    function
}
