//! `#[message]`.

mod expand;
mod form;
mod parse;
mod told;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, ItemFn, ItemUnion, parse2};

use crate::catalogue;
use crate::diag::Diagnostics;
use crate::items::hollow;
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
            let promise = hollow(item.clone()).and_then(|(head, _)| promise(options, head));
            on_another_item(&item, error, &mut diagnostics);
            quote!(#item #promise)
        }
    };
    let errors = diagnostics.into_tokens();
    quote!(#code #errors)
}

/// That an item is a message whose fields do not parse, which is all that is wrong: it is not to be missed where it is
/// sent.
fn promise(options: TokenStream, head: TokenStream) -> Option<TokenStream> {
    let (mut runtime, mut unsaid) = (Runtime::default(), Diagnostics::default());
    let input = parse2::<DeriveInput>(head).ok().filter(|input| !matches!(input.data, Data::Union(_)))?;
    options::read(options, &parse::OPTIONS, Some(&mut runtime), &mut unsaid);
    let definition = Definition::new(runtime, Options::local(), input, &mut unsaid);
    definition.ok().map(|definition| expand::implementation(&definition))
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
