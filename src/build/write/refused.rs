//! What is said when an output cannot be written: what stands in the way, and what to do.

use crate::{
    base::{
        code::Code,
        diag::{Diag, Severity},
        lang::Words,
        system,
    },
    words,
};
use std::{io, path::Path};

pub fn refused(message: Words) -> Box<Diag> {
    Box::new(Diag::new(Code::OUTPUT_FOLDER, Severity::Error, None, message))
}

pub fn foreign(out: &Path) -> Box<Diag> {
    let at = out.display();
    let message = words!(
        "{at} 里有不是 sopress 生成的文件，不会替换它",
        "{at} has files that sopress did not make and is not replaced"
    );
    let help = words!(
        "用 --out 指定一个新的或空的文件夹；如果里面的东西都不要了，先自己清空它",
        "give a new or empty folder with --out; if nothing in it is needed, empty it yourself first"
    );
    Box::new(refused(message).help(help))
}

pub fn running(out: &Path) -> Box<Diag> {
    let at = out.display();
    let message = words!("另一个构建正在进行：{at}", "another build is running: {at}");
    let help =
        words!("等它结束再试，或用 --out 写到别处", "try again when it has ended, or write elsewhere with --out");
    Box::new(Diag::new(Code::BUILD_RUNNING, Severity::Error, None, message).help(help))
}

pub fn same_path(path: &str) -> Box<Diag> {
    let message = words!("两个输出要用同一个路径 {path}", "two outputs want the path {path}");
    let help = words!(
        "给其中一个写不同的 slug；大小写不同也算相同",
        "give one of them another slug; upper and lower case count as one"
    );
    Box::new(Diag::new(Code::SAME_PATH, Severity::Error, None, message).help(help))
}

pub fn failed(path: &Path, error: &io::Error) -> Box<Diag> {
    let at = path.display();
    let said = system::why(error);
    let (why, help) = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => (
            words!("磁盘空间不足", "the disk is full"),
            words!(
                "腾出空间再试；上一次的完整输出没有动",
                "make room and try again; the last complete output was not touched"
            ),
        ),
        io::ErrorKind::FileTooLarge => (
            words!("文件超过了系统允许的大小", "the file is larger than the system allows"),
            words!(
                "放宽对文件大小的限制（ulimit -f）再试；上一次的完整输出没有动",
                "widen the limit on the size of files (ulimit -f) and try again; the last complete output was not touched"
            ),
        ),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => (
            words!("没有写入权限", "no permission to write"),
            words!(
                "检查文件夹的权限，或用 --out 写到别处",
                "check the folder's permissions, or write elsewhere with --out"
            ),
        ),
        io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy => (
            words!("它是一个挂载点，不能整个替换", "it is a mount point and cannot be replaced as a whole"),
            words!("用 --out 指定它里面的一个文件夹", "give a folder inside it with --out"),
        ),
        _ => (
            Words::new(said.0, said.1),
            words!(
                "上一次的完整输出没有动；解决后再试",
                "the last complete output was not touched; try again when this is solved"
            ),
        ),
    };
    let message = Words::new(format!("写不了 {at}：{}", why.zh), format!("cannot write {at}: {}", why.en));
    Box::new(refused(message).help(help))
}

pub fn unsettled(out: &Path, error: &io::Error) -> Box<Diag> {
    let at = out.display();
    let (zh, en) = system::why(error);
    let message = words!(
        "新的输出已经写好，但磁盘没有确认：{at}（{zh}）",
        "the new output is written, but the disk did not confirm it: {at} ({en})"
    );
    let help = words!("检查磁盘，再运行一次", "check the disk and run it again");
    Box::new(refused(message).help(help))
}
