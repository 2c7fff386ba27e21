//! What `#[receive]` reads of an `impl` block.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::{
    FnArg, GenericParam, Ident, ImplItem, ImplItemFn, ItemImpl, ReceiverKind, ReturnType, Signature, Type,
    parse_quote, parse2,
};

use super::model::{Block, Handler, Maker, Parameter, Passing, Rest};
use crate::diag::{Diagnostics, unknown_option};

const MOVE_IT: &str = "move it to an `impl` block without `#[receive]`";

pub(crate) fn block(
    options: TokenStream,
    item: &TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Block> {
    let mut messages = None;
    let parser = syn::meta::parser(|option| {
        if option.path.is_ident("messages") {
            messages = Some(option.value()?.parse::<Ident>()?);
            return Ok(());
        }
        Err(unknown_option(&option, &["messages"]))
    });
    diagnostics.take(parser.parse2(options));
    let block: ItemImpl = match parse2(item.clone()) {
        Ok(block) => block,
        Err(_) if parse2::<syn::Item>(item.clone()).is_ok() => {
            diagnostics.error(
                item,
                "`#[receive]` goes on the `impl` block of an actor's handlers; a struct takes `#[actor]`",
            );
            return None;
        }
        Err(error) => {
            diagnostics.push(error);
            return None;
        }
    };
    if let Some((path, _)) = &block.trait_ {
        diagnostics.error(
            path,
            "`#[receive]` goes on an actor's own `impl` block, not on an implementation of a trait",
        );
        return None;
    }
    let actor_name = match &*block.self_ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.clone()),
        _ => None,
    };
    let Some(actor_name) = actor_name else {
        diagnostics.error(&block.self_ty, "an actor is a struct or an enum");
        return None;
    };
    let is_init =
        |item: &&ImplItem| matches!(item, ImplItem::Fn(function) if has_attribute(function, "init"));
    let (inits, others): (Vec<_>, Vec<_>) = block.items.iter().partition(is_init);
    let is_rest =
        |item: &&ImplItem| matches!(item, ImplItem::Fn(function) if has_attribute(function, "unhandled"));
    let (rest, others): (Vec<_>, Vec<_>) = others.into_iter().partition(is_rest);
    let rest: Vec<_> =
        rest.into_iter().filter_map(|item| unhandled(item, &block.self_ty, diagnostics)).collect();
    for second in rest.iter().skip(1) {
        diagnostics.error(&second.ident, "one method takes the rest: this is the second with `#[unhandled]`");
    }
    let unhandled = rest.into_iter().next();
    let is_check = |item: &&ImplItem| matches!(item, ImplItem::Fn(function) if has_attribute(function, "capability_check"));
    let (checks, others): (Vec<_>, Vec<_>) = others.into_iter().partition(is_check);
    let checks: Vec<_> = checks.into_iter().filter_map(|item| check(item, diagnostics)).collect();
    for second in checks.iter().skip(1) {
        diagnostics
            .error(second, "one function judges a host: this is the second with `#[capability_check]`");
    }
    let check = checks.into_iter().next();
    let handlers = others.into_iter().filter_map(|item| handler(item, &block.self_ty, diagnostics)).collect();
    let inits: Vec<_> =
        inits.into_iter().filter_map(|item| maker(item, &block.self_ty, diagnostics)).collect();
    for second in inits.iter().skip(1) {
        diagnostics
            .error(&second.ident, "an actor is made in one way: this is its second `#[init]` function");
    }
    let init = inits.into_iter().next();
    Some(Block {
        messages: messages.unwrap_or_else(|| format_ident!("{}Message", actor_name.unraw())),
        actor: (*block.self_ty).clone(),
        actor_name,
        generics: block.generics,
        handlers,
        unhandled,
        check,
        init,
    })
}

fn has_attribute(function: &ImplItemFn, name: &str) -> bool {
    function.attrs.iter().any(|attr| attr.path().is_ident(name))
}

/// What marks a function that is no handler.
const OWN: [&str; 3] = ["init", "unhandled", "capability_check"];

/// The block without the attributes that mean something to this macro only.
pub(crate) fn emitted(item: TokenStream) -> TokenStream {
    let Ok(mut block) = parse2::<ItemImpl>(item.clone()) else { return item };
    for item in &mut block.items {
        if let ImplItem::Fn(function) = item {
            function.attrs.retain(|attr| !OWN.iter().any(|name| attr.path().is_ident(name)));
        }
    }
    block.into_token_stream()
}

/// An `#[unhandled]` method.
fn unhandled(item: &ImplItem, actor: &Type, diagnostics: &mut Diagnostics) -> Option<Rest> {
    let ImplItem::Fn(ImplItemFn { sig, .. }) = item else { return None };
    if !(receiver_is_right(sig, diagnostics) & signature_is_plain(sig, diagnostics)) {
        return None;
    }
    if let Some(asyncness) = &sig.asyncness {
        diagnostics
            .error(asyncness, "an `#[unhandled]` method cannot wait: send the message to an actor that can");
        return None;
    }
    let parameters: Vec<_> = sig.inputs.iter().skip(1).collect();
    let takes_context = match parameters.as_slice() {
        [FnArg::Typed(message)] if is_any_message(&message.ty) => false,
        [FnArg::Typed(message), context] if is_any_message(&message.ty) && is_context(context) => true,
        _ => {
            let text = format!(
                "an `#[unhandled]` method is `fn {}(&mut self, message: AnyMessage, ctx: &mut Context)`, with or \
                 without the context",
                sig.ident
            );
            diagnostics.error(&sig.inputs, text);
            return None;
        }
    };
    let reply = match &sig.output {
        ReturnType::Default => parse_quote!(()),
        ReturnType::Type(_, reply) => without_self(reply, actor),
    };
    Some(Rest { ident: sig.ident.clone(), takes_context, reply })
}

fn is_any_message(ty: &Type) -> bool {
    matches!(ungrouped(ty), Type::Path(path)
        if path.path.segments.last().is_some_and(|last| last.ident == "AnyMessage"))
}

/// A `#[capability_check]` function: its name.
fn check(item: &ImplItem, diagnostics: &mut Diagnostics) -> Option<Ident> {
    let ImplItem::Fn(ImplItemFn { sig, .. }) = item else { return None };
    let types: Vec<_> = sig.inputs.iter().filter_map(typed).collect();
    let right = matches!(types.as_slice(), [capabilities, requirements]
        if is_reference_to(capabilities, "Capabilities") && is_reference_to(requirements, "Requirements"));
    let says_yes_or_no = matches!(&sig.output, ReturnType::Type(_, ty)
        if matches!(ungrouped(ty), Type::Path(path) if path.path.is_ident("bool")));
    if !right || !says_yes_or_no || types.len() != sig.inputs.len() || sig.asyncness.is_some() {
        let text = format!(
            "a `#[capability_check]` function is `fn {}(capabilities: &Capabilities, requirements: &Requirements) -> \
             bool`: there is no actor yet, so it takes no `self`",
            sig.ident
        );
        diagnostics.error(sig, text);
        return None;
    }
    Some(sig.ident.clone())
}

fn typed(input: &FnArg) -> Option<&Type> {
    match input {
        FnArg::Typed(parameter) => Some(ungrouped(&parameter.ty)),
        FnArg::Receiver(_) => None,
    }
}

fn is_reference_to(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Reference(reference) if reference.mutability.is_none()
        && matches!(ungrouped(&reference.elem), Type::Path(path)
            if path.path.segments.last().is_some_and(|last| last.ident == name)))
}

/// An `#[init]` function.
fn maker(item: &ImplItem, actor: &Type, diagnostics: &mut Diagnostics) -> Option<Maker> {
    let ImplItem::Fn(ImplItemFn { sig, .. }) = item else { return None };
    let mut parameters = Vec::new();
    for input in &sig.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                diagnostics.error(
                    receiver,
                    "an `#[init]` function makes the actor, so there is none yet: it takes no `self`",
                );
                return None;
            }
            FnArg::Typed(parameter) => match ungrouped(&parameter.ty) {
                ty if is_reference_to(ty, "Capabilities") => parameters.push(Parameter::Capabilities),
                ty if is_reference_to(ty, "Requirements") => parameters.push(Parameter::Requirements),
                ty @ Type::Reference(_) => {
                    diagnostics.error(
                        ty,
                        "an argument is kept for a restart: take it by value (`&Capabilities` and `&Requirements` are \
                         given by the host)",
                    );
                    return None;
                }
                ty => parameters.push(Parameter::Argument(Box::new(without_self(ty, actor)))),
            },
        }
    }
    if let Some(asyncness) = &sig.asyncness {
        diagnostics.error(
            asyncness,
            "an `#[init]` function cannot wait: send the actor a message that begins its work",
        );
        return None;
    }
    let ReturnType::Type(_, output) = &sig.output else {
        diagnostics.error(&sig.ident, "an `#[init]` function returns `Self`, or `Result<Self, Failure>`");
        return None;
    };
    Some(Maker { ident: sig.ident.clone(), parameters, output: (**output).clone() })
}

fn handler(item: &ImplItem, actor: &Type, diagnostics: &mut Diagnostics) -> Option<Handler> {
    let ImplItem::Fn(function) = item else {
        diagnostics.error(item, format_args!("a `#[receive]` block holds handlers only: {MOVE_IT}"));
        return None;
    };
    let ImplItemFn { attrs, sig, .. } = function;
    let ok = receiver_is_right(sig, diagnostics) & signature_is_plain(sig, diagnostics);
    if let Some(context) = sig.inputs.iter().nth(1)
        && is_context(context)
    {
        diagnostics.error(
            context,
            "the message comes first, then the context; a handler for a message that says nothing takes `_: &()`",
        );
        return None;
    }
    let mut parameters = sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(parameter) => Some(parameter),
        FnArg::Receiver(_) => None,
    });
    let message = parameters.next();
    let context = parameters.next();
    if let Some(third) = parameters.next() {
        diagnostics.error(
            third,
            "a handler takes one message and the context; put what belongs together into one message",
        );
        return None;
    }
    let takes_context = match context {
        None => false,
        Some(context) if is_mut_reference(&context.ty) => true,
        Some(context) => {
            diagnostics.error(
                &context.ty,
                "what follows the message is the context: write `ctx: &mut Context`, or make one message of both",
            );
            return None;
        }
    };
    let Some(message) = message else {
        if ok {
            let text = format!(
                "a handler takes a message: write `fn {}(&mut self, message: &TheMessage)`; if it is none, {MOVE_IT}",
                sig.ident
            );
            diagnostics.error(&sig.ident, text);
        }
        return None;
    };
    let (message, passing) = handled(&message.ty, diagnostics)?;
    if is_any_message(&message) {
        diagnostics.error(
            &message,
            "a handler is for one message type: write that type, or `#[unhandled]` above a method that takes the \
             rest as `AnyMessage`",
        );
        return None;
    }
    let message = without_self(&message, actor);
    if !ok {
        return None;
    }
    let reply = match &sig.output {
        ReturnType::Default => parse_quote!(()),
        ReturnType::Type(_, reply) => without_self(reply, actor),
    };
    if let Type::ImplTrait(reply) = &reply {
        diagnostics.error(reply, "a reply is a message, and so of a type with a name: write that type");
        return None;
    }
    let with = |name: &str| attrs.iter().filter(|attr| attr.path().is_ident(name)).cloned().collect();
    Some(Handler {
        variant: variant(&sig.ident),
        ident: sig.ident.clone(),
        cfgs: with("cfg"),
        docs: with("doc"),
        message,
        passing,
        takes_context,
        is_async: sig.asyncness.is_some(),
        reply,
    })
}

fn receiver_is_right(sig: &Signature, diagnostics: &mut Diagnostics) -> bool {
    let Some(FnArg::Receiver(receiver)) = sig.inputs.first() else {
        let text = format!(
            "a handler takes `&mut self`: add it as the first parameter; if `{}` is none, {MOVE_IT}",
            sig.ident
        );
        diagnostics.error(&sig.ident, text);
        return false;
    };
    if matches!(&receiver.kind, ReceiverKind::Reference(_, _, Some(_))) {
        return true;
    }
    diagnostics.error(receiver, "a handler takes `&mut self`: nobody else has the actor while it runs");
    false
}

fn signature_is_plain(sig: &Signature, diagnostics: &mut Diagnostics) -> bool {
    let mut plain = true;
    if let Some(constness) = &sig.constness {
        diagnostics.error(constness, "a handler runs when its message comes: it cannot be `const`");
        plain = false;
    }
    if let syn::Safety::Unsafe(unsafety) = &sig.safety {
        diagnostics.error(unsafety, "the runtime calls a handler for any message: it cannot be `unsafe`");
        plain = false;
    }
    let mut parameters = sig.generics.params.iter();
    if let Some(parameter) = parameters.find(|parameter| !matches!(parameter, GenericParam::Lifetime(_))) {
        diagnostics.error(
            parameter,
            "a handler is for one message type: write one for each, or make the actor generic",
        );
        plain = false;
    }
    plain
}

fn is_mut_reference(ty: &Type) -> bool {
    matches!(ungrouped(ty), Type::Reference(reference) if reference.mutability.is_some())
}

/// `ctx: &mut Context`, as far as a name tells.
fn is_context(input: &FnArg) -> bool {
    let FnArg::Typed(parameter) = input else { return false };
    let Type::Reference(reference) = ungrouped(&parameter.ty) else { return false };
    matches!(ungrouped(&reference.elem), Type::Path(path)
        if path.path.segments.last().is_some_and(|last| last.ident == "Context"))
}

/// The type itself: parentheses, and what a `macro_rules` wrapped around it, are no part of it.
fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Paren(paren) => ungrouped(&paren.elem),
        Type::Group(group) => ungrouped(&group.elem),
        other => other,
    }
}

/// The owned type of a parameter, and how it is passed.
fn handled(ty: &Type, diagnostics: &mut Diagnostics) -> Option<(Type, Passing)> {
    let reference = match ungrouped(ty) {
        Type::ImplTrait(_) => {
            diagnostics.error(ty, "a handler is for one message type: write that type, not `impl Trait`");
            return None;
        }
        Type::Reference(reference) => reference,
        owned => return Some((owned.clone(), Passing::Owned)),
    };
    if reference.mutability.is_some() {
        diagnostics
            .error(ty, "a message is borrowed, since it may be delivered once more: write `&` without `mut`");
        return None;
    }
    let message = match ungrouped(&reference.elem) {
        Type::Path(path) if path.path.is_ident("str") => parse_quote!(::thespian::__private::String),
        Type::Slice(slice) => {
            let element = &slice.elem;
            parse_quote!(::thespian::__private::Vec<#element>)
        }
        Type::ImplTrait(_) | Type::TraitObject(_) => {
            diagnostics.error(ty, "a handler is for one message type: write that type");
            return None;
        }
        message => message.clone(),
    };
    Some((message, Passing::Borrowed))
}

/// The same type with the actor's in the place of `Self`, which is another in the enum of messages.
fn without_self(ty: &Type, actor: &Type) -> Type {
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
fn variant(method: &Ident) -> Ident {
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
