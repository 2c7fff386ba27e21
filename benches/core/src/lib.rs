//! The workloads, written once, generic over the framework under test ("subject").
//! A subject implements [`Fw`] and calls [`main_for::<Subject>()`].
//! Everything is monomorphised: the abstraction itself costs no dynamic call.
use std::future::Future;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::*};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

/// What an actor does with a message. `handle` is synchronous on purpose: tells never block
/// (unbounded mailboxes) and that is what Thespian's receiveMessage is.
pub trait Behaviour<F: Fw>: Send + Sized + 'static {
    type Msg: Clone + Send + Sync + 'static; // more than most subjects ask for, so that each may choose its way of delivery
    type Reply: Send + Sync + 'static;
    fn handle(&mut self, cx: &mut F::Cx<'_, Self>, m: Self::Msg) -> Self::Reply;
}

pub trait Fw: Sized + 'static {
    type Ref<B: Behaviour<Self>>: Clone + Send + Sync + 'static;
    type Cx<'a, B: Behaviour<Self>>;
    const NAME: &'static str;
    /// false: one OS thread per actor; skips the workloads with 1e5+ actors
    const MANY: bool = true;
    /// Build the runtime with `threads` workers (1: everything on the calling thread where the
    /// subject can do so) and run `f`, which is "outside code".
    fn run<T>(threads: usize, f: impl FnOnce(&Self) -> T) -> T;
    /// Wait from outside code for a future (lets a 1-thread runtime work meanwhile).
    fn block_on<T>(&self, fut: impl Future<Output = T>) -> T;
    /// Run outside code which creates many actors (a subject that needs a context per spawn opens it once here).
    fn enter<T>(&self, f: impl FnOnce() -> T) -> T {
        f()
    }
    /// Create an actor, from outside.
    fn spawn<B: Behaviour<Self>>(&self, b: B) -> Self::Ref<B>;
    /// Create an actor, from inside an actor.
    fn spawn_in<P: Behaviour<Self>, B: Behaviour<Self>>(cx: &mut Self::Cx<'_, P>, b: B) -> Self::Ref<B>;
    /// Send from outside, or where no context is at hand.
    fn tell<B: Behaviour<Self>>(r: &Self::Ref<B>, m: B::Msg);
    /// Send from inside a handler.
    #[inline]
    fn send<P: Behaviour<Self>, B: Behaviour<Self>>(_cx: &mut Self::Cx<'_, P>, r: &Self::Ref<B>, m: B::Msg) {
        Self::tell(r, m)
    }
    fn ask<B: Behaviour<Self>>(r: &Self::Ref<B>, m: B::Msg) -> impl Future<Output = B::Reply>;
    fn myself<B: Behaviour<Self>>(cx: &mut Self::Cx<'_, B>) -> Self::Ref<B>;
    fn stop<B: Behaviour<Self>>(cx: &mut Self::Cx<'_, B>);
    /// W15: deliver `m` to oneself after `d`. false: unsupported.
    fn after<B: Behaviour<Self>>(_cx: &mut Self::Cx<'_, B>, _d: Duration, _m: B::Msg) -> bool {
        false
    }
    /// W16: false = a panic in a handler is not survived by the framework's own means
    const SURVIVES_PANIC: bool = true;
}

// ------------------------------------------------------------------ helpers
/// Completion signal: fires when counted down to zero.
pub struct Gate {
    left: AtomicUsize,
    tx: Mutex<Option<futures::channel::oneshot::Sender<()>>>,
}
impl Gate {
    pub fn new(n: usize) -> (Arc<Gate>, futures::channel::oneshot::Receiver<()>) {
        let (tx, rx) = futures::channel::oneshot::channel();
        (Arc::new(Gate { left: AtomicUsize::new(n), tx: Mutex::new(Some(tx)) }), rx)
    }
    pub fn hit(&self) {
        if self.left.fetch_sub(1, AcqRel) == 1 {
            if let Some(t) = self.tx.lock().unwrap().take() {
                let _ = t.send(());
            }
        }
    }
}
pub struct Rng(pub u64);
impl Rng {
    #[inline]
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

pub fn rss() -> u64 {
    let s = std::fs::read_to_string("/proc/self/statm").unwrap();
    s.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
}
/// Wall clock + process CPU clock; `elapsed` remembers the CPU part for the report.
pub struct T0(Instant, u64);
static LAST_CPU: AtomicU64 = AtomicU64::new(0);
pub fn cpu_ns() -> u64 {
    extern "C" {
        fn clock_gettime(c: i32, t: *mut [i64; 2]) -> i32;
    }
    let mut t = [0i64; 2];
    unsafe { clock_gettime(2, &mut t) };
    t[0] as u64 * 1_000_000_000 + t[1] as u64
}
impl T0 {
    pub fn now() -> T0 {
        T0(Instant::now(), cpu_ns())
    }
    pub fn elapsed(&self) -> Duration {
        let d = self.0.elapsed();
        LAST_CPU.store(cpu_ns() - self.1, Relaxed);
        d
    }
}
pub fn cpu_secs() -> f64 {
    cpu_ns() as f64 / 1e9
}
pub fn burn(units: u64) -> u64 {
    let mut r = Rng(0x9E3779B97F4A7C15);
    let mut s = 0u64;
    for _ in 0..units * 1000 {
        s = s.wrapping_add(r.next());
    }
    s
}

/// {"v": value in `unit`} is the one figure the runner compares (per-op ns, bytes, ratio).
pub struct Out {
    pub v: f64,
    pub unit: &'static str,
    pub n: u64,
    pub secs: f64,
    pub extra: String,
}
impl Out {
    pub fn per_op(n: u64, d: Duration) -> Out {
        Out {
            v: d.as_nanos() as f64 / n as f64,
            unit: "ns/op",
            n,
            secs: d.as_secs_f64(),
            extra: String::new(),
        }
    }
    pub fn print(&self, subj: &str, w: &str, t: usize) {
        println!("{{\"subject\":\"{subj}\",\"w\":\"{w}\",\"t\":{t},\"v\":{:.3},\"unit\":\"{}\",\"cpu_op\":{:.2},\"n\":{},\"secs\":{:.4},\"extra\":\"{}\"}}", self.v, self.unit, LAST_CPU.load(Relaxed) as f64 / self.n.max(1) as f64, self.n, self.secs, self.extra);
    }
}

// ------------------------------------------------------------------ behaviours
/// W1/W2/W10 sink
pub struct Sink {
    pub n: u64,
    pub gate: Arc<Gate>,
    pub acc: u64,
}
impl<F: Fw> Behaviour<F> for Sink {
    type Msg = u64;
    type Reply = ();
    #[inline]
    fn handle(&mut self, _cx: &mut F::Cx<'_, Self>, m: u64) {
        self.acc = self.acc.wrapping_add(m);
        self.n -= 1;
        if self.n == 0 {
            self.gate.hit();
        }
    }
}
/// W2 producer
pub struct Producer<F: Fw> {
    to: F::Ref<Sink>,
}
impl<F: Fw> Behaviour<F> for Producer<F> {
    type Msg = u64;
    type Reply = ();
    fn handle(&mut self, cx: &mut F::Cx<'_, Self>, m: u64) {
        for i in 0..m {
            F::send(cx, &self.to, i);
        }
    }
}
/// W3
pub struct Pong;
pub enum PongM<F: Fw> {
    Ping(F::Ref<Ping<F>>),
}
impl<F: Fw> Clone for PongM<F> {
    fn clone(&self) -> Self {
        let PongM::Ping(r) = self;
        PongM::Ping(r.clone())
    }
}
impl<F: Fw> Behaviour<F> for Pong {
    type Msg = PongM<F>;
    type Reply = ();
    #[inline]
    fn handle(&mut self, cx: &mut F::Cx<'_, Self>, m: PongM<F>) {
        let PongM::Ping(r) = m;
        F::send(cx, &r, ());
    }
}
pub struct Ping<F: Fw> {
    left: u64,
    to: F::Ref<Pong>,
    gate: Arc<Gate>,
}
impl<F: Fw> Behaviour<F> for Ping<F> {
    type Msg = ();
    type Reply = ();
    #[inline]
    fn handle(&mut self, cx: &mut F::Cx<'_, Self>, _: ()) {
        if self.left == 0 {
            self.gate.hit();
            return;
        }
        self.left -= 1;
        let me = F::myself(cx);
        F::send(cx, &self.to, PongM::Ping(me));
    }
}
/// W4
pub struct Echo;
impl<F: Fw> Behaviour<F> for Echo {
    type Msg = u64;
    type Reply = u64;
    #[inline]
    fn handle(&mut self, _cx: &mut F::Cx<'_, Self>, m: u64) -> u64 {
        m
    }
}
/// W5
pub struct Stopper {
    gate: Arc<Gate>,
}
impl Drop for Stopper {
    fn drop(&mut self) {
        self.gate.hit();
    }
}
impl<F: Fw> Behaviour<F> for Stopper {
    type Msg = ();
    type Reply = ();
    fn handle(&mut self, cx: &mut F::Cx<'_, Self>, _: ()) {
        F::stop(cx);
    }
}
/// W6
pub struct Idle {
    pub got: u64,
    gate: Arc<Gate>,
}
impl<F: Fw> Behaviour<F> for Idle {
    type Msg = u64;
    type Reply = ();
    fn handle(&mut self, _cx: &mut F::Cx<'_, Self>, m: u64) {
        self.got += m;
        self.gate.hit();
    }
}
/// W7
pub struct Ring<F: Fw> {
    next: Option<F::Ref<Ring<F>>>,
    gate: Arc<Gate>,
}
pub enum RingM<F: Fw> {
    Next(F::Ref<Ring<F>>),
    Token(u64),
}
impl<F: Fw> Clone for RingM<F> {
    fn clone(&self) -> Self {
        match self {
            RingM::Next(r) => RingM::Next(r.clone()),
            RingM::Token(k) => RingM::Token(*k),
        }
    }
}
impl<F: Fw> Behaviour<F> for Ring<F> {
    type Msg = RingM<F>;
    type Reply = ();
    #[inline]
    fn handle(&mut self, cx: &mut F::Cx<'_, Self>, m: RingM<F>) {
        match m {
            RingM::Next(n) => self.next = Some(n),
            RingM::Token(0) => self.gate.hit(),
            RingM::Token(k) => F::send(cx, self.next.as_ref().unwrap(), RingM::Token(k - 1)),
        }
    }
}
/// W8
pub struct Sky<F: Fw> {
    parent: Option<F::Ref<Sky<F>>>,
    pending: u32,
    sum: u64,
    root: Option<Arc<(Gate, AtomicU64)>>,
}
#[derive(Clone)]
pub enum SkyM {
    Start(u64, u64),
    Sum(u64),
}
impl<F: Fw> Behaviour<F> for Sky<F> {
    type Msg = SkyM;
    type Reply = ();
    fn handle(&mut self, cx: &mut F::Cx<'_, Self>, m: SkyM) {
        match m {
            SkyM::Start(num, 1) => {
                F::send(cx, self.parent.as_ref().unwrap(), SkyM::Sum(num));
                F::stop(cx);
            }
            SkyM::Start(num, size) => {
                self.pending = 10;
                let sub = size / 10;
                for i in 0..10 {
                    let me = F::myself(cx);
                    let c = F::spawn_in(cx, Sky::<F> { parent: Some(me), pending: 0, sum: 0, root: None });
                    F::send(cx, &c, SkyM::Start(num + i * sub, sub));
                }
            }
            SkyM::Sum(s) => {
                self.sum += s;
                self.pending -= 1;
                if self.pending == 0 {
                    match (&self.parent, &self.root) {
                        (Some(p), _) => F::send(cx, p, SkyM::Sum(self.sum)),
                        (None, Some(r)) => {
                            r.1.store(self.sum, Relaxed);
                            r.0.hit();
                        }
                        _ => unreachable!(),
                    }
                    F::stop(cx);
                }
            }
        }
    }
}
/// W9
type Peers<F> = Arc<OnceLock<Vec<<F as Fw>::Ref<Big<F>>>>>;
pub struct Big<F: Fw> {
    id: u32,
    left: u64,
    rng: Rng,
    peers: Peers<F>,
    gate: Arc<Gate>,
}
#[derive(Clone)]
pub enum BigM {
    Ping(u32),
    Pong,
}
impl<F: Fw> Big<F> {
    #[inline]
    fn fire(&mut self, cx: &mut F::Cx<'_, Self>) {
        let p = self.peers.get().unwrap();
        let i = (self.rng.next() >> 33) as usize % p.len();
        F::send(cx, &p[i], BigM::Ping(self.id));
    }
}
impl<F: Fw> Behaviour<F> for Big<F> {
    type Msg = BigM;
    type Reply = ();
    #[inline]
    fn handle(&mut self, cx: &mut F::Cx<'_, Self>, m: BigM) {
        match m {
            BigM::Ping(from) => F::send(cx, &self.peers.get().unwrap()[from as usize], BigM::Pong),
            BigM::Pong => {
                if self.left == 0 {
                    self.gate.hit();
                    return;
                }
                self.left -= 1;
                self.fire(cx);
            }
        }
    }
}
/// W10 Savina fork-join throughput
pub struct Fj {
    n: u64,
    gate: Arc<Gate>,
    acc: f64,
}
impl<F: Fw> Behaviour<F> for Fj {
    type Msg = ();
    type Reply = ();
    #[inline]
    fn handle(&mut self, _cx: &mut F::Cx<'_, Self>, _: ()) {
        let s = std::hint::black_box(37.2f64).sin();
        self.acc += s * s;
        self.n -= 1;
        if self.n == 0 {
            self.gate.hit();
        }
    }
}
/// W11
pub struct Cruncher {
    gate: Arc<Gate>,
}
impl<F: Fw> Behaviour<F> for Cruncher {
    type Msg = u64;
    type Reply = ();
    fn handle(&mut self, _cx: &mut F::Cx<'_, Self>, m: u64) {
        std::hint::black_box(burn(m));
        self.gate.hit();
    }
}
/// W15
pub struct Timer {
    n: u64,
    gate: Arc<Gate>,
    late_us: Arc<AtomicU64>,
}
#[derive(Clone)]
pub enum TimerM {
    Arm,
    Fire(Instant),
}
impl<F: Fw> Behaviour<F> for Timer {
    type Msg = TimerM;
    type Reply = bool;
    fn handle(&mut self, cx: &mut F::Cx<'_, Self>, m: TimerM) -> bool {
        match m {
            TimerM::Arm => {
                let mut r = Rng(88172645463325252);
                let now = Instant::now();
                let mut ok = true;
                for _ in 0..self.n {
                    let d = Duration::from_micros(100_000 + r.next() % 900_000);
                    ok &= F::after(cx, d, TimerM::Fire(now + d));
                }
                ok
            }
            TimerM::Fire(at) => {
                self.late_us.fetch_add(at.elapsed().as_micros() as u64, Relaxed);
                self.n -= 1;
                if self.n == 0 {
                    self.gate.hit();
                }
                true
            }
        }
    }
}

/// W16: every message is a panic; the framework (or its executor) must contain it and drop the actor
pub struct Crasher {
    gate: Arc<Gate>,
}
impl Drop for Crasher {
    fn drop(&mut self) {
        self.gate.hit();
    }
}
impl<F: Fw> Behaviour<F> for Crasher {
    type Msg = ();
    type Reply = ();
    fn handle(&mut self, _cx: &mut F::Cx<'_, Self>, _: ()) {
        panic!("on purpose");
    }
}

// ------------------------------------------------------------------ workloads
pub const ALL: &[&str] =
    &["W1", "W1a", "W2", "W3", "W4", "W5", "W6", "W7", "W8", "W9", "W10", "W11", "W15", "W16"];

pub fn workload<F: Fw>(w: &str, t: usize, scale: f64) -> Option<Out> {
    let sc = |n: u64| ((n as f64 * scale) as u64).max(10);
    Some(F::run(t, |fw| match w {
        // outside code -> one actor
        "W1" => {
            let n = sc(2_000_000);
            let go = |n: u64| {
                let (g, rx) = Gate::new(1);
                let a = fw.spawn(Sink { n, gate: g, acc: 0 });
                let t0 = T0::now();
                for i in 0..n {
                    F::tell(&a, i);
                }
                fw.block_on(rx).unwrap();
                t0.elapsed()
            };
            go(n / 20);
            Out::per_op(n, go(n))
        }
        // actor -> actor (inside the runtime)
        "W1a" => {
            let n = sc(2_000_000);
            let go = |n: u64| {
                let (g, rx) = Gate::new(1);
                let a = fw.spawn(Sink { n, gate: g, acc: 0 });
                let p = fw.spawn(Producer::<F> { to: a });
                let t0 = T0::now();
                F::tell(&p, n);
                fw.block_on(rx).unwrap();
                t0.elapsed()
            };
            go(n / 20);
            Out::per_op(n, go(n))
        }
        "W2" => {
            let n = sc(2_000_000) / 8 * 8;
            let go = |n: u64| {
                let (g, rx) = Gate::new(1);
                let a = fw.spawn(Sink { n, gate: g, acc: 0 });
                let ps: Vec<_> = (0..8).map(|_| fw.spawn(Producer::<F> { to: a.clone() })).collect();
                let t0 = T0::now();
                for p in &ps {
                    F::tell(p, n / 8);
                }
                fw.block_on(rx).unwrap();
                t0.elapsed()
            };
            go(n / 80 * 8);
            Out::per_op(n, go(n))
        }
        "W3" => {
            let n = sc(300_000);
            let go = |n: u64| {
                let (g, rx) = Gate::new(1);
                let b = fw.spawn(Pong);
                let a = fw.spawn(Ping::<F> { left: n, to: b, gate: g });
                let t0 = T0::now();
                F::tell(&a, ());
                fw.block_on(rx).unwrap();
                t0.elapsed()
            };
            go(n / 20);
            Out::per_op(n, go(n))
        }
        "W4" => {
            let n = sc(100_000);
            let e = fw.spawn(Echo);
            let go = |n: u64| {
                let t0 = T0::now();
                fw.block_on(async {
                    for i in 0..n {
                        assert_eq!(F::ask(&e, i).await, i);
                    }
                });
                t0.elapsed()
            };
            go(n / 20);
            Out::per_op(n, go(n))
        }
        "W5" => {
            let n = if F::MANY { sc(100_000) } else { sc(3_000) };
            let go = |n: u64| {
                let (g, rx) = Gate::new(n as usize);
                let t0 = T0::now();
                fw.enter(|| {
                    for _ in 0..n {
                        let a = fw.spawn(Stopper { gate: g.clone() });
                        F::tell(&a, ());
                    }
                });
                fw.block_on(rx).unwrap();
                t0.elapsed()
            };
            go(n / 20);
            Out::per_op(n, go(n))
        }
        "W6" => {
            let n = if F::MANY { sc(200_000) } else { sc(2_000) };
            let (g0, rx0) = Gate::new(1);
            let w = fw.spawn(Idle { got: 0, gate: g0 });
            F::tell(&w, 1);
            fw.block_on(rx0).unwrap();
            let (g, rx) = Gate::new(n as usize);
            let mut v = Vec::with_capacity(n as usize);
            let r0 = rss();
            let t0 = T0::now();
            fw.enter(|| {
                for _ in 0..n {
                    v.push(fw.spawn(Idle { got: 0, gate: g.clone() }));
                }
            });
            for a in &v {
                F::tell(a, 1);
            }
            fw.block_on(rx).unwrap();
            let d = t0.elapsed();
            std::thread::sleep(Duration::from_millis(100));
            let r1 = rss();
            Out {
                v: (r1 - r0) as f64 / n as f64,
                unit: "B/actor",
                n,
                secs: d.as_secs_f64(),
                extra: format!("ref={}B", std::mem::size_of::<F::Ref<Idle>>()),
            }
        }
        "W7" => {
            let hops = sc(1_000_000);
            let (g, rx) = Gate::new(1);
            let v: Vec<_> = (0..503).map(|_| fw.spawn(Ring::<F> { next: None, gate: g.clone() })).collect();
            for i in 0..503 {
                F::tell(&v[i], RingM::Next(v[(i + 1) % 503].clone()));
            }
            let t0 = T0::now();
            F::tell(&v[0], RingM::Token(hops));
            fw.block_on(rx).unwrap();
            Out::per_op(hops, t0.elapsed())
        }
        "W8" => {
            let leaves = if scale < 0.2 { 10_000 } else { 1_000_000u64 };
            let (g, rx) = Gate::new(1);
            let g = Arc::try_unwrap(g).ok().unwrap();
            let st = Arc::new((g, AtomicU64::new(0)));
            let t0 = T0::now();
            let r = fw.spawn(Sky::<F> { parent: None, pending: 0, sum: 0, root: Some(st.clone()) });
            F::tell(&r, SkyM::Start(0, leaves));
            fw.block_on(rx).unwrap();
            let d = t0.elapsed();
            assert_eq!(st.1.load(Relaxed), leaves * (leaves - 1) / 2);
            let mut o = Out::per_op(leaves, d);
            o.extra = format!("rss={}MB", rss() >> 20);
            o
        }
        "W9" => {
            let (a, n) = (120usize, sc(5_000));
            let (g, rx) = Gate::new(a);
            let peers: Peers<F> = Arc::new(OnceLock::new());
            let v: Vec<_> = (0..a)
                .map(|i| {
                    fw.spawn(Big::<F> {
                        id: i as u32,
                        left: n,
                        rng: Rng(0x2545F4914F6CDD1D + i as u64 * 7919),
                        peers: peers.clone(),
                        gate: g.clone(),
                    })
                })
                .collect();
            let _ = peers.set(v);
            let t0 = T0::now();
            for r in peers.get().unwrap() {
                F::tell(r, BigM::Pong);
            }
            fw.block_on(rx).unwrap();
            Out::per_op(a as u64 * n * 2, t0.elapsed())
        }
        "W10" => {
            let n = sc(10_000);
            let (g, rx) = Gate::new(60);
            let v: Vec<_> = (0..60).map(|_| fw.spawn(Fj { n, gate: g.clone(), acc: 0.0 })).collect();
            let t0 = T0::now();
            for _ in 0..n {
                for a in &v {
                    F::tell(a, ());
                }
            }
            fw.block_on(rx).unwrap();
            Out::per_op(n * 60, t0.elapsed())
        }
        "W11" => {
            let (jobs, units) = (64u64, sc(3_000));
            burn(units * 20);
            let t0 = T0::now();
            for _ in 0..jobs {
                std::hint::black_box(burn(units));
            }
            let seq = t0.elapsed();
            let (g, rx) = Gate::new(jobs as usize);
            let v: Vec<_> = (0..jobs).map(|_| fw.spawn(Cruncher { gate: g.clone() })).collect();
            let t0 = T0::now();
            for a in &v {
                F::tell(a, units);
            }
            fw.block_on(rx).unwrap();
            let par = t0.elapsed();
            Out {
                v: seq.as_secs_f64() / par.as_secs_f64(),
                unit: "speedup",
                n: jobs,
                secs: par.as_secs_f64(),
                extra: format!("seq={:.3}s", seq.as_secs_f64()),
            }
        }
        "W15" => {
            let n = sc(10_000);
            let (g, rx) = Gate::new(1);
            let late = Arc::new(AtomicU64::new(0));
            let a = fw.spawn(Timer { n, gate: g, late_us: late.clone() });
            let c0 = cpu_secs();
            let t0 = T0::now();
            if !fw.block_on(F::ask(&a, TimerM::Arm)) {
                return Out { v: -1.0, unit: "unsupported", n: 0, secs: 0.0, extra: String::new() };
            }
            let arm = t0.elapsed();
            fw.block_on(rx).unwrap();
            let d = t0.elapsed();
            let cpu = cpu_secs() - c0;
            Out {
                v: cpu * 1e9 / n as f64,
                unit: "cpu-ns/timer",
                n,
                secs: d.as_secs_f64(),
                extra: format!(
                    "late_mean_us={} arm_ns={}",
                    late.load(Relaxed) / n,
                    arm.as_nanos() as u64 / n
                ),
            }
        }
        "W16" if F::SURVIVES_PANIC => {
            let n = if F::MANY { sc(20_000) } else { sc(2_000) };
            std::panic::set_hook(Box::new(|_| {}));
            let go = |n: u64| {
                let (g, rx) = Gate::new(n as usize);
                let t0 = T0::now();
                fw.enter(|| {
                    for _ in 0..n {
                        let a = fw.spawn(Crasher { gate: g.clone() });
                        F::tell(&a, ());
                    }
                });
                fw.block_on(rx).unwrap();
                t0.elapsed()
            };
            go(n / 20);
            Out::per_op(n, go(n))
        }
        _ => Out { v: -1.0, unit: "unsupported", n: 0, secs: 0.0, extra: String::new() },
    }))
    .filter(|o| o.v >= 0.0)
}

/// `subject WORKLOAD THREADS [SCALE]`
pub fn main_for<F: Fw>(args: &[String]) {
    if args.first().map(|s| s.as_str()) == Some("list") {
        println!("{}", ALL.join(" "));
        return;
    }
    let w = args.first().expect("workload");
    let t: usize = args.get(1).map_or(1, |s| s.parse().unwrap());
    let scale: f64 = args.get(2).map_or(1.0, |s| s.parse().unwrap());
    if !F::MANY && (w == "W8") {
        println!(
            "{{\"subject\":\"{}\",\"w\":\"{w}\",\"t\":{t},\"v\":null,\"unit\":\"unsupported\"}}",
            F::NAME
        );
        return;
    }
    match workload::<F>(w, t, scale) {
        Some(o) => o.print(F::NAME, w, t),
        None => println!(
            "{{\"subject\":\"{}\",\"w\":\"{w}\",\"t\":{t},\"v\":null,\"unit\":\"unsupported\"}}",
            F::NAME
        ),
    }
    use std::io::Write;
    let _ = std::io::stdout().flush();
    std::process::exit(0);
}
