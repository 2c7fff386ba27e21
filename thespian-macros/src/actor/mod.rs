//! `#[actor]`.

mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diag::Diagnostics;
use parse::Declaration;

pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let declaration = parse::declaration(options, &item, &mut diagnostics);
    let errors = diagnostics.into_tokens();
    let item = declaration.as_ref().map_or(item, |declaration| declaration.item.clone());
    let code = declaration.map(|declaration| declared(&declaration));
    quote!(#item #code #errors)
}

fn declared(declaration: &Declaration) -> TokenStream {
    let Declaration { ident, generics, name, on_failure, mailbox, requires, .. } = declaration;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let mailbox = match mailbox {
        Some(places) => quote!(::core::option::Option::Some(#places)),
        None => quote!(::core::option::Option::None),
    };
    let name = match name {
        Some(name) => quote!(#name),
        None => quote!(::core::concat!(::core::module_path!(), "::", ::core::stringify!(#ident))),
    };
    quote! {
        #[automatically_derived]
        impl #impl_generics ::thespian::__private::Declared for #ident #type_generics #where_clause {
            const NAME: &'static ::core::primitive::str = #name;
            const ON_FAILURE: ::thespian::OnFailure = ::thespian::OnFailure::#on_failure;
            const MAILBOX: ::core::option::Option<::core::primitive::usize> = #mailbox;
            const REQUIRES: &'static [::thespian::Requirement] = {
                static REQUIRES: &[::thespian::Requirement] = &[#(#requires),*];
                REQUIRES
            };
        }
    }
}
