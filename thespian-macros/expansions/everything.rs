#[message(name = "shop.order")]
#[derive(PartialEq)]
enum Order<T, const N: usize> {
    Nothing,
    One(T),
    #[serde(rename = "many")]
    Many {
        picture: Vec<u8>,
        places: [u8; N],
        inner: Option<Box<T>>,
    },
}

#[message]
struct Note {
    #[cfg_attr(feature = "short", serde(rename = "t"))]
    text: String,
    #[cfg_attr(feature = "short", serde(with = "hex"))]
    picture: Vec<u8>,
    #[serde(with = "hex")]
    number: u64,
}

#[message(local)]
struct Socket(TcpStream);

#[require_capability("Has DB access")]
#[actor(name = "shop.clerk", mailbox = 100, on_failure = "exit", own_thread)]
#[require_capability("zone", ["a", "b"])]
struct Clerk {
    orders: u64,
}

#[receive(messages = ClerkInbox, crate = shop::thespian)]
#[cfg(feature = "clerk")]
impl Clerk {
    #[init]
    fn new(orders: u64, capabilities: &Capabilities) -> Result<Self, Failure> {
        Ok(Clerk { orders })
    }

    #[capability_check]
    fn fits(capabilities: &Capabilities, requirements: &Requirements) -> bool {
        true
    }

    /// Takes an order.
    fn order(&mut self, order: &Order<String, 3>, ctx: &mut Context) {}

    fn text(&mut self, text: &str) {}

    #[cfg(feature = "sockets")]
    fn socket(&mut self, socket: Socket) {}

    /// Counts orders.
    #[message(Count, name = "shop.count", derive(PartialEq))]
    async fn count(&mut self, /** From which on. */ from: u64, names: &[String], ctx: &mut Context) -> u64 {
        self.orders - from
    }

    #[unhandled]
    fn other(&mut self, message: AnyMessage, ctx: &mut Context) {}
}
