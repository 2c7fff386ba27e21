#[derive(
    ::core::clone::Clone,
    ::core::fmt::Debug,
    ::thespian::__private::serde::Serialize,
    ::thespian::__private::serde::Deserialize
)]
#[serde(crate = "::thespian::__private::serde")]
struct Add(i64);
#[allow(deprecated)]
const _: () = {
    use ::thespian::__private::Unnamed as _;
    #[automatically_derived]
    impl ::thespian::Message for Add {
        type Kind = ::thespian::message_kind::User;
        const TYPE: ::thespian::form::TypeName = ::thespian::form::TypeName::generic(
                ::core::concat!(::core::module_path!(), "::", ::core::stringify!(Add)),
                &[],
            )
            .with_form(::thespian::__private::form_of::<Self>);
        const FORM: &'static ::thespian::form::Form = &::thespian::form::Form::Tuple(
            &[
                ::thespian::__private::name_or(
                    <i64 as ::thespian::__private::Part>::TRAVELS,
                    ::thespian::__private::NameOf::<i64>::__NAME,
                    &::thespian::form::TypeName::new("i64"),
                ),
            ],
        );
        fn encode(
            &self,
        ) -> ::core::result::Result<
            ::thespian::__private::Vec<::core::primitive::u8>,
            ::thespian::CodecError,
        > {
            ::thespian::__private::encode(self)
        }
        fn decode(
            __bytes: &[::core::primitive::u8],
        ) -> ::core::result::Result<Self, ::thespian::CodecError> {
            ::thespian::__private::decode(__bytes)
        }
        fn describe(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::core::fmt::Debug::fmt(self, __f)
        }
    }
    ::thespian::__private::record!(Add);
};
#[derive(Default)]
struct Counter {
    count: i64,
}
#[automatically_derived]
impl ::thespian::__private::Declared for Counter {
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::module_path!(), "::", ::core::stringify!(Counter)
    );
    const ON_FAILURE: ::thespian::OnFailure = ::thespian::OnFailure::Restart;
    const MAILBOX: ::core::option::Option<::core::primitive::usize> = ::core::option::Option::None;
    const OWN_THREAD: ::core::primitive::bool = false;
    const REQUIRES: &'static [::thespian::Requirement] = {
        static REQUIRES: &[::thespian::Requirement] = &[];
        REQUIRES
    };
}
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
impl Counter {
    fn add(&mut self, add: &Add) -> i64 {
        self.count += add.0;
        self.count
    }
}
/// All messages that [`Counter`] handles.
#[allow(dead_code, deprecated, non_camel_case_types, private_interfaces)]
#[allow(clippy::exhaustive_enums, clippy::type_complexity)]
pub enum CounterMessage {
    /// What `Counter::add` handles.
    Add(Add),
}
#[allow(deprecated, clippy::type_complexity)]
const _: () = {
    #[automatically_derived]
    impl ::core::convert::From<Add> for CounterMessage {
        #[inline]
        fn from(__message: Add) -> Self {
            Self::Add(__message)
        }
    }
    #[cfg(doc)]
    #[automatically_derived]
    impl ::core::convert::TryFrom<::thespian::AnyMessage> for CounterMessage {
        /// The message, if the actor does not handle it.
        type Error = ::thespian::AnyMessage;
        fn try_from(
            __message: ::thespian::AnyMessage,
        ) -> ::core::result::Result<Self, ::thespian::AnyMessage> {
            ::core::result::Result::Err(__message)
        }
    }
    #[cfg(not(doc))]
    #[automatically_derived]
    impl ::core::convert::TryFrom<
        <CounterMessage as ::thespian::__private::AnyOf<fn(Add)>>::Message,
    > for CounterMessage {
        type Error = ::thespian::AnyMessage;
        #[inline]
        fn try_from(
            __message: ::thespian::AnyMessage,
        ) -> ::core::result::Result<Self, ::thespian::AnyMessage> {
            let __message = match <Add as ::thespian::Message>::from_any(__message) {
                ::core::result::Result::Ok(__message) => {
                    return ::core::result::Result::Ok(Self::Add(__message));
                }
                ::core::result::Result::Err(__other) => __other.message,
            };
            ::core::result::Result::Err(__message)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for CounterMessage {
        #[inline]
        fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            match *self {
                Self::Add(ref __message) => {
                    <Add as ::thespian::Message>::describe_in(
                        __message,
                        ::core::stringify!(Add),
                        __f,
                    )
                }
            }
        }
    }
    #[automatically_derived]
    impl ::thespian::Handles<Add> for Counter {
        type Reply = i64;
    }
    #[automatically_derived]
    impl ::thespian::Actor for Counter {
        type Message = CounterMessage;
        type Init = ::thespian::ByDefault;
        const NAME: &'static ::core::primitive::str = <Counter as ::thespian::__private::Declared>::NAME;
        const ACCEPTS: &'static [::thespian::Accepts] = &[
            <Add as ::thespian::Message>::ACCEPTS,
        ];
        const ON_FAILURE: ::thespian::OnFailure = <Counter as ::thespian::__private::Declared>::ON_FAILURE;
        const MAILBOX: ::core::option::Option<::core::primitive::usize> = <Counter as ::thespian::__private::Declared>::MAILBOX;
        const OWN_THREAD: ::core::primitive::bool = <Counter as ::thespian::__private::Declared>::OWN_THREAD;
        const REQUIRES: &'static [::thespian::Requirement] = <Counter as ::thespian::__private::Declared>::REQUIRES;
        fn receive(
            &mut self,
            __message: &::thespian::AnyMessage,
            __ctx: &mut ::thespian::Context,
        ) -> ::thespian::Turn {
            let __key = __message.key();
            if __key == <Add as ::thespian::Message>::KEY {
                if let ::core::option::Option::Some(__message) = <Add as ::thespian::Message>::peek(
                    __message,
                ) {
                    return <i64 as ::thespian::IntoReply>::into_reply(
                        <Counter>::add(self, __message),
                        __ctx,
                    );
                }
            }
            ::thespian::Turn::Unhandled
        }
    }
    ::thespian::__private::register!(Counter);
};
