//! A value of any message type in 32 bytes: in place where it fits, on the heap where it does not.
//!
//! This file and `row` beside it hold all the `unsafe` of the crate. What it saves is an allocation and a free for each
//! message: `cargo run --release -p thespian-benches --bin parcel` measures it beside `Box<dyn Any>`.
//!
//! The argument. A [`Parcel`] is made only by [`Parcel::new::<T>`], which writes one `T` into the room and
//! picks `Shape::<T>::TABLE`. `Shape::<T>::IN_PLACE` is a constant of the type, so writing, borrowing,
//! taking, and dropping agree about where the `T` lies. The room is an `UnsafeCell`: a `T` behind a shared parcel may
//! change what is inside it, as a lock does. The room is never read as another type: every typed
//! access compares `TypeId` first, and the others go through functions of the table that were made for `T`.
//! The room is moved only with its parcel, and a `T` in place may be moved as any Rust value. `T: Send +
//! Sync` is asked of every value that enters, which makes the automatic `Send` and `Sync` of the room true.

#![expect(unsafe_code, reason = "erases a type without allocating; the argument is above")]

mod row;

use std::any::TypeId;
use std::cell::UnsafeCell;
use std::mem::{self, ManuallyDrop, MaybeUninit};

use std::panic::RefUnwindSafe;

pub(crate) use row::Row;

use super::contents::{Class, Contents, Stored};

/// Shared access to a message may change it (a lock or an atomic inside), and the compiler has to know.
type Room = UnsafeCell<MaybeUninit<[u64; 3]>>;

struct Table {
    key: u64,
    class: Class,
    type_id: TypeId,
    /// How many words of the room are used.
    words: usize,
    /// Drops the value in the room; nothing where there is nothing to drop.
    drop: Option<unsafe fn(&mut Room)>,
    /// The value in the room, as what is common to all messages.
    contents: unsafe fn(&Room) -> &dyn Contents,
}

pub(crate) struct Parcel {
    table: &'static Table,
    room: Room,
}

// SAFETY: what lies in the room is `Sync`, as `Stored` asks of it, and shared access is given to that only.
unsafe impl Sync for Parcel {}
// What a panic leaves of a message is what its own type makes of it.
impl RefUnwindSafe for Parcel {}

/// How a `T` lies in its room.
struct Shape<T>(T);

impl<T: Stored> Shape<T> {
    const IN_PLACE: bool = size_of::<T>() <= size_of::<Room>() && align_of::<T>() <= align_of::<Room>();

    const TABLE: &'static Table = &Table {
        key: T::KEY,
        class: T::CLASS,
        type_id: TypeId::of::<T>(),
        words: if Self::IN_PLACE { size_of::<T>().div_ceil(size_of::<u64>()) } else { 1 },
        drop: if Self::IN_PLACE && !mem::needs_drop::<T>() { None } else { Some(Self::drop) },
        contents: Self::contents,
    };

    fn pack(value: T) -> Room {
        let mut room = Room::new(MaybeUninit::uninit());
        if Self::IN_PLACE {
            // SAFETY: `IN_PLACE` says that size and alignment suffice; the room is ours.
            unsafe { room.get_mut().as_mut_ptr().cast::<T>().write(value) };
        } else {
            // SAFETY: a thin pointer fits into the room and is no more aligned than it.
            unsafe { room.get_mut().as_mut_ptr().cast::<*mut T>().write(Box::into_raw(Box::new(value))) };
        }
        room
    }

    /// # Safety
    /// The room holds a `T` that was packed there.
    unsafe fn borrow(room: &Room) -> &T {
        let at = room.get();
        if Self::IN_PLACE {
            // SAFETY: the caller's promise; the borrow lives as long as the room's.
            unsafe { &*at.cast::<T>() }
        } else {
            // SAFETY: the caller's promise: `pack` wrote a pointer from `Box::into_raw`.
            unsafe { &**at.cast::<*mut T>() }
        }
    }

    /// # Safety
    /// The room holds a `T` that was packed there, and is not used as such again.
    unsafe fn take(room: &mut Room) -> T {
        let at = room.get();
        if Self::IN_PLACE {
            // SAFETY: the caller's promise: read once, forgotten by the caller.
            unsafe { at.cast::<T>().read() }
        } else {
            // SAFETY: the caller's promise: the pointer came from `Box::into_raw` and is given back once.
            *unsafe { Box::from_raw(at.cast::<*mut T>().read()) }
        }
    }

    /// # Safety
    /// As for [`Self::take`].
    unsafe fn drop(room: &mut Room) {
        // SAFETY: handed on.
        mem::drop(unsafe { Self::take(room) });
    }

    /// # Safety
    /// As for [`Self::borrow`].
    unsafe fn contents(room: &Room) -> &dyn Contents {
        // SAFETY: handed on.
        unsafe { Self::borrow(room) }
    }
}

impl Parcel {
    /// The table of a parcel with nothing in it.
    const EMPTY: &'static Table = Shape::<()>::TABLE;

    #[inline]
    pub(crate) fn new<T: Stored>(value: T) -> Self {
        Parcel { table: Shape::<T>::TABLE, room: Shape::pack(value) }
    }

    pub(crate) fn key(&self) -> u64 {
        self.table.key
    }

    pub(crate) fn class(&self) -> Class {
        self.table.class
    }

    pub(crate) fn is<T: Stored>(&self) -> bool {
        self.table.type_id == TypeId::of::<T>()
    }

    pub(crate) fn get<T: Stored>(&self) -> Option<&T> {
        // SAFETY: the parcel was made by `new::<T>`, as its table says.
        self.is::<T>().then(|| unsafe { Shape::<T>::borrow(&self.room) })
    }

    pub(crate) fn take<T: Stored>(self) -> Result<T, Self> {
        if !self.is::<T>() {
            return Err(self);
        }
        let mut parcel = ManuallyDrop::new(self);
        // SAFETY: as in `get`; `ManuallyDrop` keeps the room from being used again.
        Ok(unsafe { Shape::<T>::take(&mut parcel.room) })
    }

    /// Whether dropping it runs any code.
    pub(crate) fn needs_drop(&self) -> bool {
        self.table.drop.is_some()
    }

    pub(crate) fn contents(&self) -> &dyn Contents {
        // SAFETY: table and room were made together, by `new`.
        unsafe { (self.table.contents)(&self.room) }
    }
}

impl Drop for Parcel {
    fn drop(&mut self) {
        if let Some(drop) = self.table.drop {
            // SAFETY: table and room were made together, by `new`; a dropped parcel is not used again.
            unsafe { drop(&mut self.room) }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::fmt;
    use std::sync::Arc;

    use super::super::{AnyMessage, CodecError};
    use super::*;

    fn check<T: crate::Message + PartialEq + fmt::Debug + Clone>(value: T) {
        let message = AnyMessage::new(value.clone());
        assert_eq!(message.downcast_ref::<T>(), Some(&value));
        let message = message.downcast::<crate::message::Ack>().expect_err("it is another").message;
        assert_eq!(message.downcast::<T>().expect("it is what went in"), value);
    }

    #[test]
    fn a_parcel_gives_back_what_was_put_in() {
        check(());
        check(7_u8);
        check(u128::MAX); // aligned to 16 bytes: not in place
        check(String::from("in place"));
        check((1_u64, 2_u64, 3_u64));
        check((1_u64, 2_u64, 3_u64, 4_u64)); // on the heap
        check(vec![Some(String::from("nested"))]);
    }

    /// Of any size, and it counts its owners.
    #[expect(dead_code, reason = "only the count of its owners and its size matter")]
    struct Counted<const N: usize>(Arc<()>, [u64; N]);

    impl<const N: usize> Contents for Counted<N> {
        fn name(&self) -> Cow<'_, str> {
            "Counted".into()
        }
        fn fingerprint(&self) -> u64 {
            0
        }
        fn encode(&self) -> Result<Vec<u8>, CodecError> {
            Ok(Vec::new())
        }
        fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("Counted")
        }
    }

    impl<const N: usize> Stored for Counted<N> {
        const KEY: u64 = 1;
        const CLASS: Class = Class::User;
    }

    fn drops_once<const N: usize>() {
        let count = Arc::new(());
        let parcel = Parcel::new(Counted(count.clone(), [0; N]));
        let Err(parcel) = parcel.take::<u8>().map(|_| ()) else { panic!("it is no u8") };
        assert_eq!(Arc::strong_count(&count), 2);
        drop(parcel);
        assert_eq!(Arc::strong_count(&count), 1);
        let parcel = Parcel::new(Counted(count.clone(), [0; N]));
        let Ok(out) = parcel.take::<Counted<N>>() else { panic!("it is what went in") };
        assert_eq!(Arc::strong_count(&count), 2);
        drop(out);
        assert_eq!(Arc::strong_count(&count), 1);
    }

    #[test]
    fn a_parcel_drops_its_value_once() {
        drops_once::<0>();
        drops_once::<2>();
        drops_once::<3>();
        drops_once::<100>();
    }

    #[test]
    fn a_message_may_change_inside() {
        struct Taken(std::sync::Mutex<Option<u64>>);
        impl Contents for Taken {
            fn name(&self) -> Cow<'_, str> {
                "Taken".into()
            }
            fn fingerprint(&self) -> u64 {
                0
            }
            fn encode(&self) -> Result<Vec<u8>, CodecError> {
                Ok(Vec::new())
            }
            fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("Taken")
            }
        }
        impl Stored for Taken {
            const KEY: u64 = 2;
            const CLASS: Class = Class::User;
        }
        let parcel = Parcel::new(Taken(std::sync::Mutex::new(Some(7))));
        let take = || parcel.get::<Taken>().and_then(|taken| taken.0.lock().expect("no panic").take());
        assert_eq!((take(), take()), (Some(7), None));
    }

    #[test]
    fn a_message_of_three_words_needs_no_more_than_four() {
        assert_eq!(size_of::<AnyMessage>(), 32);
        assert_eq!(size_of::<Option<AnyMessage>>(), 32);
    }
}
