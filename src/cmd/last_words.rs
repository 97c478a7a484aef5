//! What the program says when it can go no further by itself: its memory is used up, or something in it is wrong.
//!
//! Both in both languages: it may happen before anybody knows which one is asked for.

use super::UNABLE;
use std::{
    cell::Cell,
    io::Write,
    panic,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

const NO_MEMORY: &str = "错误：内存不够，做不下去了。已有的输出没有动。
  怎么改：关掉别的程序，或放宽内存上限（ulimit -v、容器的内存限制）后再运行；加 --jobs 1 用得少一些
error: out of memory. What was written before is untouched.
  help: close other programs, or raise the limit (ulimit -v, that of the container) and run it again; --jobs 1 needs less
";

const OUR_MISTAKE: &str = "错误：sopress 自己出了错，这不是您内容的错。已有的输出没有动。
  怎么改：若刚限制过内存或进程数，请放宽后再试；否则请把下面一行和当时的命令告诉维护者
error: sopress itself failed; your content is not to blame. What was written before is untouched.
  help: if memory or processes are limited, raise that limit; else tell the maintainers the line below and your command
";

/// From now on a failed assumption is told in words that a writer understands, and then where in the program it was.
pub(super) fn prepare() {
    panic::set_hook(Box::new(|info| {
        let mut to = std::io::stderr().lock();
        let _ = to.write_all(OUR_MISTAKE.as_bytes());
        let _ = writeln!(to, "  {info}");
    }));
}

/// Says that no memory is left, and ends the program. Takes no memory itself.
#[expect(clippy::disallowed_methods, reason = "nothing can return from here: there is no memory to do it with")]
pub fn out_of_memory() -> ! {
    thread_local!(static HERE: Cell<bool> = const { Cell::new(false) });
    static SAID: AtomicBool = AtomicBool::new(false);
    if HERE.replace(true) {
        // Ending needed memory, too.
        std::process::abort();
    }
    if SAID.swap(true, Ordering::SeqCst) {
        // Another thread said it and is about to end us all.
        thread::sleep(Duration::from_secs(10));
        std::process::abort();
    }
    let _ = std::io::stderr().write_all(NO_MEMORY.as_bytes());
    std::process::exit(UNABLE.into());
}
