//! `#[require_capability]`.

mod parse;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Item, Meta, parse_quote, parse2};

use crate::diag::Diagnostics;
pub(crate) use parse::{Required, required};

/// Above `#[actor]`, the attribute moves below it, where `#[actor]` reads it; one that is read by nobody is a mistake.
pub(crate) fn expand(options: &TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let mut parsed = parse2::<Item>(item.clone());
    if let Ok(Item::Struct(syn::ItemStruct { attrs, .. }) | Item::Enum(syn::ItemEnum { attrs, .. })) =
        &mut parsed
        && attrs.iter().any(|attr| is(attr, "actor"))
    {
        attrs.push(parse_quote!(#[::thespian::require_capability(#options)]));
        return parsed.map(ToTokens::into_token_stream).unwrap_or(item);
    }
    match &parsed {
        Ok(Item::Impl(item)) => diagnostics.error(
            &item.self_ty,
            "`#[require_capability]` goes on the actor's definition, beside `#[actor]`; in the `#[receive]` block, \
             `#[capability_check]` above a function decides in code",
        ),
        Ok(Item::Struct(syn::ItemStruct { ident, .. }) | Item::Enum(syn::ItemEnum { ident, .. })) => diagnostics
            .error(ident, format_args!("`#[require_capability]` is for actors: put `#[actor]` on `{ident}` too")),
        Ok(other) => diagnostics.error(other, "`#[require_capability]` is for actors: a struct or an enum"),
        Err(error) => diagnostics.push(error.clone()),
    }
    let errors = diagnostics.into_tokens();
    quote!(#item #errors)
}

/// Whether this is the attribute of that name, by whatever path.
pub(crate) fn is(attr: &Attribute, name: &str) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == name)
}

/// Takes the attributes out of an item's, and reads them.
pub(crate) fn take_from(attrs: &mut Vec<Attribute>, diagnostics: &mut Diagnostics) -> Vec<Required> {
    let mut found = Vec::new();
    attrs.retain(|attr| {
        if !is(attr, "require_capability") {
            return true;
        }
        let required = match &attr.meta {
            Meta::List(list) if !list.tokens.is_empty() => required(list.tokens.clone()),
            other => Err(syn::Error::new_spanned(other.path(), parse::USAGE)),
        };
        match required {
            Ok(required) => found.push(required),
            Err(error) => diagnostics.push(error),
        }
        false
    });
    found
}
