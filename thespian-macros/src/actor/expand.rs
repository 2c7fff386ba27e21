//! The code of `#[actor]`: what it says of the struct, for `#[receive]`.

use proc_macro2::TokenStream;
use quote::quote;

use super::parse::Declaration;

pub(super) fn expand(declaration: &Declaration) -> TokenStream {
    let Declaration { runtime, cfgs, ident, generics, name, on_failure, mailbox, own_thread, .. } =
        declaration;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let mailbox = match mailbox {
        Some(places) => quote!(::core::option::Option::Some(#places)),
        None => quote!(::core::option::Option::None),
    };
    let name = match name {
        Some(name) => quote!(#name),
        None => quote!(::core::concat!(::core::module_path!(), "::", ::core::stringify!(#ident))),
    };
    let requires = declaration.requires.iter().map(|required| required.expand(runtime));
    quote! {
        #(#cfgs)*
        #[automatically_derived]
        impl #impl_generics #runtime::__private::Declared for #ident #type_generics #where_clause {
            const NAME: &'static ::core::primitive::str = #name;
            const ON_FAILURE: #runtime::OnFailure = #runtime::OnFailure::#on_failure;
            const MAILBOX: ::core::option::Option<::core::primitive::usize> = #mailbox;
            const OWN_THREAD: ::core::primitive::bool = #own_thread;
            const REQUIRES: &'static [#runtime::Requirement] = {
                static REQUIRES: &[#runtime::Requirement] = &[#(#requires),*];
                REQUIRES
            };
        }
    }
}
