//! `#[thespian::main]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ItemFn, parse2};

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
    if !function.sig.inputs.is_empty() {
        diagnostics.error(&function.sig.inputs, "`main` has no parameters; see `std::env::args`");
    }
    if let Some(errors) = diagnostics.into_tokens() {
        return quote!(#function #errors);
    }
    let ItemFn { attrs, vis, mut sig, block, .. } = function;
    let statements = block.stmts;
    let body = if sig.asyncness.take().is_some() {
        quote!(::thespian::__private::block_on(async move { #(#statements)* }))
    } else {
        quote!(#(#statements)*)
    };
    quote! {
        #(#attrs)*
        #vis #sig {
            ::thespian::init();
            #body
        }
    }
}
