//! `#[message]`.

mod expand;
mod form;
mod parse;
mod told;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, ItemFn, ItemUnion, parse2};

use crate::catalogue;
use crate::diag::Diagnostics;
use crate::options;
use crate::runtime::Runtime;
pub(crate) use parse::{Definition, OPTIONS, Options};

pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let code = match parse2::<DeriveInput>(item.clone()) {
        Ok(input) => {
            let mut runtime = Runtime::default();
            let given = options::read(options, &parse::OPTIONS, Some(&mut runtime), &mut diagnostics);
            let options = Options::read(&given, &mut diagnostics);
            match Definition::new(runtime, options, input, &mut diagnostics) {
                Ok(definition) => expand::expand(&definition),
                Err(input) => quote!(#input),
            }
        }
        Err(error) => {
            on_another_item(&item, error, &mut diagnostics);
            item
        }
    };
    let errors = diagnostics.into_tokens();
    quote!(#code #errors)
}

/// A message that is defined by a handler: itself, and what makes it one.
pub(crate) fn define(definition: &Definition) -> TokenStream {
    expand::expand(definition)
}

fn on_another_item(item: &TokenStream, error: syn::Error, diagnostics: &mut Diagnostics) {
    if let Ok(function) = parse2::<ItemFn>(item.clone()) {
        diagnostics.error(function.sig, catalogue::message_alone());
    } else if let Ok(union) = parse2::<ItemUnion>(item.clone()) {
        diagnostics.error(union.union_token, catalogue::message_union());
    } else if parse2::<syn::Item>(item.clone()).is_ok() || parse2::<syn::ImplItem>(item.clone()).is_ok() {
        diagnostics.error(item, catalogue::message_on_other());
    } else {
        diagnostics.push(error);
    }
}
