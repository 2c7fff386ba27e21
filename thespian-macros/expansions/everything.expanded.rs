#[derive(
    ::core::clone::Clone,
    ::core::fmt::Debug,
    ::thespian::__private::serde::Serialize,
    ::thespian::__private::serde::Deserialize
)]
#[serde(crate = "::thespian::__private::serde")]
#[derive(PartialEq)]
enum Order<T, const N: usize> {
    Nothing,
    One(T),
    #[serde(rename = "many")]
    Many {
        #[serde(with = "::thespian::__private::bytes")]
        picture: Vec<u8>,
        places: [u8; N],
        inner: Option<Box<T>>,
    },
}
#[allow(deprecated)]
const _: () = {
    use ::thespian::__private::Unnamed as _;
    #[automatically_derived]
    impl<T: ::thespian::Data, const N: usize> ::thespian::Message for Order<T, N> {
        type Kind = ::thespian::message_kind::User;
        const TYPE: ::thespian::form::TypeName = ::thespian::form::TypeName::generic(
                "shop.order",
                &[
                    ::thespian::form::Parameter::Type(&<T as ::thespian::Message>::TYPE),
                    ::thespian::form::Parameter::Constant(N as ::core::primitive::i128),
                ],
            )
            .with_form(::thespian::__private::form_of::<Self>);
        const FORM: &'static ::thespian::form::Form = &::thespian::form::Form::Enum(
            &[
                ::thespian::form::Variant::new("Nothing", ::thespian::form::Form::Unit),
                ::thespian::form::Variant::new(
                    "One",
                    ::thespian::form::Form::Tuple(
                        &[
                            ::thespian::__private::name_or(
                                <T as ::thespian::__private::Part>::TRAVELS,
                                ::thespian::__private::NameOf::<T>::__NAME,
                                &::thespian::form::TypeName::new("T"),
                            ),
                        ],
                    ),
                ),
                ::thespian::form::Variant::new(
                    "many",
                    ::thespian::form::Form::Struct(
                        &[
                            ::thespian::form::Field::new(
                                "picture",
                                ::thespian::__private::name_or(
                                    <Vec<u8> as ::thespian::__private::Part>::TRAVELS,
                                    ::thespian::__private::NameOf::<Vec<u8>>::__NAME,
                                    &::thespian::form::TypeName::new("Vec<u8>"),
                                ),
                            ),
                            ::thespian::form::Field::new(
                                "places",
                                ::thespian::__private::name_or(
                                    <[u8; N] as ::thespian::__private::Part>::TRAVELS,
                                    ::thespian::__private::NameOf::<[u8; N]>::__NAME,
                                    &::thespian::form::TypeName::new("[u8; N]"),
                                ),
                            ),
                            ::thespian::form::Field::new(
                                "inner",
                                ::thespian::__private::name_or(
                                    <Option<Box<T>> as ::thespian::__private::Part>::TRAVELS,
                                    ::thespian::__private::NameOf::<Option<Box<T>>>::__NAME,
                                    &::thespian::form::TypeName::new("Option<Box<T>>"),
                                ),
                            ),
                        ],
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
#[derive(
    ::core::clone::Clone,
    ::core::fmt::Debug,
    ::thespian::__private::serde::Serialize,
    ::thespian::__private::serde::Deserialize
)]
#[serde(crate = "::thespian::__private::serde")]
struct Note {
    #[cfg_attr(feature = "short", serde(rename = "t"))]
    text: String,
    #[cfg_attr(feature = "short", serde(with = "hex"))]
    #[cfg_attr(not(feature = "short"), serde(with = "::thespian::__private::bytes"))]
    picture: Vec<u8>,
    #[serde(with = "hex")]
    number: u64,
}
#[allow(deprecated)]
const _: () = {
    use ::thespian::__private::Unnamed as _;
    #[automatically_derived]
    impl ::thespian::Message for Note {
        type Kind = ::thespian::message_kind::User;
        const TYPE: ::thespian::form::TypeName = ::thespian::form::TypeName::generic(
                ::core::concat!(::core::module_path!(), "::", ::core::stringify!(Note)),
                &[],
            )
            .with_form(::thespian::__private::form_of::<Self>);
        #[cfg(feature = "short")]
        const FORM: &'static ::thespian::form::Form = &::thespian::form::Form::Struct(
            &[
                ::thespian::form::Field::new(
                    "t",
                    ::thespian::__private::name_or(
                        <String as ::thespian::__private::Part>::TRAVELS,
                        ::thespian::__private::NameOf::<String>::__NAME,
                        &::thespian::form::TypeName::new("String"),
                    ),
                ),
                ::thespian::form::Field::new(
                    "picture",
                    &::thespian::form::TypeName::new("Vec<u8> with hex"),
                ),
                ::thespian::form::Field::new(
                    "number",
                    &::thespian::form::TypeName::new("u64 with hex"),
                ),
            ],
        );
        #[cfg(not(feature = "short"))]
        const FORM: &'static ::thespian::form::Form = &::thespian::form::Form::Struct(
            &[
                ::thespian::form::Field::new(
                    "text",
                    ::thespian::__private::name_or(
                        <String as ::thespian::__private::Part>::TRAVELS,
                        ::thespian::__private::NameOf::<String>::__NAME,
                        &::thespian::form::TypeName::new("String"),
                    ),
                ),
                ::thespian::form::Field::new(
                    "picture",
                    ::thespian::__private::name_or(
                        <Vec<u8> as ::thespian::__private::Part>::TRAVELS,
                        ::thespian::__private::NameOf::<Vec<u8>>::__NAME,
                        &::thespian::form::TypeName::new("Vec<u8>"),
                    ),
                ),
                ::thespian::form::Field::new(
                    "number",
                    &::thespian::form::TypeName::new("u64 with hex"),
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
    ::thespian::__private::record!(Note);
};
struct Socket(TcpStream);
#[allow(deprecated)]
const _: () = {
    use ::thespian::__private::Unnamed as _;
    #[automatically_derived]
    impl ::thespian::Message for Socket {
        type Kind = ::thespian::message_kind::User;
        const TYPE: ::thespian::form::TypeName = ::thespian::form::TypeName::generic(
                ::core::concat!(
                    ::core::module_path!(), "::", ::core::stringify!(Socket)
                ),
                &[],
            )
            .with_form(::thespian::__private::form_of::<Self>);
        const FORM: &'static ::thespian::form::Form = &::thespian::form::Form::Opaque;
        fn encode(
            &self,
        ) -> ::core::result::Result<
            ::thespian::__private::Vec<::core::primitive::u8>,
            ::thespian::CodecError,
        > {
            ::core::result::Result::Err(::thespian::__private::stays::<Self>())
        }
        fn decode(
            _: &[::core::primitive::u8],
        ) -> ::core::result::Result<Self, ::thespian::CodecError> {
            ::core::result::Result::Err(::thespian::__private::comes::<Self>())
        }
        fn describe(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __f.write_str(
                ::core::concat!(::core::module_path!(), "::", ::core::stringify!(Socket)),
            )
        }
    }
    ::thespian::__private::record!(Socket);
};
struct Clerk {
    orders: u64,
}
#[automatically_derived]
impl ::thespian::__private::Declared for Clerk {
    const NAME: &'static ::core::primitive::str = "shop.clerk";
    const ON_FAILURE: ::thespian::OnFailure = ::thespian::OnFailure::Exit;
    const MAILBOX: ::core::option::Option<::core::primitive::usize> = ::core::option::Option::Some(
        100,
    );
    const OWN_THREAD: ::core::primitive::bool = true;
    const REQUIRES: &'static [::thespian::Requirement] = {
        static REQUIRES: &[::thespian::Requirement] = &[
            ::thespian::Requirement::new(
                "zone",
                ::thespian::RequiredValue::List(
                    &[
                        ::thespian::RequiredValue::Text("a"),
                        ::thespian::RequiredValue::Text("b"),
                    ],
                ),
            ),
            ::thespian::Requirement::new(
                "Has DB access",
                ::thespian::RequiredValue::Truthy,
            ),
        ];
        REQUIRES
    };
}
#[cfg(feature = "clerk")]
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
impl Clerk {
    fn new(orders: u64, capabilities: &Capabilities) -> Result<Self, Failure> {
        Ok(Clerk { orders })
    }
    fn fits(capabilities: &Capabilities, requirements: &Requirements) -> bool {
        true
    }
    /// Takes an order.
    fn order(&mut self, order: &Order<String, 3>, ctx: &mut Context) {}
    fn text(&mut self, text: &str) {}
    #[cfg(feature = "sockets")]
    fn socket(&mut self, socket: Socket) {}
    /// Counts orders.
    async fn count(&mut self, from: u64, names: &[String], ctx: &mut Context) -> u64 {
        self.orders - from
    }
    fn other(&mut self, message: AnyMessage, ctx: &mut Context) {}
}
#[derive(
    PartialEq,
    ::core::clone::Clone,
    ::core::fmt::Debug,
    shop::thespian::__private::serde::Serialize,
    shop::thespian::__private::serde::Deserialize
)]
#[serde(crate = "shop::thespian::__private::serde")]
#[cfg(feature = "clerk")]
/// Counts orders.
#[allow(clippy::exhaustive_structs)]
pub struct Count {
    /// From which on.
    pub from: u64,
    /// The parameter `names`.
    pub names: shop::thespian::__private::Vec<String>,
}
#[cfg(feature = "clerk")]
#[allow(deprecated)]
const _: () = {
    use shop::thespian::__private::Unnamed as _;
    #[automatically_derived]
    impl shop::thespian::Message for Count {
        type Kind = shop::thespian::message_kind::User;
        const TYPE: shop::thespian::form::TypeName = shop::thespian::form::TypeName::generic(
                "shop.count",
                &[],
            )
            .with_form(shop::thespian::__private::form_of::<Self>);
        const FORM: &'static shop::thespian::form::Form = &shop::thespian::form::Form::Struct(
            &[
                shop::thespian::form::Field::new(
                    "from",
                    shop::thespian::__private::name_or(
                        <u64 as shop::thespian::__private::Part>::TRAVELS,
                        shop::thespian::__private::NameOf::<u64>::__NAME,
                        &shop::thespian::form::TypeName::new("u64"),
                    ),
                ),
                shop::thespian::form::Field::new(
                    "names",
                    shop::thespian::__private::name_or(
                        <shop::thespian::__private::Vec<
                            String,
                        > as shop::thespian::__private::Part>::TRAVELS,
                        shop::thespian::__private::NameOf::<
                            shop::thespian::__private::Vec<String>,
                        >::__NAME,
                        &shop::thespian::form::TypeName::new(
                            "shop::thespian::__private::Vec<String>",
                        ),
                    ),
                ),
            ],
        );
        fn encode(
            &self,
        ) -> ::core::result::Result<
            shop::thespian::__private::Vec<::core::primitive::u8>,
            shop::thespian::CodecError,
        > {
            shop::thespian::__private::encode(self)
        }
        fn decode(
            __bytes: &[::core::primitive::u8],
        ) -> ::core::result::Result<Self, shop::thespian::CodecError> {
            shop::thespian::__private::decode(__bytes)
        }
        fn describe(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::core::fmt::Debug::fmt(self, __f)
        }
    }
    shop::thespian::__private::record!(Count);
};
#[cfg(feature = "clerk")]
/// All messages that [`Clerk`] handles.
#[allow(dead_code, deprecated, non_camel_case_types, private_interfaces)]
#[allow(clippy::exhaustive_enums, clippy::type_complexity)]
pub enum ClerkInbox {
    /// Takes an order.
    Order(Order<String, 3>),
    /// What `Clerk::text` handles.
    Text(shop::thespian::__private::String),
    #[cfg(feature = "sockets")]
    /// What `Clerk::socket` handles.
    Socket(Socket),
    /// Counts orders.
    Count(Count),
}
#[cfg(feature = "clerk")]
#[allow(deprecated, clippy::type_complexity)]
const _: () = {
    #[automatically_derived]
    impl ::core::convert::From<Order<String, 3>> for ClerkInbox {
        #[inline]
        fn from(__message: Order<String, 3>) -> Self {
            Self::Order(__message)
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<shop::thespian::__private::String> for ClerkInbox {
        #[inline]
        fn from(__message: shop::thespian::__private::String) -> Self {
            Self::Text(__message)
        }
    }
    #[cfg(feature = "sockets")]
    #[automatically_derived]
    impl ::core::convert::From<Socket> for ClerkInbox {
        #[inline]
        fn from(__message: Socket) -> Self {
            Self::Socket(__message)
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<Count> for ClerkInbox {
        #[inline]
        fn from(__message: Count) -> Self {
            Self::Count(__message)
        }
    }
    #[cfg(doc)]
    #[automatically_derived]
    impl ::core::convert::TryFrom<shop::thespian::AnyMessage> for ClerkInbox {
        /// The message, if the actor does not handle it.
        type Error = shop::thespian::AnyMessage;
        fn try_from(
            __message: shop::thespian::AnyMessage,
        ) -> ::core::result::Result<Self, shop::thespian::AnyMessage> {
            ::core::result::Result::Err(__message)
        }
    }
    #[cfg(not(doc))]
    #[automatically_derived]
    impl ::core::convert::TryFrom<
        <ClerkInbox as shop::thespian::__private::AnyOf<
            fn(Order<String, 3>, shop::thespian::__private::String, Count),
        >>::Message,
    > for ClerkInbox {
        type Error = shop::thespian::AnyMessage;
        #[inline]
        fn try_from(
            __message: shop::thespian::AnyMessage,
        ) -> ::core::result::Result<Self, shop::thespian::AnyMessage> {
            let __message = match <Order<
                String,
                3,
            > as shop::thespian::Message>::from_any(__message) {
                ::core::result::Result::Ok(__message) => {
                    return ::core::result::Result::Ok(Self::Order(__message));
                }
                ::core::result::Result::Err(__other) => __other.message,
            };
            let __message = match <shop::thespian::__private::String as shop::thespian::Message>::from_any(
                __message,
            ) {
                ::core::result::Result::Ok(__message) => {
                    return ::core::result::Result::Ok(Self::Text(__message));
                }
                ::core::result::Result::Err(__other) => __other.message,
            };
            #[cfg(feature = "sockets")]
            let __message = match <Socket as shop::thespian::Message>::from_any(
                __message,
            ) {
                ::core::result::Result::Ok(__message) => {
                    return ::core::result::Result::Ok(Self::Socket(__message));
                }
                ::core::result::Result::Err(__other) => __other.message,
            };
            let __message = match <Count as shop::thespian::Message>::from_any(
                __message,
            ) {
                ::core::result::Result::Ok(__message) => {
                    return ::core::result::Result::Ok(Self::Count(__message));
                }
                ::core::result::Result::Err(__other) => __other.message,
            };
            ::core::result::Result::Err(__message)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for ClerkInbox {
        #[inline]
        fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            match *self {
                Self::Order(ref __message) => {
                    <Order<
                        String,
                        3,
                    > as shop::thespian::Message>::describe_in(
                        __message,
                        ::core::stringify!(Order),
                        __f,
                    )
                }
                Self::Text(ref __message) => {
                    <shop::thespian::__private::String as shop::thespian::Message>::describe_in(
                        __message,
                        ::core::stringify!(Text),
                        __f,
                    )
                }
                #[cfg(feature = "sockets")]
                Self::Socket(ref __message) => {
                    <Socket as shop::thespian::Message>::describe_in(
                        __message,
                        ::core::stringify!(Socket),
                        __f,
                    )
                }
                Self::Count(ref __message) => {
                    <Count as shop::thespian::Message>::describe_in(
                        __message,
                        ::core::stringify!(Count),
                        __f,
                    )
                }
            }
        }
    }
    #[automatically_derived]
    impl shop::thespian::Handles<Order<String, 3>> for Clerk {
        type Reply = ();
    }
    #[automatically_derived]
    impl shop::thespian::Handles<shop::thespian::__private::String> for Clerk {
        type Reply = ();
    }
    #[cfg(feature = "sockets")]
    #[automatically_derived]
    impl shop::thespian::Handles<Socket> for Clerk {
        type Reply = ();
    }
    #[automatically_derived]
    impl shop::thespian::Handles<Count> for Clerk {
        type Reply = u64;
    }
    #[automatically_derived]
    impl shop::thespian::Handles<shop::thespian::AnyMessage> for Clerk {
        type Reply = ();
    }
    #[automatically_derived]
    impl shop::thespian::Actor for Clerk {
        type Message = ClerkInbox;
        type Init = shop::thespian::ByInit;
        const NAME: &'static ::core::primitive::str = <Clerk as shop::thespian::__private::Declared>::NAME;
        const ACCEPTS: &'static [shop::thespian::Accepts] = &[
            <Order<String, 3> as shop::thespian::Message>::ACCEPTS,
            <shop::thespian::__private::String as shop::thespian::Message>::ACCEPTS,
            #[cfg(feature = "sockets")]
            <Socket as shop::thespian::Message>::ACCEPTS,
            <Count as shop::thespian::Message>::ACCEPTS,
        ];
        const ON_FAILURE: shop::thespian::OnFailure = <Clerk as shop::thespian::__private::Declared>::ON_FAILURE;
        const MAILBOX: ::core::option::Option<::core::primitive::usize> = <Clerk as shop::thespian::__private::Declared>::MAILBOX;
        const OWN_THREAD: ::core::primitive::bool = <Clerk as shop::thespian::__private::Declared>::OWN_THREAD;
        const REQUIRES: &'static [shop::thespian::Requirement] = <Clerk as shop::thespian::__private::Declared>::REQUIRES;
        const CHECKS_HOST: ::core::primitive::bool = true;
        fn capability_check(
            __capabilities: &shop::thespian::Capabilities,
            __requirements: &shop::thespian::Requirements,
        ) -> ::core::primitive::bool {
            <Clerk>::fits(__capabilities, __requirements)
        }
        fn receive(
            &mut self,
            __message: &shop::thespian::AnyMessage,
            __ctx: &mut shop::thespian::Context,
        ) -> shop::thespian::Turn {
            let __key = __message.key();
            if __key == <Order<String, 3> as shop::thespian::Message>::KEY {
                if let ::core::option::Option::Some(__message) = <Order<
                    String,
                    3,
                > as shop::thespian::Message>::peek(__message) {
                    return <() as shop::thespian::IntoReply>::into_reply(
                        <Clerk>::order(self, __message, __ctx),
                        __ctx,
                    );
                }
            }
            if __key
                == <shop::thespian::__private::String as shop::thespian::Message>::KEY
            {
                if let ::core::option::Option::Some(__message) = <shop::thespian::__private::String as shop::thespian::Message>::peek(
                    __message,
                ) {
                    return <() as shop::thespian::IntoReply>::into_reply(
                        <Clerk>::text(self, __message),
                        __ctx,
                    );
                }
            }
            #[cfg(feature = "sockets")]
            {
                if __key == <Socket as shop::thespian::Message>::KEY {
                    if let ::core::option::Option::Some(__message) = <Socket as shop::thespian::Message>::peek(
                        __message,
                    ) {
                        return <() as shop::thespian::IntoReply>::into_reply(
                            <Clerk>::socket(
                                self,
                                <Socket as shop::thespian::__private::ByValue>::by_value(
                                    __message,
                                ),
                            ),
                            __ctx,
                        );
                    }
                }
            }
            if __key == <Count as shop::thespian::Message>::KEY {
                if let ::core::option::Option::Some(__message) = <Count as shop::thespian::Message>::peek(
                    __message,
                ) {
                    {
                        let _ = __message;
                        return shop::thespian::Turn::Async;
                    }
                }
            }
            shop::thespian::Turn::Unhandled
        }
        const ASYNC: ::core::primitive::bool = true;
        async fn receive_async(
            &mut self,
            __message: &shop::thespian::AnyMessage,
            __ctx: &mut shop::thespian::Context,
        ) -> shop::thespian::Turn {
            let __key = __message.key();
            if __key == <Count as shop::thespian::Message>::KEY {
                if let ::core::option::Option::Some(__message) = <Count as shop::thespian::Message>::peek(
                    __message,
                ) {
                    return __later_count(self, __message, __ctx).await;
                }
            }
            shop::thespian::Turn::Unhandled
        }
        const TAKES_REST: ::core::primitive::bool = true;
        fn unhandled(
            &mut self,
            __message: shop::thespian::AnyMessage,
            __ctx: &mut shop::thespian::Context,
        ) -> shop::thespian::Turn {
            <() as shop::thespian::IntoReply>::into_reply(
                Self::other(self, __message, __ctx),
                __ctx,
            )
        }
    }
    fn __later_count<'thespian>(
        __actor: &'thespian mut Clerk,
        __message: &'thespian Count,
        __ctx: &'thespian mut shop::thespian::Context,
    ) -> impl ::core::future::Future<
        Output = shop::thespian::Turn,
    > + ::core::marker::Send + 'thespian {
        async move {
            <u64 as shop::thespian::IntoReply>::into_reply(
                <Clerk>::count(
                        __actor,
                        <u64 as shop::thespian::__private::ByValue>::by_value(
                            &__message.from,
                        ),
                        &__message.names,
                        __ctx,
                    )
                    .await,
                __ctx,
            )
        }
    }
    #[automatically_derived]
    impl shop::thespian::Init<Clerk> for shop::thespian::ByInit {
        type Args = u64;
        fn init(
            __args: &Self::Args,
            __host: &shop::thespian::Host<'_>,
        ) -> ::core::result::Result<Clerk, shop::thespian::Failure> {
            let __argument_0 = shop::thespian::__private::again::<Self, Clerk>(__args);
            <Result<
                Clerk,
                Failure,
            > as shop::thespian::__private::IntoInstance<
                Clerk,
            >>::into_instance(<Clerk>::new(__argument_0, &__host.capabilities()))
        }
    }
    shop::thespian::__private::register!(Clerk);
};
