//! `sopress serve`: pages made when they are asked for, loaded again when something changes, for this machine alone
//! unless the writer says otherwise.

mod address;
mod answer;
mod gate;
mod head;
mod lanes;
mod live;
mod phone;

pub use answer::mime;
pub use live::Problem;

use crate::{
    base::{
        lang::{Lang, Words},
        system::why,
    },
    words,
};
use address::{Rules, Wanted};
use answer::Answer;
use gate::{Gate, Note, Order};
use lanes::{Lanes, Maker};
use live::Live;
use std::{
    convert::Infallible,
    io::{self, ErrorKind, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    sync::{
        Arc,
        mpsc::{self, Receiver},
    },
    thread,
};

/// Where a preview is when the writer does not say; the next free one is taken.
pub const PORT: u16 = 8017;

#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `None`: `PORT` or one of the next. `Some(0)`: any free one.
    pub port: Option<u16>,
    /// Reachable from the network, behind a secret path.
    pub network: bool,
    /// Further names by which it may be called, for tunnels.
    pub hosts: Vec<String>,
    pub lang: Lang,
    /// The terminal shows colours.
    pub colour: bool,
}

/// What the site has at a path such as `index.html`.
#[derive(Clone, Debug)]
pub enum Reply {
    Found { bytes: Arc<[u8]>, mime: &'static str },
    NotFound { html: Arc<[u8]> },
}

/// Makes the output of a path; a path is that of an output: ASCII, no `..`, nothing hidden.
#[derive(Clone)]
pub struct Site {
    /// Asked before each order, so it answers at once.
    pub lane: Arc<dyn Fn(&str) -> Lane + Send + Sync>,
    /// From several threads at once.
    pub reply: Arc<dyn Fn(&str) -> Reply + Send + Sync>,
}

/// Who makes an output. A print or the search data of a large book takes seconds, and pages must not wait for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    Page,
    Search,
    Press,
}

/// What happens to the book while it is served.
#[derive(Clone, Debug)]
pub enum Event {
    /// There is a new version; these are its problems, in the order in which to show them.
    Changed(Vec<Problem>),
}

/// A preview that has its port and does not answer yet.
pub struct Server {
    listeners: Vec<TcpListener>,
    rules: Rules,
    lang: Lang,
    colour: bool,
    /// For this machine: `http://127.0.0.1:8017/`.
    pub url: String,
    /// For phones: with this machine's address in the network and the secret.
    pub network_url: Option<String>,
}

impl Server {
    /// The error names the port and says what to do.
    pub fn bind(options: &Options) -> io::Result<Server> {
        let (first, port) = free_port(options)?;
        let mut listeners = vec![first];
        if !options.network {
            // Some systems call `localhost` by its longer address first; where there is none, the shorter one serves.
            listeners.extend(TcpListener::bind((Ipv6Addr::LOCALHOST, port)));
        }
        let secret = options.network.then(|| address::secret(10));
        let network_url = secret.as_ref().and_then(|secret| {
            let host = SocketAddr::new(phone::address()?, port);
            Some(format!("http://{host}/{secret}/"))
        });
        let rules = Rules { port, hosts: options.hosts.clone(), secret };
        let url = format!("http://127.0.0.1:{port}/");
        Ok(Server { listeners, rules, lang: options.lang, colour: options.colour, url, network_url })
    }

    pub fn announce(&self, out: &mut impl Write) -> io::Result<()> {
        let say = |words: Words| words.get(self.lang).to_string();
        let url = &self.url;
        writeln!(out, "{}", say(words!("预览地址：{url}（按 Ctrl-C 结束）", "Preview: {url} (Ctrl-C ends it)")))?;
        if self.rules.secret.is_none() {
            return Ok(());
        }
        let Some(url) = &self.network_url else {
            let none =
                words!("这台电脑没有连上局域网，手机还打不开", "this machine is in no network; phones cannot reach it");
            return writeln!(out, "{}", say(none));
        };
        writeln!(out, "{}", say(words!("手机（同一网络）：{url}", "Phone (same network): {url}")))?;
        write!(out, "{}", phone::code(url, self.colour))?;
        let warning = words!(
            "注意：拿到这个地址的人，在同一网络里都能看到全部内容，传输不加密；用完请结束预览",
            "Note: whoever has this address can read everything from the same network, unencrypted; end the preview when done"
        );
        writeln!(out, "{}", say(warning))
    }

    /// Until the process ends; the error is one of the system. The events' sender may go: what is there is still served.
    pub fn run(self, site: Site, events: Receiver<Event>) -> io::Result<Infallible> {
        let live = Arc::new(Live::new(address::secret(6), self.lang));
        let (waker, woken) = gate::waker()?;
        let waker = Arc::new(waker);
        let (note, notes) = mpsc::channel();
        let lanes = Lanes::open(Maker { site, live: live.clone(), note: note.clone(), waker: waker.clone() })?;
        let told = live.clone();
        thread::Builder::new().name("events".into()).spawn(move || {
            for Event::Changed(problems) in events {
                told.change(problems);
                if note.send(Note::Changed).is_err() {
                    return;
                }
                waker.wake();
            }
        })?;
        Gate::new(self.listeners, self.rules, live, lanes, notes, woken)?.run()
    }
}

fn free_port(options: &Options) -> io::Result<(TcpListener, u16)> {
    let ip = IpAddr::V4(if options.network { Ipv4Addr::UNSPECIFIED } else { Ipv4Addr::LOCALHOST });
    let bind = |port| TcpListener::bind((ip, port)).and_then(|listener| Ok((listener.local_addr()?.port(), listener)));
    let ports = options.port.map_or(PORT..=PORT + 20, |port| port..=port);
    let mut last = None;
    for port in ports {
        match bind(port) {
            Ok((port, listener)) => return Ok((listener, port)),
            Err(error) => {
                let error_kind = error.kind();
                last = Some((port, error));
                if error_kind != ErrorKind::AddrInUse && error_kind != ErrorKind::PermissionDenied {
                    break;
                }
            }
        }
    }
    let (port, error) = last.expect("at least one port was tried");
    let message = match error.kind() {
        ErrorKind::AddrInUse => words!(
            "端口 {port} 已被占用；换一个 --port，或不写 --port 自动选一个",
            "port {port} is in use; give another --port, or none to have one chosen"
        ),
        ErrorKind::PermissionDenied => words!(
            "没有权限使用端口 {port}；用 1024 以上的 --port",
            "port {port} is not permitted; give a --port above 1024"
        ),
        _ => {
            let (zh, en) = why(&error);
            words!("不能使用端口 {port}：{zh}", "port {port} cannot be used: {en}")
        }
    };
    Err(io::Error::new(error.kind(), message.get(options.lang)))
}

/// The answer to an order.
fn make(order: &Order, site: &Site, live: &Live) -> Answer {
    let site = |path: &str| (site.reply)(path);
    let (head, base) = (&order.head, &order.admitted.base);
    let version = live.version();
    let page = |html: &[u8], tag: &str| Arc::from(Live::inject(html, base, &version, tag));
    let Wanted::Page { path, folder } = &order.admitted.wanted else {
        let (Reply::Found { bytes: html, .. } | Reply::NotFound { html }) = site("404.html");
        return Answer::missing(page(&html, ""), head);
    };
    match site(path.as_str()) {
        Reply::Found { bytes, mime } => {
            let tag = answer::tag(&bytes);
            let bytes = if mime.starts_with("text/html") { page(&bytes, &tag) } else { bytes };
            Answer::found(bytes, mime, &tag, head)
        }
        Reply::NotFound { html } => {
            // `a` where there is `a/index.html`: its links count from inside the folder.
            let is_folder = !folder && matches!(site(&format!("{path}/index.html")), Reply::Found { .. });
            if is_folder { Answer::moved(&format!("{base}{path}/")) } else { Answer::missing(page(&html, ""), head) }
        }
    }
}

/// The output that a request of this machine asks for, by the bytes of its head; for tests that send any bytes at all.
pub fn asked(bytes: &[u8]) -> Option<String> {
    let head = head::parse(bytes)?.ok()?;
    let here = IpAddr::from(Ipv4Addr::LOCALHOST);
    match (Rules { port: PORT, ..Rules::default() }).admit(&head, SocketAddr::new(here, PORT), here).ok()?.wanted {
        Wanted::Page { path, .. } => Some(path.to_string()),
        Wanted::Live { .. } | Wanted::LiveScript | Wanted::LiveStyle | Wanted::Nothing => None,
    }
}

#[cfg(test)]
mod tests;
