//! The two dispatchers: from a message to the method that handles it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Lifetime, Type, parse_quote};

use super::model::{Block, Handler, Passing, Rest, Taken, Takes, under};
use crate::runtime::Runtime;

/// `receive`, and `receive_async` if there is a handler for it. Where no handler is async, no future exists.
pub(super) fn dispatch(block: &Block) -> TokenStream {
    let runtime = &block.runtime;
    let names = Names::new(runtime);
    let Names { message, ctx, key, .. } = &names;
    let called: Vec<_> = block.handlers.iter().filter(|handler| !handler.is_wrong).collect();
    let uses_key = (!called.is_empty()).then(|| quote!(let #key = #message.key();));
    let arms = called.iter().map(|handler| {
        if handler.is_async {
            names.arm(handler, &quote!({ let _ = #message; return #runtime::Turn::Async; }))
        } else {
            let this = quote!(self);
            let turn = names.turn(block, handler, &this);
            names.arm(handler, &quote!(return #turn;))
        }
    });
    let later: Vec<_> = called.iter().filter(|handler| handler.is_async).collect();
    let later_arms = later.iter().map(|handler| {
        let function = later_name(handler);
        names.arm(handler, &quote!(return #function(self, #message, #ctx).await;))
    });
    let later = (!later.is_empty()).then(|| {
        quote! {
            const ASYNC: ::core::primitive::bool = true;

            async fn receive_async(
                &mut self,
                #message: &#runtime::AnyMessage,
                #ctx: &mut #runtime::Context,
            ) -> #runtime::Turn {
                let #key = #message.key();
                #(#later_arms)*
                #runtime::Turn::Unhandled
            }
        }
    });
    quote! {
        fn receive(
            &mut self,
            #message: &#runtime::AnyMessage,
            #ctx: &mut #runtime::Context,
        ) -> #runtime::Turn {
            #uses_key
            #(#arms)*
            #runtime::Turn::Unhandled
        }
        #later
    }
}

fn later_name(handler: &Handler) -> Ident {
    format_ident!("__later_{}", handler.ident.unraw(), span = Span::mixed_site())
}

/// For each async handler a function that promises that its future is `Send`: a future that is not is the mistake of
/// that handler, and is reported there.
pub(super) fn later(block: &Block) -> TokenStream {
    let Block { runtime, actor, generics, .. } = block;
    let names = Names::new(runtime);
    let Names { message, ctx, .. } = &names;
    let life = Lifetime::new("'thespian", Span::mixed_site());
    let mut generics = generics.clone();
    generics.params.insert(0, parse_quote!(#life));
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let functions = block.handlers.iter().filter(|handler| handler.is_async && !handler.is_wrong);
    let functions = functions.map(|handler| {
        let Handler { cfgs, ident, message: ty, .. } = handler;
        let function = later_name(handler);
        let this = Ident::new("__actor", Span::mixed_site());
        let turn = names.turn(block, handler, &quote!(#this));
        let at = Span::mixed_site().located_at(ident.span());
        // Its last token too, or what is underlined begins at the attribute.
        let mut here = life.clone();
        here.set_span(at);
        let future = quote_spanned! {at=>
            impl ::core::future::Future<Output = #runtime::Turn> + ::core::marker::Send + #here
        };
        let body = quote_spanned!(at=> async move { #turn });
        quote! {
            #(#cfgs)*
            fn #function #impl_generics(
                #this: &#life mut #actor,
                #message: &#life #ty,
                #ctx: &#life mut #runtime::Context,
            ) -> #future #where_clause {
                #body
            }
        }
    });
    quote!(#(#functions)*)
}

/// The method that takes what no handler does.
pub(super) fn unhandled(runtime: &Runtime, rest: &Rest) -> TokenStream {
    let Names { message, ctx, .. } = Names::new(runtime);
    let Rest { cfgs, ident, takes_context, reply } = rest;
    let context = takes_context.then(|| quote!(, #ctx));
    quote! {
        #(#cfgs)*
        const TAKES_REST: ::core::primitive::bool = true;

        #(#cfgs)*
        fn unhandled(
            &mut self,
            #message: #runtime::AnyMessage,
            #ctx: &mut #runtime::Context,
        ) -> #runtime::Turn {
            <#reply as #runtime::IntoReply>::into_reply(Self::#ident(self, #message #context), #ctx)
        }
    }
}

/// The dispatchers' own names. No user's local name can clash with them; two underlines, since a constant can: where
/// there is one of that name, a pattern means it.
struct Names<'a> {
    runtime: &'a Runtime,
    message: Ident,
    ctx: Ident,
    key: Ident,
}

impl<'a> Names<'a> {
    fn new(runtime: &'a Runtime) -> Self {
        let name = |text| Ident::new(text, Span::mixed_site());
        Names { runtime, message: name("__message"), ctx: name("__ctx"), key: name("__key") }
    }

    /// What to do with a message of the handler's type.
    ///
    /// Every name goes through the message's own type: if that is no message, all that the compiler can say about it
    /// is the same, and it says it once.
    fn arm(&self, handler: &Handler, then: &TokenStream) -> TokenStream {
        let Names { runtime, message, key, .. } = self;
        let ty = &handler.message;
        under(
            &handler.cfgs,
            quote! {
                if #key == <#ty as #runtime::Message>::KEY {
                    if let ::core::option::Option::Some(#message) = <#ty as #runtime::Message>::peek(#message) {
                        #then
                    }
                }
            },
        )
    }

    /// The call of the handler, and what becomes of its reply.
    fn turn(&self, block: &Block, handler: &Handler, this: &TokenStream) -> TokenStream {
        let Names { runtime, message, ctx, .. } = self;
        let Handler { ident, takes, context, is_async, reply, .. } = handler;
        let actor = &block.actor;
        // Through the parameter's type: if it cannot be passed so, that is where it is said.
        let passed = |value: TokenStream, ty: &Type, passing: Passing| match passing {
            Passing::Borrowed => value,
            Passing::Owned => quote!(<#ty as #runtime::__private::ByValue>::by_value(#value)),
        };
        let arguments: Vec<_> = match takes {
            Takes::Whole(passing) => vec![passed(quote!(#message), &handler.message, *passing)],
            Takes::Fields(fields) => fields
                .iter()
                .map(|Taken { cfgs, name, ty, passing }| {
                    let value = passed(quote!(&#message.#name), ty, *passing);
                    quote!(#(#cfgs)* #value)
                })
                .collect(),
        };
        // Where its type is written: that has to change, if it is no context.
        let context = context.map(|at| {
            let mut ctx = ctx.clone();
            ctx.set_span(ctx.span().located_at(at));
            ctx.to_token_stream()
        });
        let arguments = arguments.into_iter().chain(context);
        let wait = is_async.then(|| quote!(.await));
        quote! {
            <#reply as #runtime::IntoReply>::into_reply(
                <#actor>::#ident(#this, #(#arguments),*) #wait,
                #ctx,
            )
        }
    }
}
