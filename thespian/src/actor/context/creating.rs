//! Creating actors from inside.

use crate::actor::builder::Seed;
use crate::actor::registry::NoActor;
use crate::actor::{
    Actor, ActorBuilder, Cell, Context, Creator, GivenAs, Init, Instance, NamedBuilder, Origin,
};
use crate::address::{ActorAddress, Addr};
use crate::envelope::Envelope;
use crate::message::{ActorExitRequest, AnyMessage, NewParent};
use crate::trace::Event;

impl Context {
    /// Creates an actor, this actor's child. Its address is final at once, and may be sent to and passed on.
    ///
    /// If it cannot be created, this actor receives [`ChildActorExited`](crate::ChildActorExited) with the
    /// reason, and what was sent to it is returned.
    #[doc(alias = "createActor")]
    pub fn create_actor<A>(&mut self) -> Addr<A>
    where
        A: Actor,
        A::Init: Init<A, Args: GivenAs<(), A>>,
    {
        Addr::new(self.start(Instance::<A, _>::seed(Origin::given(()))))
    }

    /// Creates an actor from a closure, which makes an instance now and after each failure.
    ///
    /// For what cannot be copied to another process: the actor needs neither `Default` nor `#[init]`.
    pub fn create_actor_from<A: Actor>(&mut self, factory: impl FnMut() -> A + Send + 'static) -> Addr<A> {
        Addr::new(self.start(Instance::<A, ()>::seed(Origin::Factory(Box::new(factory)))))
    }

    /// Creates an actor by the name of its type, like `"my_crate::workers::Painter"`.
    ///
    /// A name that no actor has is a creation that failed, see [`create_actor`](Self::create_actor).
    pub fn create_named(&mut self, name: &str) -> ActorAddress {
        self.build_named(name).create()
    }

    /// Creates an actor with more to say than its type; ends in `.create()`.
    pub fn build_actor<A: Actor>(&mut self) -> ActorBuilder<&mut Self, A> {
        ActorBuilder::new(self)
    }

    /// Creates an actor with more to say than its name; ends in `.create()`.
    pub fn build_named(&mut self, name: &str) -> NamedBuilder<&mut Self> {
        NamedBuilder::new(self, name)
    }

    /// An address of this actor's own that leads to the actor of a name, which is made if there is none.
    fn start_named(&mut self, name: String, seed: Box<Cell>) -> ActorAddress {
        let (me, type_name) = (self.my_address(), seed.name());
        self.desk(|desk| {
            if let Some(alias) = desk.affairs.alias(&name, type_name) {
                return alias;
            }
            let alias = desk.outbox.start(Cell::alias(name.clone(), seed), me);
            desk.affairs.add_alias(name, type_name, alias);
            desk.record(|| Event::Created { who: alias, by: me, name: type_name });
            if desk.ending {
                let admin = ActorAddress::admin(me.home());
                desk.post(alias, Envelope::new(AnyMessage::new(NewParent(admin)), me));
            }
            alias
        })
    }

    pub(crate) fn start(&mut self, seed: Box<Cell>) -> ActorAddress {
        let (by, name, room) = (self.my_address(), seed.name(), seed.room());
        self.desk(|desk| {
            let who = desk.outbox.start(seed, by);
            if let Some(room) = room
                && desk.outbox.is_here(who)
            {
                desk.setting.rooms.open(who, room);
            }
            desk.record(|| Event::Created { who, by, name });
            if !desk.ending {
                desk.affairs.add_child(who);
            } else {
                desk.affairs.add_late(who);
                desk.post(who, Envelope::new(AnyMessage::new(ActorExitRequest::now()), by));
            }
            who
        })
    }
    /// The actors that this one has created, and that have not ended yet; in no promised order.
    pub fn children(&mut self) -> Vec<ActorAddress> {
        self.desk(|desk| desk.affairs.children())
    }
}

impl Creator for &mut Context {
    type Created<T> = T;

    fn create(self, seed: Result<Seed, String>) -> ActorAddress {
        match seed {
            Ok(Seed { cell, global_name: None }) => self.start(cell),
            Ok(Seed { cell, global_name: Some(name) }) => self.start_named(name, cell),
            Err(reason) => self.start(Cell::unborn(NoActor::new("thespian.NoActor", reason))),
        }
    }

    fn typed<A>(created: ActorAddress) -> Addr<A> {
        Addr::new(created)
    }
}
