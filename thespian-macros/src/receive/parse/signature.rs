//! What all methods of a block have in common.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::{
    FnArg, GenericParam, Ident, ReceiverKind, ReturnType, Safety, Signature, Type, parse_quote, parse2,
};

use crate::catalogue;
use crate::diag::Diagnostics;
use crate::items::{last_name, ungrouped};
use crate::owned::{Borrowed, all_owned};
use crate::receive::model::Block;

/// Whether it takes `&mut self`.
pub(super) fn receiver_is_right(sig: &Signature, diagnostics: &mut Diagnostics) -> bool {
    let Some(FnArg::Receiver(receiver)) = sig.inputs.first() else {
        diagnostics.error(&sig.ident, catalogue::no_self(&sig.ident));
        return false;
    };
    if matches!(&receiver.kind, ReceiverKind::Reference(_, _, Some(_))) {
        return true;
    }
    diagnostics.error(receiver, catalogue::wrong_self(&sig.ident));
    false
}

/// Whether the runtime can call it.
pub(super) fn is_plain(sig: &Signature, diagnostics: &mut Diagnostics) -> bool {
    let mut plain = true;
    if let Some(constness) = &sig.constness {
        diagnostics.error(constness, catalogue::const_handler());
        plain = false;
    }
    if let Safety::Unsafe(unsafety) = &sig.safety {
        diagnostics.error(unsafety, catalogue::unsafe_handler());
        plain = false;
    }
    let mut parameters = sig.generics.params.iter();
    if let Some(parameter) = parameters.find(|parameter| !matches!(parameter, GenericParam::Lifetime(_))) {
        diagnostics.error(parameter, catalogue::generic_handler());
        plain = false;
    }
    plain
}

/// What it returns, with the actor's type for `Self`, and whether it may. Of what is borrowed it is the owned type, which
/// who asks will get.
pub(super) fn reply(sig: &Signature, block: &Block, diagnostics: &mut Diagnostics) -> (Type, bool) {
    let ReturnType::Type(_, reply) = &sig.output else { return (parse_quote!(()), true) };
    if let Type::ImplTrait(reply) = ungrouped(reply) {
        diagnostics.error(reply, catalogue::trait_as_reply());
        return (parse_quote!(()), false);
    }
    let (reply, borrowed) = all_owned(reply, &block.runtime);
    for Borrowed { at, .. } in &borrowed {
        diagnostics.error(at, catalogue::borrowed_reply());
    }
    (without_self(&reply, &block.actor), borrowed.is_empty())
}

pub(super) fn is_any_message(ty: &Type) -> bool {
    last_name(ty).is_some_and(|last| last == "AnyMessage")
}

/// The same type with the actor's in the place of `Self`, which is another in the enum of messages.
pub(super) fn without_self(ty: &Type, actor: &Type) -> Type {
    fn replaced(tokens: TokenStream, actor: &TokenStream) -> TokenStream {
        let replace = |token| match token {
            TokenTree::Ident(ident) if ident == "Self" => actor.clone(),
            TokenTree::Group(group) => {
                let inner = replaced(group.stream(), actor);
                let mut new = Group::new(group.delimiter(), inner);
                new.set_span(group.span());
                TokenTree::Group(new).into()
            }
            other => other.into(),
        };
        tokens.into_iter().map(replace).collect()
    }
    let tokens = replaced(ty.to_token_stream(), &actor.to_token_stream());
    parse2(tokens).unwrap_or_else(|_| ty.clone())
}

/// `are_you_there` is `AreYouThere`.
pub(super) fn variant(method: &Ident) -> Ident {
    let mut name = String::new();
    for word in method.unraw().to_string().split('_') {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.extend(letters);
    }
    // `_1` is a method's name and no variant's; `self_` would be a keyword.
    match syn::parse_str::<Ident>(&name) {
        Ok(_) => Ident::new(&name, method.span()),
        Err(_) => format_ident!("Handler{}", name, span = method.span()),
    }
}
