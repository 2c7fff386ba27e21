//! Questions about the syntax of items that every macro asks.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, FnArg, Generics, Ident, Item, Meta, Type, TypeParam, TypeParamBound, WherePredicate,
    parse_quote, parse2,
};

/// Whether this is the attribute of that name, by whatever path.
pub(crate) fn is(attr: &Attribute, name: &str) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == name)
}

/// The `#[cfg]`s of an item, which everything generated for it needs too; those that a `#[cfg_attr]` would make of it as
/// well.
pub(crate) fn cfgs(attrs: &[Attribute]) -> Vec<Attribute> {
    let own = attrs.iter().flat_map(|attr| match attr.path().is_ident("cfg") {
        true => vec![attr.clone()],
        false => cfgs_behind(&attr.meta).into_iter().map(|cfg| parse_quote!(#[cfg(#cfg)])).collect(),
    });
    own.collect()
}

/// What `cfg_attr(p, cfg(q))` says: the item is there where `p` does not hold, or `q` does.
fn cfgs_behind(meta: &Meta) -> Vec<TokenStream> {
    let Meta::List(list) = meta else { return Vec::new() };
    if !list.path.is_ident("cfg_attr") {
        return Vec::new();
    }
    let tokens: Vec<_> = list.tokens.clone().into_iter().collect();
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
    let mut parts = tokens.split(is_comma).map(|part| part.iter().cloned().collect::<TokenStream>());
    let Some(when) = parts.next() else { return Vec::new() };
    let then = parts.filter_map(|part| parse2::<Meta>(part).ok()).flat_map(|meta| match meta {
        Meta::List(list) if list.path.is_ident("cfg") => vec![list.tokens],
        other => cfgs_behind(&other),
    });
    then.map(|cfg| quote!(any(not(#when), all(#cfg)))).collect()
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

/// The same place, in what the macro writes: the compiler offers no change of the user's program there.
pub(crate) fn generated_at(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

/// A name of something that the macro defines.
pub(crate) fn generated(mut name: Ident) -> Ident {
    name.set_span(generated_at(name.span()));
    name
}

/// An item without what is in its braces, at its end, and that.
pub(crate) fn hollow(item: TokenStream) -> Option<(TokenStream, Group)> {
    let mut tokens: Vec<_> = item.into_iter().collect();
    let Some(TokenTree::Group(body)) = tokens.pop() else { return None };
    if body.delimiter() != Delimiter::Brace {
        return None;
    }
    let mut empty = Group::new(Delimiter::Brace, TokenStream::new());
    empty.set_span(body.span());
    tokens.push(empty.into());
    Some((tokens.into_iter().collect(), body))
}

/// An item; of a struct or an enum whose fields do not parse all but these, and these as they are written. The compiler has
/// said what is wrong with them already, for it parses an item before it hands it to a macro.
pub(crate) fn parsed(item: &TokenStream) -> (syn::Result<Item>, Option<Group>) {
    let parsed = parse2::<Item>(item.clone());
    if parsed.is_err()
        && let Some((head, fields)) = hollow(item.clone())
        && let Ok(item @ (Item::Struct(_) | Item::Enum(_))) = parse2(head)
    {
        return (Ok(item), Some(fields));
    }
    (parsed, None)
}

/// The item with these fields.
pub(crate) fn filled(item: TokenStream, fields: Option<Group>) -> TokenStream {
    let Some(fields) = fields else { return item };
    let mut tokens: Vec<_> = item.into_iter().collect();
    tokens.pop();
    tokens.push(fields.into());
    tokens.into_iter().collect()
}
