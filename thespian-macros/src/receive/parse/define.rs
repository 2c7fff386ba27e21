//! `#[message(Name)]`: a handler that is also the definition of its message.

use proc_macro2::Span;
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::Parser;
use syn::{
    Attribute, FnArg, GenericParam, Generics, Ident, ImplItemFn, Meta, Pat, PatType, Token, Type, Visibility,
    parse_quote,
};

use super::handler::{documented, where_written};
use super::signature::{is_plain, receiver_is_right, reply, variant, without_self};
use crate::catalogue;
use crate::diag::Diagnostics;
use crate::items::{
    cfgs, docs, generated, generated_at, is_context, is_said_to_be_data, last_name, mentions, typed,
    ungrouped, written,
};
use crate::message::{Definition, OPTIONS, Options};
use crate::options;
use crate::owned::{Borrowed, all_owned, owned};
use crate::receive::model::{Block, Handler, Passing, Taken, Takes};
use crate::runtime::Runtime;

/// A parameter, and the attributes of the field that it is in the message.
struct Part {
    attrs: Vec<Attribute>,
    taken: Taken,
    /// It is a field, so that the message is not missed elsewhere, and of another type than the parameter.
    is_wrong: bool,
}

pub(super) fn handler(
    function: &ImplItemFn,
    attr: &Attribute,
    block: &Block,
    diagnostics: &mut Diagnostics,
) -> Option<Handler> {
    let ImplItemFn { attrs, sig, vis, .. } = function;
    let (receiver, plain) = (receiver_is_right(sig, diagnostics), is_plain(sig, diagnostics));
    let (name, options) = named(attr, &sig.ident, diagnostics)?;
    if sig.inputs.iter().filter_map(typed).any(|ty| referenced_name(ty) == Some(&name)) {
        diagnostics.error(attr, catalogue::defined_and_handled(&sig.ident, &name));
        return super::handler::handler(function, block, diagnostics);
    }
    let mut parameters: Vec<_> = sig.inputs.iter().filter(|input| matches!(input, FnArg::Typed(_))).collect();
    let context = parameters.pop_if(|last| is_context(last)).and_then(where_written);
    let count = parameters.len();
    let parts: Vec<_> = parameters
        .into_iter()
        .filter_map(|input| match input {
            FnArg::Typed(parameter) => part(parameter, block, diagnostics),
            FnArg::Receiver(_) => None,
        })
        .collect();
    let (reply, may_reply) = reply(sig, block, diagnostics);
    let is_wrong =
        !receiver || !plain || parts.len() < count || !may_reply || parts.iter().any(|part| part.is_wrong);
    let (input, message) = definition(&name, &parts, &options, function, block);
    let input = match vis {
        Visibility::Inherited => input,
        vis => syn::DeriveInput { vis: vis.clone(), ..input },
    };
    let runtime = block.runtime.clone();
    Some(Handler {
        variant: variant(&sig.ident),
        ident: sig.ident.clone(),
        cfgs: cfgs(attrs),
        docs: documented(function, block),
        written: written(&message),
        message,
        takes: Takes::Fields(parts.into_iter().map(|part| part.taken).collect()),
        context,
        is_async: sig.asyncness.is_some(),
        is_wrong,
        reply,
        defines: Some(Definition::new(runtime, options, input, diagnostics)),
    })
}

/// The message's name, and what follows it.
fn named(attr: &Attribute, function: &Ident, diagnostics: &mut Diagnostics) -> Option<(Ident, Options)> {
    let parser = |input: syn::parse::ParseStream<'_>| {
        let name: Ident = input.parse()?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok((name, input.parse::<proc_macro2::TokenStream>()?))
    };
    let named = match &attr.meta {
        Meta::List(list) => parser.parse2(list.tokens.clone()).ok(),
        _ => None,
    };
    let Some((name, rest)) = named else {
        diagnostics.error(attr, catalogue::message_needs_name(variant(function)));
        return None;
    };
    // The path to the runtime is the block's.
    let given = options::read(rest, &OPTIONS, None, diagnostics);
    Some((name, Options::read(&given, diagnostics)))
}

fn part(parameter: &PatType, block: &Block, diagnostics: &mut Diagnostics) -> Option<Part> {
    if matches!(ungrouped(&parameter.ty), ty @ Type::Reference(_)
        if referenced_name(ty).is_some_and(|name| name == "Context"))
    {
        diagnostics.error(parameter, catalogue::context_last());
        return None;
    }
    let name = match &*parameter.pat {
        Pat::Ident(pattern) if pattern.by_ref.is_none() && pattern.subpat.is_none() => pattern.ident.clone(),
        other => {
            diagnostics.error(other, catalogue::field_needs_name());
            return None;
        }
    };
    let (ty, passing) = match ungrouped(&parameter.ty) {
        Type::Reference(reference) if reference.mutability.is_some() => {
            diagnostics.error(&parameter.ty, catalogue::mutable_field());
            return None;
        }
        Type::Reference(reference) => (owned(&reference.elem, Some(&block.runtime)), Passing::Borrowed),
        other => (other.clone(), Passing::Owned),
    };
    if let Type::ImplTrait(_) | Type::TraitObject(_) = &ty {
        diagnostics.error(&parameter.ty, catalogue::unnamed_field());
        return None;
    }
    let (ty, borrowed) = all_owned(&ty, &block.runtime);
    for Borrowed { at, owned } in &borrowed {
        diagnostics.error(at, catalogue::message_reference(owned));
    }
    let mut attrs: Vec<_> = parameter.attrs.iter().filter(|attr| is_for_the_field(attr)).cloned().collect();
    if docs(&attrs).is_empty() {
        let text = format!(" The parameter `{name}`.");
        attrs.push(parse_quote!(#[doc = #text]));
    }
    let (cfgs, ty) = (cfgs(&parameter.attrs), without_self(&ty, &block.actor));
    Some(Part { attrs, taken: Taken { cfgs, name, ty, passing }, is_wrong: !borrowed.is_empty() })
}

/// The last name of a type, behind a reference too.
fn referenced_name(ty: &Type) -> Option<&Ident> {
    match ungrouped(ty) {
        Type::Reference(reference) => last_name(&reference.elem),
        other => last_name(other),
    }
}

/// What may stand before a parameter and belongs to the field that it becomes, and not to the parameter.
pub(super) fn is_for_the_field(attr: &Attribute) -> bool {
    ["doc", "serde", "cfg_attr"].into_iter().any(|name| attr.path().is_ident(name))
}

/// The definition of the message, and its type as the handler sees it: with the parameters of the actor's type that
/// its fields use.
fn definition(
    name: &Ident,
    parts: &[Part],
    options: &Options,
    function: &ImplItemFn,
    block: &Block,
) -> (syn::DeriveInput, Type) {
    let generics = generics(parts, options, block);
    let (_, arguments, where_clause) = generics.split_for_impl();
    let fields = (!parts.is_empty()).then(|| {
        let fields = parts.iter().map(
            |Part { attrs, taken: Taken { cfgs, name, ty, .. }, .. }| quote!(#(#cfgs)* #(#attrs)* pub #name: #ty),
        );
        quote!({ #(#fields),* })
    });
    let end = parts.is_empty().then(|| quote!(;));
    let cfgs = block.cfgs.iter().cloned().chain(cfgs(&function.attrs));
    let docs = documented(function, block);
    // Where the name is written: there it is taken already, if it is.
    let definition = quote_spanned!(generated_at(name.span())=> pub struct);
    let name = &generated(name.clone());
    let input = parse_quote! {
        #(#cfgs)*
        #(#docs)*
        #[allow(clippy::exhaustive_structs)]
        #definition #name #generics #where_clause #fields #end
    };
    (input, parse_quote!(#name #arguments))
}

/// The parameters that the fields use, with their bounds, which the types of the fields may need. A bound that speaks of
/// another parameter is left out, since that is none of the message's.
fn generics(parts: &[Part], options: &Options, block: &Block) -> Generics {
    let name = |parameter: &GenericParam| match parameter {
        GenericParam::Type(parameter) => Some(parameter.ident.clone()),
        GenericParam::Const(parameter) => Some(parameter.ident.clone()),
        GenericParam::Lifetime(_) => None,
    };
    let is_used = |ident: &Ident| parts.iter().any(|part| mentions(&part.taken.ty, ident));
    let (used, mut others): (Vec<_>, Vec<_>) =
        block.generics.params.iter().filter_map(name).partition(is_used);
    others.push(Ident::new("Self", Span::call_site()));
    let speaks_of = |bound: &dyn ToTokens, names: &[Ident]| {
        let tokens = bound.to_token_stream();
        names.iter().any(|name| mentions(&tokens, name))
    };
    let mut generics = Generics::default();
    for parameter in &block.generics.params {
        let mut parameter = parameter.clone();
        if !name(&parameter).is_some_and(|name| used.contains(&name)) {
            continue;
        }
        if let GenericParam::Type(parameter) = &mut parameter {
            let bounds = std::mem::take(&mut parameter.bounds);
            parameter.bounds = bounds.into_iter().filter(|bound| !speaks_of(bound, &others)).collect();
        }
        generics.params.push(parameter);
    }
    for predicate in block.generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
        if speaks_of(predicate, &used) && !speaks_of(predicate, &others) {
            generics.make_where_clause().predicates.push(predicate.clone());
        }
    }
    let has_bounds = generics.where_clause.is_some()
        || generics.type_params().any(|parameter| !parameter.bounds.is_empty());
    if has_bounds && !options.local {
        say_data(&mut generics, &block.runtime);
    }
    generics
}

/// Says of each parameter that it is `Data`, which it has to be: a bound of the user's own may include that, and what
/// serde's derives would say besides clashes with it.
fn say_data(generics: &mut Generics, runtime: &Runtime) {
    let said = generics.clone();
    for parameter in generics.type_params_mut() {
        if !is_said_to_be_data(parameter, &said) {
            parameter.bounds.push(parse_quote!(#runtime::Data));
        }
    }
}
