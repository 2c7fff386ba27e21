//! What `#[receive]` reads of an `impl` block.

mod bounds;
mod define;
mod handler;
mod parts;
mod recover;
mod signature;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::{Attribute, FnArg, ImplItem, ImplItemFn, ItemImpl, Meta, parse_quote, parse2};

use super::model::{Block, both_always};
use crate::catalogue;
use crate::diag::Diagnostics;
use crate::items::{cfgs, generated, generated_at, is, last_name};
use crate::options;
use crate::runtime::Runtime;

/// What marks a function of a block to be something else than the handler of a message that there is.
const ROLES: [&str; 4] = ["init", "unhandled", "capability_check", "message"];

pub(super) fn block(
    options: TokenStream,
    item: &TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Block> {
    let mut runtime = Runtime::default();
    let mut messages = None;
    for option in options::read(options, &["messages"], Some(&mut runtime), diagnostics) {
        messages = option.ident("messages = CounterInbox", diagnostics);
    }
    let block: ItemImpl = match parse2(item.clone()) {
        Ok(block) => block,
        Err(_) if parse2::<syn::Item>(item.clone()).is_ok() => {
            diagnostics.error(item, catalogue::receive_on_other());
            return None;
        }
        Err(error) => match recover::block(item.clone()) {
            Some(block) => block,
            None => {
                diagnostics.push(error);
                return None;
            }
        },
    };
    let mut unsaid = Diagnostics::default();
    let of_a_trait = block.trait_.is_some();
    let diagnostics = match &block.trait_ {
        Some((path, _)) => {
            diagnostics.error(path, catalogue::receive_on_trait());
            // The functions are as the trait wants them.
            &mut unsaid
        }
        None => diagnostics,
    };
    let Some(actor_name) = last_name(&block.self_ty).cloned() else {
        diagnostics.error(&block.self_ty, catalogue::receive_on_no_path());
        return None;
    };
    if block.generics.lifetimes().next().is_some() {
        for lifetime in block.generics.lifetimes() {
            diagnostics.error(lifetime, catalogue::receive_borrows());
        }
        return None;
    }
    let mut read = Block {
        runtime,
        cfgs: cfgs(&block.attrs),
        messages: generated(messages.unwrap_or_else(|| format_ident!("{}Message", actor_name.unraw()))),
        actor: (*block.self_ty).clone(),
        actor_name,
        generics: block.generics,
        unbound: Vec::new(),
        handlers: Vec::new(),
        unhandled: Vec::new(),
        checks: Vec::new(),
        inits: Vec::new(),
        left_out: Vec::new(),
    };
    for item in &block.items {
        match item {
            ImplItem::Fn(function) => self::function(function, &mut read, diagnostics),
            broken if recover::is_broken(broken) => read.left_out.push(broken.to_token_stream()),
            other => diagnostics.error(other, catalogue::no_function()),
        }
    }
    read.unbound = bounds::check(&mut read, diagnostics);
    if of_a_trait {
        read.promise_only();
    }
    Some(read)
}

/// Puts a function where it belongs.
fn function(function: &ImplItemFn, block: &mut Block, diagnostics: &mut Diagnostics) {
    let mut roles = function.attrs.iter().filter_map(|attr| Some((role(attr)?, attr)));
    let first = roles.next();
    if let (Some((first, _)), Some((second, attr))) = (first, roles.next()) {
        diagnostics.error(attr, catalogue::two_roles(&function.sig.ident, first, second));
    }
    if let Some((role, attr)) = first
        && role != "message"
        && !matches!(attr.meta, Meta::Path(_))
    {
        diagnostics.error(attr, catalogue::role_with_options(role));
    }
    let (sig, cfgs) = (&function.sig, cfgs(&function.attrs));
    match first {
        None => block.handlers.extend(handler::handler(function, block, diagnostics)),
        Some(("message", attr)) => {
            block.handlers.extend(define::handler(function, attr, block, diagnostics));
        }
        Some(("init", _)) => {
            let maker = parts::maker(sig, cfgs, block, diagnostics);
            if block.inits.iter().any(|first| both_always(&first.cfgs, &maker.cfgs)) {
                diagnostics.error(&sig.ident, catalogue::init_twice());
            } else {
                block.inits.push(maker);
            }
        }
        Some(("unhandled", _)) => match parts::rest(sig, cfgs, block, diagnostics) {
            Some(rest) if block.unhandled.iter().any(|first| both_always(&first.cfgs, &rest.cfgs)) => {
                diagnostics.error(&sig.ident, catalogue::unhandled_twice());
            }
            rest => block.unhandled.extend(rest),
        },
        Some(_) => match parts::check(sig, cfgs, diagnostics) {
            Some(check) if block.checks.iter().any(|first| both_always(&first.cfgs, &check.cfgs)) => {
                diagnostics.error(&sig.ident, catalogue::check_twice());
            }
            check => block.checks.extend(check),
        },
    }
}

fn role(attr: &Attribute) -> Option<&'static str> {
    ROLES.into_iter().find(|role| match *role {
        // Shared with a macro that has a path.
        "message" => is(attr, "message"),
        own => attr.path().is_ident(own),
    })
}

/// The block without the attributes that mean something to this macro only, and without the lints that would have a
/// handler look otherwise than it has to.
pub(super) fn emitted(item: TokenStream, read: Option<&Block>) -> TokenStream {
    let block = parse2::<ItemImpl>(item.clone()).ok();
    let Some(mut block) = block.or_else(|| recover::block(item.clone())) else { return item };
    if let Some(read) = read {
        // The actor's definition may want the bound, and would say so here as well.
        bounds::bind(&mut block.generics, &read.unbound, &read.runtime);
    }
    // As if it were generated: for a name that does not exist the compiler would offer here, and not elsewhere, to make it a
    // parameter of the block, and so say it twice.
    block.impl_token.span = generated_at(block.impl_token.span);
    block.attrs.push(parse_quote! {
        #[allow(
            clippy::borrowed_box,
            clippy::missing_const_for_fn,
            clippy::multiple_inherent_impl,
            clippy::needless_pass_by_ref_mut,
            clippy::needless_pass_by_value,
            clippy::ptr_arg,
            clippy::ref_option,
            clippy::single_call_fn,
            clippy::too_many_arguments,
            clippy::trivially_copy_pass_by_ref,
            clippy::unused_self
        )]
    });
    for item in &mut block.items {
        if let ImplItem::Fn(function) = item {
            let defines = function.attrs.iter().any(|attr| role(attr) == Some("message"));
            function.attrs.retain(|attr| role(attr).is_none());
            for input in &mut function.sig.inputs {
                if let FnArg::Typed(parameter) = input
                    && defines
                {
                    let cfgs = cfgs(&parameter.attrs);
                    parameter
                        .attrs
                        .retain(|attr| !define::is_for_the_field(attr) && !attr.path().is_ident("cfg"));
                    parameter.attrs.extend(cfgs);
                }
            }
        }
    }
    block.into_token_stream()
}
