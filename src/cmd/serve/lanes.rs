//! The threads that make what was asked for: several for pages, and one each for what takes long, started when it is needed.

use super::{
    Lane, Site,
    address::Wanted,
    answer::Answer,
    gate::{Note, Order, Waker},
    live::Live,
    make,
};
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

const PAGE_MAKERS: usize = 6;
/// The print engine lays out recursively and wants a stack like a main thread's.
const STACK: usize = 64 << 20;

/// What a thread needs to make things.
#[derive(Clone)]
pub struct Maker {
    pub site: Site,
    pub live: Arc<Live>,
    pub note: Sender<Note>,
    pub waker: Arc<Waker>,
}

pub struct Lanes {
    maker: Maker,
    pages: Sender<Order>,
    search: Option<Sender<Order>>,
    press: Option<Sender<Order>>,
}

impl Lanes {
    pub fn open(maker: Maker) -> io::Result<Lanes> {
        let (pages, orders) = channel();
        let orders = Arc::new(Mutex::new(orders));
        for number in 0..PAGE_MAKERS {
            let (orders, maker) = (orders.clone(), maker.clone());
            let worker = thread::Builder::new().name("page".into()).spawn(move || maker.work(&orders));
            if number == 0 {
                worker?;
            }
        }
        Ok(Lanes { maker, pages, search: None, press: None })
    }

    /// `false` when nobody makes anything any more.
    pub fn send(&mut self, order: Order) -> bool {
        let lane = match &order.admitted.wanted {
            Wanted::Page { path, .. } => (self.maker.site.lane)(path.as_str()),
            _ => Lane::Page,
        };
        let own = match lane {
            Lane::Page => return self.pages.send(order).is_ok(),
            Lane::Search => &mut self.search,
            Lane::Press => &mut self.press,
        };
        if own.is_none() {
            let (sender, orders) = channel();
            let maker = self.maker.clone();
            let orders = Mutex::new(orders);
            let thread = thread::Builder::new().name("slow".into()).stack_size(STACK);
            *own = thread.spawn(move || maker.work(&orders)).is_ok().then_some(sender);
        }
        // Without a thread of its own it is made like a page, and pages wait.
        own.as_ref().unwrap_or(&self.pages).send(order).is_ok()
    }
}

impl Maker {
    fn work(&self, orders: &Mutex<Receiver<Order>>) {
        loop {
            let order = orders.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(order) = order else { return };
            // A page that brings its maker down must not bring the preview down.
            let made = catch_unwind(AssertUnwindSafe(|| make(&order, &self.site, &self.live)));
            let answer = made.unwrap_or_else(|_| Answer::refusal(500));
            if self.note.send(Note::Made(order.id, answer)).is_err() {
                return;
            }
            self.waker.wake();
        }
    }
}
