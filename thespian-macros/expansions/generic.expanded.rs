struct Cache<T: Data> {
    things: Vec<T>,
}
#[automatically_derived]
impl<T: Data> ::thespian::__private::Declared for Cache<T> {
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::module_path!(), "::", ::core::stringify!(Cache)
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
impl<T: Data> Cache<T>
where
    T: Ord,
{
    fn put(&mut self, thing: T) {
        self.things.push(thing);
    }
    async fn len(&mut self, _: &()) -> usize {
        self.things.len()
    }
}
#[derive(
    ::core::clone::Clone,
    ::core::fmt::Debug,
    ::thespian::__private::serde::Serialize,
    ::thespian::__private::serde::Deserialize
)]
#[serde(crate = "::thespian::__private::serde", bound(serialize = "", deserialize = ""))]
/// What `Cache::put` handles.
#[allow(clippy::exhaustive_structs)]
pub struct Put<T: Data>
where
    T: Ord,
{
    /// The parameter `thing`.
    pub thing: T,
}
#[allow(deprecated)]
const _: () = {
    use ::thespian::__private::Unnamed as _;
    #[automatically_derived]
    impl<T: Data + ::thespian::Data> ::thespian::Message for Put<T>
    where
        T: Ord,
    {
        type Kind = ::thespian::message_kind::User;
        const TYPE: ::thespian::form::TypeName = ::thespian::form::TypeName::generic(
                ::core::concat!(::core::module_path!(), "::", ::core::stringify!(Put)),
                &[::thespian::form::Parameter::Type(&<T as ::thespian::Message>::TYPE)],
            )
            .with_form(::thespian::__private::form_of::<Self>);
        const FORM: &'static ::thespian::form::Form = &::thespian::form::Form::Struct(
            &[
                ::thespian::form::Field::new(
                    "thing",
                    ::thespian::__private::name_or(
                        <T as ::thespian::__private::Part>::TRAVELS,
                        ::thespian::__private::NameOf::<T>::__NAME,
                        &::thespian::form::TypeName::new("T"),
                    ),
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
};
/// All messages that [`Cache`] handles.
#[allow(dead_code, deprecated, non_camel_case_types, private_interfaces)]
#[allow(clippy::exhaustive_enums, clippy::type_complexity)]
pub enum CacheMessage<T: Data>
where
    T: Ord,
{
    /// What `Cache::put` handles.
    Put(Put<T>),
    /// What `Cache::len` handles.
    Len(()),
    #[doc(hidden)]
    __Of(::core::marker::PhantomData<fn() -> (T,)>, ::core::convert::Infallible),
}
#[allow(deprecated, clippy::type_complexity)]
const _: () = {
    #[automatically_derived]
    impl<T: Data> ::core::convert::From<Put<T>> for CacheMessage<T>
    where
        T: Ord,
    {
        #[inline]
        fn from(__message: Put<T>) -> Self {
            Self::Put(__message)
        }
    }
    #[automatically_derived]
    impl<T: Data> ::core::convert::From<()> for CacheMessage<T>
    where
        T: Ord,
    {
        #[inline]
        fn from(__message: ()) -> Self {
            Self::Len(__message)
        }
    }
    #[cfg(doc)]
    #[automatically_derived]
    impl<T: Data> ::core::convert::TryFrom<::thespian::AnyMessage> for CacheMessage<T>
    where
        T: Ord,
    {
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
    impl<
        T: Data,
    > ::core::convert::TryFrom<
        <CacheMessage<T> as ::thespian::__private::AnyOf<fn(Put<T>, ())>>::Message,
    > for CacheMessage<T>
    where
        T: Ord,
    {
        type Error = ::thespian::AnyMessage;
        #[inline]
        fn try_from(
            __message: ::thespian::AnyMessage,
        ) -> ::core::result::Result<Self, ::thespian::AnyMessage> {
            let __message = match <Put<T> as ::thespian::Message>::from_any(__message) {
                ::core::result::Result::Ok(__message) => {
                    return ::core::result::Result::Ok(Self::Put(__message));
                }
                ::core::result::Result::Err(__other) => __other.message,
            };
            let __message = match <() as ::thespian::Message>::from_any(__message) {
                ::core::result::Result::Ok(__message) => {
                    return ::core::result::Result::Ok(Self::Len(__message));
                }
                ::core::result::Result::Err(__other) => __other.message,
            };
            ::core::result::Result::Err(__message)
        }
    }
    #[automatically_derived]
    impl<T: Data> ::core::fmt::Debug for CacheMessage<T>
    where
        T: Ord,
    {
        #[inline]
        fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            match *self {
                Self::Put(ref __message) => {
                    <Put<
                        T,
                    > as ::thespian::Message>::describe_in(
                        __message,
                        ::core::stringify!(Put),
                        __f,
                    )
                }
                Self::Len(ref __message) => {
                    <() as ::thespian::Message>::describe_in(
                        __message,
                        ::core::stringify!(Len),
                        __f,
                    )
                }
                Self::__Of(_, __never) => match __never {}
            }
        }
    }
    #[automatically_derived]
    impl<T: Data> ::thespian::Handles<Put<T>> for Cache<T>
    where
        T: Ord,
    {
        type Reply = ();
    }
    #[automatically_derived]
    impl<T: Data> ::thespian::Handles<()> for Cache<T>
    where
        T: Ord,
    {
        type Reply = usize;
    }
    #[automatically_derived]
    impl<T: Data> ::thespian::Actor for Cache<T>
    where
        T: Ord,
    {
        type Message = CacheMessage<T>;
        type Init = ::thespian::ByDefault;
        const NAME: &'static ::core::primitive::str = <Cache<
            T,
        > as ::thespian::__private::Declared>::NAME;
        const ACCEPTS: &'static [::thespian::Accepts] = &[
            <Put<T> as ::thespian::Message>::ACCEPTS,
            <() as ::thespian::Message>::ACCEPTS,
        ];
        const ON_FAILURE: ::thespian::OnFailure = <Cache<
            T,
        > as ::thespian::__private::Declared>::ON_FAILURE;
        const MAILBOX: ::core::option::Option<::core::primitive::usize> = <Cache<
            T,
        > as ::thespian::__private::Declared>::MAILBOX;
        const OWN_THREAD: ::core::primitive::bool = <Cache<
            T,
        > as ::thespian::__private::Declared>::OWN_THREAD;
        const REQUIRES: &'static [::thespian::Requirement] = <Cache<
            T,
        > as ::thespian::__private::Declared>::REQUIRES;
        fn receive(
            &mut self,
            __message: &::thespian::AnyMessage,
            __ctx: &mut ::thespian::Context,
        ) -> ::thespian::Turn {
            let __key = __message.key();
            if __key == <Put<T> as ::thespian::Message>::KEY {
                if let ::core::option::Option::Some(__message) = <Put<
                    T,
                > as ::thespian::Message>::peek(__message) {
                    return <() as ::thespian::IntoReply>::into_reply(
                        <Cache<
                            T,
                        >>::put(
                            self,
                            <T as ::thespian::__private::ByValue>::by_value(
                                &__message.thing,
                            ),
                        ),
                        __ctx,
                    );
                }
            }
            if __key == <() as ::thespian::Message>::KEY {
                if let ::core::option::Option::Some(__message) = <() as ::thespian::Message>::peek(
                    __message,
                ) {
                    {
                        let _ = __message;
                        return ::thespian::Turn::Async;
                    }
                }
            }
            ::thespian::Turn::Unhandled
        }
        const ASYNC: ::core::primitive::bool = true;
        async fn receive_async(
            &mut self,
            __message: &::thespian::AnyMessage,
            __ctx: &mut ::thespian::Context,
        ) -> ::thespian::Turn {
            let __key = __message.key();
            if __key == <() as ::thespian::Message>::KEY {
                if let ::core::option::Option::Some(__message) = <() as ::thespian::Message>::peek(
                    __message,
                ) {
                    return __later_len(self, __message, __ctx).await;
                }
            }
            ::thespian::Turn::Unhandled
        }
    }
    fn __later_len<'thespian, T: Data>(
        __actor: &'thespian mut Cache<T>,
        __message: &'thespian (),
        __ctx: &'thespian mut ::thespian::Context,
    ) -> impl ::core::future::Future<
        Output = ::thespian::Turn,
    > + ::core::marker::Send + 'thespian
    where
        T: Ord,
    {
        async move {
            <usize as ::thespian::IntoReply>::into_reply(
                <Cache<T>>::len(__actor, __message).await,
                __ctx,
            )
        }
    }
};
