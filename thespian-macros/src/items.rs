//! Questions about the syntax of items that every macro asks.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, FnArg, Generics, Ident, Type, TypeParam, TypeParamBound, WherePredicate, parse_quote};

use crate::runtime::Runtime;

/// Whether this is the attribute of that name, by whatever path.
pub(crate) fn is(attr: &Attribute, name: &str) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == name)
}

/// The `#[cfg]`s of an item, which everything generated for it needs too.
pub(crate) fn cfgs(attrs: &[Attribute]) -> Vec<Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("cfg")).cloned().collect()
}

pub(crate) fn docs(attrs: &[Attribute]) -> Vec<Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("doc")).cloned().collect()
}

/// The type itself: parentheses, and what a `macro_rules` wrapped around it, are no part of it.
pub(crate) fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Paren(paren) => ungrouped(&paren.elem),
        Type::Group(group) => ungrouped(&group.elem),
        other => other,
    }
}

/// The owned type of what a reference leads to: named so that it is found whatever the user's own types are called, or,
/// without a runtime, as people write it.
pub(crate) fn owned(referenced: &Type, runtime: Option<&Runtime>) -> Type {
    let home = runtime.map(|runtime| quote!(#runtime::__private::));
    match ungrouped(referenced) {
        Type::Path(path) if path.path.is_ident("str") => parse_quote!(#home String),
        Type::Slice(slice) => {
            let element = &slice.elem;
            parse_quote!(#home Vec<#element>)
        }
        other => other.clone(),
    }
}

/// A type as people write it: the spaces between its tokens are those of a formatter, whatever they were.
pub(crate) fn written(ty: &Type) -> String {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let (mut text, mut last, mut spaced) = (String::new(), '(', false);
    for letter in ty.to_token_stream().to_string().chars() {
        if letter.is_whitespace() {
            spaced = true;
            continue;
        }
        let goes_on = matches!(last, ',' | ';') && !matches!(letter, ')' | ']' | '>');
        if goes_on || (spaced && is_word(last) && is_word(letter)) {
            text.push(' ');
        }
        text.push(letter);
        (last, spaced) = (letter, false);
    }
    text
}

/// The last name of a type's path.
pub(crate) fn last_name(ty: &Type) -> Option<&Ident> {
    match ungrouped(ty) {
        Type::Path(path) => path.path.segments.last().map(|last| &last.ident),
        _ => None,
    }
}

/// `&Name`, without `mut`, as far as a name tells.
pub(crate) fn is_reference_to(ty: &Type, name: &str) -> bool {
    matches!(ungrouped(ty), Type::Reference(reference)
        if reference.mutability.is_none() && last_name(&reference.elem).is_some_and(|last| last == name))
}

/// `ctx: &mut Context`, as far as a name tells.
pub(crate) fn is_context(input: &FnArg) -> bool {
    let FnArg::Typed(parameter) = input else { return false };
    matches!(ungrouped(&parameter.ty), Type::Reference(reference)
        if reference.mutability.is_some() && last_name(&reference.elem).is_some_and(|last| last == "Context"))
}

/// The type of a parameter that is not `self`.
pub(crate) fn typed(input: &FnArg) -> Option<&Type> {
    match input {
        FnArg::Typed(parameter) => Some(ungrouped(&parameter.ty)),
        FnArg::Receiver(_) => None,
    }
}

/// Whether a parameter is said to be `Data`, as far as a name tells: where it is declared, or in the `where`.
pub(crate) fn is_said_to_be_data(parameter: &TypeParam, generics: &Generics) -> bool {
    let is_data = |bound: &TypeParamBound| {
        matches!(bound, TypeParamBound::Trait(bound)
            if bound.path.segments.last().is_some_and(|last| last.ident == "Data"))
    };
    let mut predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    parameter.bounds.iter().any(is_data)
        || predicates.any(|predicate| {
            matches!(predicate, WherePredicate::Type(predicate)
                if last_name(&predicate.bounded_ty).is_some_and(|name| *name == parameter.ident)
                    && predicate.bounds.iter().any(is_data))
        })
}

/// Whether a name is used anywhere in these tokens.
pub(crate) fn mentions(tokens: &impl ToTokens, name: &Ident) -> bool {
    fn any(tokens: TokenStream, name: &Ident) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == *name,
            TokenTree::Group(group) => any(group.stream(), name),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
    }
    any(tokens.to_token_stream(), name)
}
