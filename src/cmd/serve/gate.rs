//! One thread holds all connections: it reads heads, sends answers and waits for none, so that no reader, slow, idle or
//! hostile, keeps another one waiting. Pages are made by a few workers.

use super::{
    address::{Admitted, Rules, Wanted},
    answer::Answer,
    head::{self, Head, MAX_HEAD},
    lanes::Lanes,
    live::{self, Live},
};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};
use std::{
    collections::BTreeMap,
    convert::Infallible,
    io::{self, ErrorKind, Read, Write},
    net::{IpAddr, Ipv4Addr, Shutdown, TcpListener, TcpStream},
    sync::{Arc, mpsc::Receiver},
    time::{Duration, Instant},
};

/// Of all kinds. One more, and the idlest goes: descriptors are few (256 on some systems), and without one nothing works.
const MAX_CONNECTIONS: usize = 48;
const HEAD_DEADLINE: Duration = Duration::from_secs(5);
const STALLED: Duration = Duration::from_secs(10);
const HOLD: Duration = Duration::from_secs(25);
/// Time for the other side to take what was sent: closing with unread bytes would throw the answer away.
const DRAIN: Duration = Duration::from_millis(500);
/// Questions for changes that one machine may leave open; a browser has six connections for all its tabs.
const MAX_HELD: usize = 2;
/// Milliseconds until the next question, for a page whose question had to make room.
const AGAIN: u32 = 1000;

/// A page to be made.
pub struct Order {
    pub id: u64,
    pub head: Head,
    pub admitted: Admitted,
}

/// What reaches the gate from other threads.
pub enum Note {
    Made(u64, Answer),
    Changed,
}

/// Interrupts the gate's waiting; to be called after a note was sent.
pub struct Waker(TcpStream);

pub struct Gate {
    listeners: Vec<TcpListener>,
    rules: Rules,
    live: Arc<Live>,
    lanes: Lanes,
    notes: Receiver<Note>,
    woken: TcpStream,
    connections: BTreeMap<u64, Connection>,
    next: u64,
    /// Fewer than `MAX_CONNECTIONS` where the system gave no more.
    limit: usize,
    /// After the system had no descriptor left and nothing could be closed: no new connection before.
    rest: Option<Instant>,
}

struct Connection {
    stream: TcpStream,
    there: IpAddr,
    state: State,
    deadline: Instant,
}

enum State {
    Reading(Vec<u8>),
    /// With the workers.
    Making,
    /// A question for changes, answered when there is one.
    Held,
    Writing {
        answer: Answer,
        sent: usize,
        since: Instant,
    },
    Draining {
        left: usize,
    },
}

impl Waker {
    pub fn wake(&self) {
        // A full pipe has not been read yet, and will be.
        let _ = (&self.0).write(&[1]);
    }
}

/// Two ends of one connection on this machine, both never waiting.
pub fn waker() -> io::Result<(Waker, TcpStream)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let near = TcpStream::connect(listener.local_addr()?)?;
    loop {
        let (far, from) = listener.accept()?;
        // Somebody else may have been faster.
        if from == near.local_addr()? {
            near.set_nonblocking(true)?;
            far.set_nonblocking(true)?;
            near.set_nodelay(true)?;
            return Ok((Waker(near), far));
        }
    }
}

impl Gate {
    pub fn new(
        listeners: Vec<TcpListener>,
        rules: Rules,
        live: Arc<Live>,
        lanes: Lanes,
        notes: Receiver<Note>,
        woken: TcpStream,
    ) -> io::Result<Gate> {
        for listener in &listeners {
            listener.set_nonblocking(true)?;
        }
        Ok(Gate {
            listeners,
            rules,
            live,
            lanes,
            notes,
            woken,
            connections: BTreeMap::new(),
            next: 0,
            limit: MAX_CONNECTIONS,
            rest: None,
        })
    }

    /// Without end; the error is one of waiting itself.
    pub fn run(&mut self) -> io::Result<Infallible> {
        loop {
            let ready = self.wait()?;
            self.take_notes();
            for id in ready {
                self.step(id);
            }
            self.expire();
            self.accept();
        }
    }

    /// The connections that have something; returns when anything at all has.
    fn wait(&self) -> io::Result<Vec<u64>> {
        let mut ids = Vec::with_capacity(self.connections.len());
        let mut polled = vec![PollFd::new(&self.woken, PollFlags::IN)];
        for (id, connection) in &self.connections {
            let flags = match connection.state {
                State::Making => continue,
                State::Writing { .. } => PollFlags::OUT,
                State::Reading(_) | State::Held | State::Draining { .. } => PollFlags::IN,
            };
            ids.push(*id);
            polled.push(PollFd::new(&connection.stream, flags));
        }
        if self.rest.is_none() {
            polled.extend(self.listeners.iter().map(|listener| PollFd::new(listener, PollFlags::IN)));
        }
        let waiting = self.connections.values().filter(|connection| !matches!(connection.state, State::Making));
        let next = waiting.map(|connection| connection.deadline).chain(self.rest).min();
        let timeout = next.map(|at| at.saturating_duration_since(Instant::now()) + Duration::from_millis(1));
        let timeout =
            timeout.map(|timeout| Timespec { tv_sec: timeout.as_secs() as _, tv_nsec: timeout.subsec_nanos() as _ });
        match poll(&mut polled, timeout.as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let has = |fd: &PollFd| !fd.revents().is_empty();
        Ok(ids.into_iter().zip(&polled[1..]).filter(|(_, fd)| has(fd)).map(|(id, _)| id).collect())
    }

    fn take_notes(&mut self) {
        let mut some = [0; 64];
        while matches!((&self.woken).read(&mut some), Ok(read) if read > 0) {}
        while let Ok(note) = self.notes.try_recv() {
            match note {
                Note::Made(id, answer) => self.send(id, answer),
                Note::Changed => {
                    let held =
                        self.connections.iter().filter(|(_, connection)| matches!(connection.state, State::Held));
                    for id in held.map(|(id, _)| *id).collect::<Vec<_>>() {
                        self.send_state(id, 0);
                    }
                }
            }
        }
    }

    fn accept(&mut self) {
        if self.rest.is_some_and(|until| until <= Instant::now()) {
            self.rest = None;
        }
        if self.rest.is_some() {
            return;
        }
        if self.connections.is_empty() {
            self.limit = MAX_CONNECTIONS;
        }
        for listener in 0..self.listeners.len() {
            // Not without end: who is already here has its turn too.
            for _ in 0..MAX_CONNECTIONS {
                match self.listeners[listener].accept() {
                    Ok((stream, there)) => self.welcome(stream, there.ip()),
                    Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                    Err(error)
                        if error.kind() == ErrorKind::ConnectionAborted || error.kind() == ErrorKind::Interrupted => {}
                    Err(_) => {
                        // No descriptor left: make room and come back, but never stop listening.
                        self.limit = self.connections.len().saturating_sub(2).max(2);
                        if !(self.make_room() && self.make_room()) {
                            self.rest = Some(Instant::now() + Duration::from_millis(50));
                            return;
                        }
                    }
                }
            }
        }
    }

    fn welcome(&mut self, stream: TcpStream, there: IpAddr) {
        if self.connections.len() >= self.limit && !self.make_room() {
            return;
        }
        if stream.set_nonblocking(true).is_err() {
            return;
        }
        // Only makes it faster.
        let _ = stream.set_nodelay(true);
        let id = self.next;
        self.next += 1;
        let state = State::Reading(Vec::new());
        self.connections.insert(id, Connection { stream, there, state, deadline: Instant::now() + HEAD_DEADLINE });
        // A browser's request is here already: it never waits in the row of those who only opened a connection.
        self.step(id);
    }

    /// Closes the connection that is missed least: the oldest of the idlest kind.
    fn make_room(&mut self) -> bool {
        let now = Instant::now();
        let worth = |connection: &Connection| match connection.state {
            State::Draining { .. } => Some(0),
            State::Reading(_) => Some(1),
            State::Held => Some(2),
            State::Writing { since, .. } if now - since > Duration::from_secs(1) => Some(3),
            State::Writing { .. } | State::Making => None,
        };
        let oldest = self.connections.iter().filter_map(|(id, connection)| Some((worth(connection)?, *id))).min();
        oldest.is_some_and(|(_, id)| self.connections.remove(&id).is_some())
    }

    fn expire(&mut self) {
        let now = Instant::now();
        let late = |connection: &Connection| connection.deadline <= now && !matches!(connection.state, State::Making);
        let late: Vec<u64> =
            self.connections.iter().filter(|(_, connection)| late(connection)).map(|(id, _)| *id).collect();
        for id in late {
            match self.connections.get(&id).map(|connection| &connection.state) {
                Some(State::Held) => self.send_state(id, 0),
                _ => drop(self.connections.remove(&id)),
            }
        }
    }

    /// Goes on with a connection as far as that is possible without waiting.
    fn step(&mut self, id: u64) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let stay = match &mut connection.state {
            State::Making => true,
            State::Reading(bytes) => match read_some(&mut connection.stream, bytes) {
                Err(_) => false,
                Ok(()) => match head::parse(bytes) {
                    None => true,
                    Some(Err(status)) => return self.send(id, Answer::refusal(status)),
                    Some(Ok(head)) => return self.dispatch(id, head),
                },
            },
            // The page went away, or sends what it should not.
            State::Held => connection.stream.read(&mut [0]).is_err_and(|error| error.kind() == ErrorKind::WouldBlock),
            State::Writing { answer, sent, since } => match write_some(&mut connection.stream, answer, sent) {
                Ok(0) => true,
                Ok(_) if *sent < answer.length() => {
                    *since = Instant::now();
                    connection.deadline = *since + STALLED;
                    true
                }
                Ok(_) => {
                    connection.state = State::Draining { left: 1 << 20 };
                    connection.deadline = Instant::now() + DRAIN;
                    connection.stream.shutdown(Shutdown::Write).is_ok()
                }
                Err(_) => false,
            },
            State::Draining { left } => {
                let mut bytes = [0; 16 << 10];
                match connection.stream.read(&mut bytes) {
                    Ok(0) => false,
                    Ok(read) => {
                        *left = left.saturating_sub(read);
                        *left > 0
                    }
                    Err(error) => error.kind() == ErrorKind::WouldBlock,
                }
            }
        };
        if !stay {
            self.connections.remove(&id);
        }
    }

    fn dispatch(&mut self, id: u64, head: Head) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let Ok(here) = connection.stream.local_addr() else { return drop(self.connections.remove(&id)) };
        let admitted = match self.rules.admit(&head, here, connection.there) {
            Ok(admitted) => admitted,
            Err(status) => return self.send(id, Answer::refusal(status)),
        };
        match &admitted.wanted {
            Wanted::Live { query } => {
                let parts: Vec<_> = query.split('&').collect();
                let known = parts.contains(&format!("v={}", self.live.version()).as_str());
                if known && parts.contains(&"wait=1") { self.hold(id) } else { self.send_state(id, 0) }
            }
            Wanted::LiveScript => self.send(id, own_file(live::SCRIPT, "live.js", &head)),
            Wanted::LiveStyle => self.send(id, own_file(live::STYLE, "live.css", &head)),
            Wanted::Page { .. } | Wanted::Nothing => {
                connection.state = State::Making;
                if !self.lanes.send(Order { id, head, admitted }) {
                    self.connections.remove(&id);
                }
            }
        }
    }

    fn hold(&mut self, id: u64) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        connection.state = State::Held;
        connection.deadline = Instant::now() + HOLD;
        let there = connection.there;
        let held =
            self.connections.iter().filter(|(_, other)| other.there == there && matches!(other.state, State::Held));
        let held: Vec<u64> = held.map(|(id, _)| *id).collect();
        for id in &held[..held.len().saturating_sub(MAX_HELD)] {
            self.send_state(*id, AGAIN);
        }
    }

    fn send_state(&mut self, id: u64, again: u32) {
        let state: Arc<[u8]> = self.live.state(again).into_bytes().into();
        self.send(id, Answer::found(state, "application/json; charset=utf-8", "live", &Head::default()));
    }

    fn send(&mut self, id: u64, answer: Answer) {
        // The reader may have been dropped while its page was made.
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let now = Instant::now();
        connection.state = State::Writing { answer, sent: 0, since: now };
        connection.deadline = now + STALLED;
        self.step(id);
    }
}

impl Answer {
    fn length(&self) -> usize {
        self.head.len() + self.to - self.from
    }
}

fn own_file(text: &'static str, name: &str, head: &Head) -> Answer {
    Answer::found(Arc::from(text.as_bytes()), super::answer::mime(name), &super::answer::tag(text.as_bytes()), head)
}

/// An error also when the other side has gone.
fn read_some(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> io::Result<()> {
    let mut some = [0; 4 << 10];
    while bytes.len() <= MAX_HEAD {
        match stream.read(&mut some) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(read) => bytes.extend_from_slice(&some[..read]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// How much went out, 0 when the other side takes no more now.
fn write_some(stream: &mut TcpStream, answer: &Answer, sent: &mut usize) -> io::Result<usize> {
    let before = *sent;
    while *sent < answer.length() {
        let rest = match answer.head.get(*sent..) {
            Some(head) if !head.is_empty() => head,
            _ => &answer.body[answer.from + *sent - answer.head.len()..answer.to],
        };
        match stream.write(rest) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => *sent += written,
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(*sent - before)
}
