use super::*;
use std::{
    io::Read,
    net::TcpStream,
    sync::mpsc::Sender,
    time::{Duration, Instant},
};

struct Running {
    address: SocketAddr,
    events: Sender<Event>,
}

impl Running {
    fn start() -> Running {
        let reply = |path: &str| {
            let found = |text: &str| Reply::Found { bytes: Arc::from(text.as_bytes()), mime: mime(path) };
            match path {
                "index.html" => found("<body>front</body>"),
                "a/index.html" => found("<body>folder</body>"),
                "big.pdf" => Reply::Found { bytes: Arc::from(vec![7; 3 << 20]), mime: mime(path) },
                "panic.html" => panic!("a page that cannot be made"),
                _ => Reply::NotFound { html: Arc::from(&b"<body>none</body>"[..]) },
            }
        };
        let lane = |path: &str| if path.ends_with(".pdf") { Lane::Press } else { Lane::Page };
        let site = Site { lane: Arc::new(lane), reply: Arc::new(reply) };
        let server = Server::bind(&Options { port: Some(0), ..Options::default() }).expect("a free port");
        let address = SocketAddr::from(([127, 0, 0, 1], server.rules.port));
        let (events, received) = mpsc::channel();
        // Ends with the tests.
        thread::spawn(move || server.run(site, received));
        Running { address, events }
    }

    fn open(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("listening");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
        stream
    }

    fn raw(&self, request: &str) -> String {
        let mut stream = self.open();
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answered and closed");
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.raw(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address))
    }

    fn version(&self) -> String {
        let state = self.get("/__live");
        let json = state.split("\r\n\r\n").nth(1).expect("a body");
        serde_json::from_str::<serde_json::Value>(json).expect("JSON")["version"].as_str().expect("text").to_string()
    }
}

#[test]
fn pages_are_made_with_the_script_and_folders_lead_to_their_index() {
    let server = Running::start();
    let front = server.get("/");
    assert!(front.starts_with("HTTP/1.1 200"), "{front}");
    assert!(front.contains("front<script src=\"/__live.js\""));
    let moved = server.get("/a");
    assert!(moved.starts_with("HTTP/1.1 302") && moved.contains("Location: /a/\r\n"), "{moved}");
    let none = server.get("/b");
    assert!(none.starts_with("HTTP/1.1 404") && none.contains("none<script"));
    assert!(server.get("/.git/HEAD").starts_with("HTTP/1.1 404"));
    assert!(server.get("/__live.js").contains("text/javascript"));
    assert!(server.get("/big.pdf").len() > 3 << 20);
}

#[test]
fn a_page_that_cannot_be_made_does_not_end_the_preview() {
    let server = Running::start();
    for _ in 0..8 {
        assert!(server.get("/panic.html").starts_with("HTTP/1.1 500"));
    }
    assert!(server.get("/").starts_with("HTTP/1.1 200"));
}

#[test]
fn a_question_for_changes_is_answered_when_there_is_one() {
    let server = Running::start();
    let version = server.version();
    let question = format!("GET /__live?v={version}&wait=1 HTTP/1.1\r\nHost: {}\r\n\r\n", server.address);
    thread::scope(|scope| {
        let asked = scope.spawn(|| (server.raw(&question), Instant::now()));
        thread::sleep(Duration::from_millis(200));
        assert!(!asked.is_finished());
        let changed = Instant::now();
        server.events.send(Event::Changed(Vec::new())).expect("running");
        let (answer, at) = asked.join().expect("no panic");
        assert!(answer.contains("\"version\"") && !answer.contains(&version));
        assert!(at - changed < Duration::from_millis(200), "{:?}", at - changed);
    });
    assert_ne!(server.version(), version);
}

#[test]
fn only_two_questions_of_a_machine_are_held() {
    let server = Running::start();
    let version = server.version();
    let question = format!("GET /__live?v={version}&wait=1 HTTP/1.1\r\nHost: {}\r\n\r\n", server.address);
    let mut held: Vec<TcpStream> = (0..4).map(|_| server.open()).collect();
    for stream in &mut held {
        stream.write_all(question.as_bytes()).expect("sent");
        thread::sleep(Duration::from_millis(50));
    }
    for stream in &mut held[..2] {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        assert!(answer.contains("\"again\":1000"), "{answer}");
    }
    held[3].set_read_timeout(Some(Duration::from_millis(100))).expect("set");
    assert!(held[3].read(&mut [0]).is_err(), "still held");
}

#[test]
fn idle_connections_do_not_keep_a_reader_waiting() {
    let server = Running::start();
    let mut idle: Vec<TcpStream> = (0..200).map(|_| server.open()).collect();
    for stream in &mut idle {
        // Those that had to make room may be closed already.
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nX");
    }
    let began = Instant::now();
    assert!(server.get("/").starts_with("HTTP/1.1 200"));
    assert!(began.elapsed() < Duration::from_millis(500), "{:?}", began.elapsed());
}

#[test]
fn a_taken_port_is_told_with_a_way_out_and_the_next_is_free() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = taken.local_addr().expect("bound").port();
    let error = Server::bind(&Options { port: Some(port), ..Options::default() }).err().expect("taken");
    assert!(error.to_string().contains(&format!("端口 {port} 已被占用")), "{error}");
    let one = Server::bind(&Options::default()).expect("one of many");
    let two = Server::bind(&Options::default()).expect("the next");
    assert_ne!(one.url, two.url);
}
