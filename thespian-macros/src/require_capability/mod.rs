//! `#[require_capability]`.

mod parse;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Item, ItemEnum, ItemStruct, Meta, parse_quote};

use crate::catalogue;
use crate::diag::Diagnostics;
use crate::items::{filled, is, parsed};
pub(crate) use parse::Required;

/// Above `#[actor]`, the attribute moves below it, where `#[actor]` reads it; one that is read by nobody is a mistake.
pub(crate) fn expand(options: &TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let (parsed, fields) = parsed(&item);
    match parsed {
        Ok(mut actor @ (Item::Struct(_) | Item::Enum(_))) => {
            if let Item::Struct(ItemStruct { attrs, .. }) | Item::Enum(ItemEnum { attrs, .. }) = &mut actor
                && attrs.iter().any(|attr| is(attr, "actor"))
            {
                attrs.push(parse_quote!(#[require_capability(#options)]));
                return filled(actor.into_token_stream(), fields);
            }
            if let Item::Struct(ItemStruct { ident, .. }) | Item::Enum(ItemEnum { ident, .. }) = &actor {
                diagnostics.error(ident, catalogue::capability_without_actor(ident));
            }
        }
        Ok(Item::Impl(block)) => diagnostics.error(block.self_ty, catalogue::capability_on_impl()),
        Ok(other) => diagnostics.error(other, catalogue::capability_on_other()),
        Err(error) => diagnostics.push(error),
    }
    let errors = diagnostics.into_tokens();
    quote!(#item #errors)
}

/// Takes the attributes out of an item's, and reads them.
pub(crate) fn take_from(attrs: &mut Vec<Attribute>, diagnostics: &mut Diagnostics) -> Vec<Required> {
    let mut found = Vec::new();
    attrs.retain(|attr| {
        if !is(attr, "require_capability") {
            return true;
        }
        match &attr.meta {
            Meta::List(list) if !list.tokens.is_empty() => {
                found.extend(parse::required(&list.tokens, diagnostics));
            }
            other => diagnostics.error(other, catalogue::capability_usage()),
        }
        false
    });
    found
}
