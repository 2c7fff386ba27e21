//! The two dispatchers: from a message to the method that handles it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::model::{Handler, Passing, Rest};

/// `receive`, and `receive_async` if there is a handler for it. Where no handler is async, no future exists.
pub(crate) fn dispatch(handlers: &[&Handler]) -> TokenStream {
    let names = Names::new();
    let Names { message, ctx, key } = &names;
    let unused = handlers.is_empty().then(|| quote!(let _ = (#message, #ctx);));
    let uses_key = (!handlers.is_empty()).then(|| quote!(let #key = #message.key();));
    let arms = handlers.iter().map(|handler| {
        if handler.is_async {
            names.arm(handler, &quote!(return ::thespian::Turn::Async;), false)
        } else {
            names.arm(handler, &names.call(handler), true)
        }
    });
    let later: Vec<_> = handlers.iter().filter(|handler| handler.is_async).collect();
    let later_arms = later.iter().map(|handler| names.arm(handler, &names.call(handler), true));
    let all_later = handlers.iter().all(|handler| handler.is_async) && !handlers.is_empty();
    let unused_ctx = all_later.then(|| quote!(let _ = &#ctx;));
    let later = (!later.is_empty()).then(|| {
        quote! {
            const ASYNC: ::core::primitive::bool = true;

            async fn receive_async(
                &mut self,
                #message: &::thespian::AnyMessage,
                #ctx: &mut ::thespian::Context,
            ) -> ::thespian::Turn {
                let #key = #message.key();
                #(#later_arms)*
                ::thespian::Turn::Unhandled
            }
        }
    });
    quote! {
        fn receive(
            &mut self,
            #message: &::thespian::AnyMessage,
            #ctx: &mut ::thespian::Context,
        ) -> ::thespian::Turn {
            #unused
            #unused_ctx
            #uses_key
            #(#arms)*
            ::thespian::Turn::Unhandled
        }
        #later
    }
}

/// The method that takes what no handler does.
pub(crate) fn unhandled(rest: &Rest) -> TokenStream {
    let Names { message, ctx, .. } = Names::new();
    let Rest { ident, takes_context, .. } = rest;
    let context = takes_context.then(|| quote!(, #ctx));
    quote! {
        const TAKES_REST: ::core::primitive::bool = true;

        fn unhandled(
            &mut self,
            #message: ::thespian::AnyMessage,
            #ctx: &mut ::thespian::Context,
        ) -> ::thespian::Turn {
            ::thespian::IntoReply::into_reply(Self::#ident(self, #message #context), #ctx)
        }
    }
}

/// The dispatchers' own names, which no user's name can clash with.
struct Names {
    message: Ident,
    ctx: Ident,
    key: Ident,
}

impl Names {
    fn new() -> Self {
        let name = |text| Ident::new(text, Span::mixed_site());
        Names { message: name("message"), ctx: name("ctx"), key: name("key") }
    }

    /// What to do with a message of the handler's type.
    fn arm(&self, handler: &Handler, then: &TokenStream, opened: bool) -> TokenStream {
        let Names { message, key, .. } = self;
        let (cfgs, ty) = (&handler.cfgs, &handler.message);
        let body = if opened {
            quote! {
                if let ::core::option::Option::Some(#message) = #message.downcast_ref::<#ty>() {
                    #then
                }
            }
        } else {
            quote!(if #message.is::<#ty>() { #then })
        };
        let arm = quote! {
            if #key == <#ty as ::thespian::Message>::KEY {
                #body
            }
        };
        if cfgs.is_empty() { arm } else { quote!(#(#cfgs)* { #arm }) }
    }

    /// The call of the handler, and what becomes of its reply.
    fn call(&self, handler: &Handler) -> TokenStream {
        let Names { message, ctx, .. } = self;
        let Handler { ident, passing, takes_context, is_async, .. } = handler;
        let argument = match passing {
            Passing::Borrowed => quote!(#message),
            // At the parameter's type: that is what has to be `Clone`, or borrowed.
            Passing::Owned => {
                let span = handler.message.span();
                let by_value = quote_spanned!(span=> ::thespian::__private::by_value);
                quote!(#by_value(#message))
            }
        };
        let context = takes_context.then(|| quote!(, #ctx));
        let wait = is_async.then(|| quote!(.await));
        quote! {
            return ::thespian::IntoReply::into_reply(
                Self::#ident(self, #argument #context) #wait,
                #ctx,
            );
        }
    }
}
