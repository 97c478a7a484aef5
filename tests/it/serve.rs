//! The preview in a real browser: what is saved is seen, what is wrong is said in the page, and what is mended is gone.

use crate::support::{lay_out, repository, shown, sopress};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// Ends the preview with the test, however the test ends.
struct Preview(Child);

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A preview of a folder, and its host and port.
fn preview(book: &Path) -> (Preview, String) {
    started(sopress().args(["serve", "--port", "0", "--root"]).arg(book))
}

/// What a command that serves says, as it says it, and its host and port.
fn started(command: &mut Command) -> (Preview, String) {
    let child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn();
    let mut preview = Preview(child.expect("starts"));
    let mut lines = BufReader::new(preview.0.stderr.take().expect("piped")).lines();
    let url = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| line.split_once("http://").map(|(_, rest)| rest.split('/').next().unwrap_or("").to_string()))
        .expect("the preview says where it is");
    // Somebody must read what it says, or it waits.
    std::thread::spawn(move || lines.map_while(Result::ok).count());
    (preview, url)
}

#[test]
fn a_print_that_comes_to_nothing_says_why() {
    let dir = tempfile::tempdir().expect("folder");
    lay_out(BROKEN_KIT, dir.path());
    let (_preview, url) = preview(dir.path());
    for _ in 0..2 {
        let answer = ask(&url, "/prints/broken/broken.pdf");
        assert!(answer.starts_with("HTTP/1.1 404") && answer.contains("这一页做不出来"), "{answer}");
    }
    let page = ask(&url, "/index.html");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
}

/// In a namespace of its own, for the limit is the whole system's otherwise.
#[test]
fn where_the_system_watches_no_more_files_changes_are_seen_all_the_same() {
    let own = "echo 1 > /proc/sys/user/max_inotify_watches && exec \"$@\"";
    let narrow = |rest: &Command| {
        let mut command = Command::new("unshare");
        command
            .args(["--user", "--map-root-user", "sh", "-c", own, "sh"])
            .arg(rest.get_program())
            .args(rest.get_args());
        command
    };
    if !narrow(&Command::new("true")).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: this system makes no user namespaces");
        return;
    }
    let dir = tempfile::tempdir().expect("folder");
    lay_out(BOOK, dir.path());
    let mut serve = sopress();
    serve.args(["serve", "--port", "0", "--root"]).arg(dir.path());
    let (_preview, url) = started(&mut narrow(&serve));
    assert!(ask(&url, "/handbook/a/index.html").contains("原来的话"));
    let page = dir.path().join("content/handbook/a.md");
    let text = std::fs::read_to_string(&page).expect("readable").replace("原来", "后来");
    std::fs::write(&page, text).expect("writable");
    let seen = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        ask(&url, "/handbook/a/index.html").contains("后来的话")
    });
    assert!(seen, "ten seconds after a change the old page is still shown");
}

const BOOK: &str = "\
--- sopress.toml
title = \"手册\"
--- content/handbook/a.md
+++
title = \"甲\"
slug = \"a\"
+++

原来的话。
";

/// The whole answer to a request.
fn ask(url: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(url).expect("connects");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {url}\r\nConnection: close\r\n\r\n").expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("answered");
    String::from_utf8_lossy(&answer).into_owned()
}

const BROKEN_KIT: &str = "\
--- sopress.toml
title = \"手册\"
--- kits/broken/kit.toml
name = \"坏模板\"
main = \"broken.typ\"
output = \"print\"
[paper]
width = \"90mm\"
height = \"54mm\"
bleed = \"0mm\"
safe = \"0mm\"
sides = 1
[[layout]]
id = \"manual\"
name = \"手册\"
[[field]]
key = \"title\"
type = \"text\"
label = \"标题\"
max = 24
--- kits/broken/broken.typ
#panic(\"no\")
--- content/prints/broken.toml
title = \"坏的\"
kit = \"broken\"
name = \"broken\"
[fields]
title = \"x\"
";

/// A kit that is one colour, and a print of it.
#[cfg(feature = "press")]
const KIT: &str = "\
--- sopress.toml
title = \"手册\"
--- kits/flag/kit.toml
name = \"旗\"
main = \"flag.typ\"
output = \"image\"
[paper]
width = \"60mm\"
height = \"40mm\"
bleed = \"0mm\"
safe = \"0mm\"
sides = 1
dpi = 72
[[layout]]
id = \"manual\"
name = \"手册\"
--- kits/flag/flag.typ
#set page(width: 60mm, height: 40mm, margin: 0mm)
#rect(width: 60mm, height: 40mm, fill: rgb(\"#ff0000\"))
--- content/prints/flag.toml
title = \"旗子\"
kit = \"flag\"
";

/// Asks until the answer is as wanted, for ten seconds.
#[cfg(feature = "press")]
fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    for _ in 0..200 {
        if let Some(answer) = ask() {
            return answer;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("not seen within ten seconds: {what}");
}

/// The picture of the print as its page asks for it: the address and the colour of its middle.
#[cfg(feature = "press")]
fn flag(url: &str) -> (String, [u8; 3], (u32, u32)) {
    let page = ask(url, "/prints/flag/index.html");
    let at = page.find("flag-preview.png").expect("a picture");
    let address = page[at..].split('"').next().expect("an address").to_string();
    let mut stream = TcpStream::connect(url).expect("connects");
    write!(stream, "GET /prints/flag/{address} HTTP/1.1\r\nHost: {url}\r\nConnection: close\r\n\r\n").expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("answered");
    let body = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("a head") + 4;
    let picture = image::load_from_memory(&answer[body..]).expect("a picture").to_rgb8();
    let middle = picture.get_pixel(picture.width() / 2, picture.height() / 2).0;
    (address, middle, picture.dimensions())
}

#[cfg(feature = "press")]
#[test]
fn a_designer_sees_each_save_of_a_kit_and_a_mistake_leaves_the_last_picture() {
    const RED: [u8; 3] = [255, 0, 0];
    const BLUE: [u8; 3] = [0, 0, 255];
    const GREEN: [u8; 3] = [0, 255, 0];
    let dir = tempfile::tempdir().expect("folder");
    lay_out(KIT, dir.path());
    let (_preview, url) = preview(dir.path());
    let (first, colour, (width, height)) = flag(&url);
    assert_eq!((colour, width > height), (RED, true));
    let source = dir.path().join("kits/flag/flag.typ");
    let red = std::fs::read_to_string(&source).expect("readable");
    let told = || ask(&url, "/__live?v=x");

    // Another colour is another address, so that an open page asks for it.
    std::fs::write(&source, red.replace("ff0000", "0000ff")).expect("written");
    let second = until("blue", || Some(flag(&url)).filter(|(address, colour, _)| *colour == BLUE && *address != first));
    assert!(!told().contains("flag.typ"), "{}", told());

    // A mistake is told with its line, and the last picture stays.
    std::fs::write(&source, red.replace("fill: rgb", "fill: rbg")).expect("written");
    until("the mistake", || {
        let (address, colour, _) = flag(&url);
        assert_eq!(colour, BLUE);
        (address != second.0 && told().contains("kits/flag/flag.typ:2:")).then_some(())
    });
    assert!(told().contains("rbg"), "{}", told());

    // Nobody looks at the picture: what is mended is gone all the same.
    std::fs::write(&source, red.replace("ff0000", "00ff00")).expect("written");
    until("the mend", || (!told().contains("flag.typ")).then_some(()));
    assert_eq!(flag(&url).1, GREEN);

    // The paper is the kit's, too.
    let kit = dir.path().join("kits/flag/kit.toml");
    let toml = std::fs::read_to_string(&kit).expect("readable");
    std::fs::write(&kit, toml.replace("width = \"60mm\"", "width = \"sechzig\"")).expect("written");
    until("the mistake in the table", || told().contains("kits/flag/kit.toml:5:").then_some(()));
    std::fs::write(&kit, toml.replace("width = \"60mm\"", "width = \"20mm\"")).expect("written");
    std::fs::write(&source, red.replace("width: 60mm", "width: 20mm")).expect("written");
    until("an upright page", || {
        let (_, colour, (width, height)) = flag(&url);
        (width < height && colour == RED && !told().contains("kits/flag")).then_some(())
    });
}

#[test]
fn a_page_follows_its_source_without_reloading() {
    let Some(tools) = std::env::var_os("SOPRESS_TOOLS").map(PathBuf::from) else {
        eprintln!("skipped: the browser driver is not installed (./test installs it)");
        return;
    };
    let dir = tempfile::tempdir().expect("folder");
    let book = dir.path().join("book");
    let made = sopress().args(["init", "--lang", "zh"]).arg(&book).output().expect("runs");
    assert!(made.status.success(), "{}", shown(&made));
    let (preview, url) = preview(&book);
    let output = Command::new("node")
        .arg(repository().join("tests/browser/serve.mjs"))
        .arg(format!("http://{url}/handbook/start/index.html"))
        .arg(book.join("content/handbook/01-start.md"))
        .env("SOPRESS_TOOLS", &tools)
        .output()
        .expect("node runs");
    drop(preview);
    assert!(output.status.success(), "{}", shown(&output));
}

#[cfg(feature = "press")]
#[test]
fn the_page_of_a_print_follows_its_kit_without_reloading() {
    let Some(tools) = std::env::var_os("SOPRESS_TOOLS").map(PathBuf::from) else {
        eprintln!("skipped: the browser driver is not installed (./test installs it)");
        return;
    };
    let dir = tempfile::tempdir().expect("folder");
    lay_out(KIT, dir.path());
    let (_preview, url) = preview(dir.path());
    let output = Command::new("node")
        .arg(repository().join("tests/browser/kit.mjs"))
        .arg(format!("http://{url}/prints/flag/index.html"))
        .arg(dir.path().join("kits/flag/flag.typ"))
        .env("SOPRESS_TOOLS", tools)
        .output()
        .expect("node runs");
    assert!(output.status.success(), "{}", shown(&output));
}
