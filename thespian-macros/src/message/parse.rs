//! What `#[message]` reads of a struct or an enum.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Attribute, DeriveInput, Fields, Path, Token, Type, parse_quote, parse2};

use super::fingerprint::fingerprint;
use crate::diag::{Diagnostics, text, unknown_option};

pub(crate) struct Definition {
    /// The item, with what serde has to be told.
    pub(crate) input: DeriveInput,
    pub(crate) name: Option<String>,
    /// Whether it stays in its process, and so needs no codec.
    pub(crate) local: bool,
    pub(crate) fingerprint: u64,
    /// The derives that the item has not itself.
    pub(crate) derives: Vec<TokenStream>,
}

pub(crate) fn definition(
    options: TokenStream,
    item: &TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Definition> {
    let (mut name, mut local) = (None, false);
    let parser = syn::meta::parser(|option| {
        if option.path.is_ident("name") {
            name = Some(text(&option)?);
            return Ok(());
        }
        if option.path.is_ident("local") {
            local = true;
            return Ok(());
        }
        Err(unknown_option(&option, &["name", "local"]))
    });
    diagnostics.take(parser.parse2(options));
    let mut input: DeriveInput = match parse2(item.clone()) {
        Ok(input) => input,
        Err(_) => {
            diagnostics.error(item, "a message is a struct or an enum");
            return None;
        }
    };
    if let syn::Data::Union(data) = &input.data {
        diagnostics.error(data.union_token, "a message is a struct or an enum: a union has no safe codec");
        return None;
    }
    for lifetime in input.generics.lifetimes() {
        diagnostics
            .error(lifetime, "a message owns what it carries: it cannot borrow, so it has no lifetimes");
    }
    let fingerprint = fingerprint(&input.data);
    if local {
        return Some(Definition { input, name, local, fingerprint, derives: Vec::new() });
    }
    let derives = missing_derives(&input.attrs);
    for fields in all_fields(&mut input.data) {
        for field in fields {
            if is_bytes(&field.ty) && !field.attrs.iter().any(|attr| attr.path().is_ident("serde")) {
                field.attrs.push(parse_quote!(#[serde(with = "::thespian::__private::bytes")]));
            }
        }
    }
    Some(Definition { input, name, local, fingerprint, derives })
}

fn all_fields(data: &mut syn::Data) -> Vec<&mut Fields> {
    match data {
        syn::Data::Struct(data) => vec![&mut data.fields],
        syn::Data::Enum(data) => data.variants.iter_mut().map(|variant| &mut variant.fields).collect(),
        syn::Data::Union(_) => Vec::new(),
    }
}

fn is_bytes(ty: &Type) -> bool {
    let text = ty.to_token_stream().to_string().replace(' ', "");
    matches!(text.as_str(), "Vec<u8>" | "std::vec::Vec<u8>" | "::std::vec::Vec<u8>")
}

/// The derives of a message, without those that stand below the attribute.
fn missing_derives(attrs: &[Attribute]) -> Vec<TokenStream> {
    let mut there = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
        let paths = attr.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
        for path in paths.unwrap_or_default() {
            there.extend(path.segments.last().map(|segment| segment.ident.to_string()));
        }
    }
    let wanted: [(&str, TokenStream); 4] = [
        ("Clone", quote::quote!(::core::clone::Clone)),
        ("Debug", quote::quote!(::core::fmt::Debug)),
        ("Serialize", quote::quote!(::thespian::__private::serde::Serialize)),
        ("Deserialize", quote::quote!(::thespian::__private::serde::Deserialize)),
    ];
    wanted
        .into_iter()
        .filter(|(name, _)| !there.iter().any(|have| have == name))
        .map(|(_, path)| path)
        .collect()
}
