//! What the operating system says when a file cannot be read or written, in the reader's words.

use crate::words;
use std::io::{self, ErrorKind};

/// In Chinese and in English. What we said ourselves stays, and so does what nobody foresaw.
pub fn why(error: &io::Error) -> (String, String) {
    if let Some(inner) = error.get_ref() {
        // A library may have wrapped what the system said.
        let mut cause = inner.source();
        while let Some(next) = cause {
            if let Some(error) = next.downcast_ref::<io::Error>() {
                return why(error);
            }
            cause = next.source();
        }
        return (error.to_string(), error.to_string());
    }
    let words = match error.kind() {
        ErrorKind::NotFound => words!("找不到文件或文件夹", "there is no such file or folder"),
        ErrorKind::PermissionDenied => words!("没有权限", "permission denied"),
        ErrorKind::AlreadyExists => words!("已经有同名的文件或文件夹", "it exists already"),
        ErrorKind::NotADirectory => words!("路径里有一段是文件，不是文件夹", "a part of the path is a file, no folder"),
        ErrorKind::IsADirectory => words!("这是文件夹，不是文件", "it is a folder, no file"),
        ErrorKind::DirectoryNotEmpty => words!("文件夹里还有东西", "the folder is not empty"),
        ErrorKind::StorageFull => words!("磁盘满了", "the disk is full"),
        ErrorKind::QuotaExceeded => words!("磁盘配额用完了", "the disk quota is used up"),
        ErrorKind::FileTooLarge => words!("文件超过了系统允许的大小", "the file is larger than the system allows"),
        ErrorKind::ReadOnlyFilesystem => words!("磁盘是只读的", "the disk is read-only"),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => {
            words!("正被别的程序使用", "another program is using it")
        }
        ErrorKind::CrossesDevices => words!("不能跨磁盘移动", "it cannot be moved to another disk"),
        ErrorKind::InvalidFilename => words!("文件名太长，或有系统不许的字符", "the name is too long or not allowed"),
        ErrorKind::InvalidData => words!("内容不是 UTF-8 文字", "what it holds is no UTF-8 text"),
        ErrorKind::UnexpectedEof => words!("文件不完整", "the file ends too early"),
        ErrorKind::OutOfMemory => words!("内存不够", "out of memory"),
        ErrorKind::BrokenPipe | ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => {
            words!("另一头断开了", "the other end hung up")
        }
        ErrorKind::TimedOut => words!("等得太久，没有回应", "no answer in time"),
        ErrorKind::AddrInUse => words!("端口已被占用", "the port is in use"),
        ErrorKind::AddrNotAvailable => words!("这台电脑没有这个地址", "this machine has no such address"),
        ErrorKind::Interrupted => words!("被打断了", "interrupted"),
        ErrorKind::Unsupported => words!("这个系统不支持", "this system cannot do that"),
        ErrorKind::StaleNetworkFileHandle | ErrorKind::NetworkDown | ErrorKind::NetworkUnreachable => {
            words!("网络盘断开了", "the network drive is gone")
        }
        _ => other(error),
    };
    (words.zh, words.en)
}

/// Some have a number and no kind.
fn other(error: &io::Error) -> crate::base::lang::Words {
    const TOO_MANY_FILES: [i32; 2] = [23, 24];
    const DISK: i32 = 5;
    const LOOP: i32 = 40;
    match error.raw_os_error() {
        Some(number) if cfg!(unix) && TOO_MANY_FILES.contains(&number) => {
            words!("同时打开的文件太多", "too many files are open")
        }
        Some(DISK) if cfg!(unix) => words!("磁盘读写出错，可能坏了", "the disk failed"),
        Some(LOOP) if cfg!(target_os = "linux") => words!("链接绕了一圈", "the links lead in a circle"),
        _ => words!("系统报错（{error}）", "{error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_often_goes_wrong_is_said_in_chinese() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path();
        std::fs::write(path.join("a"), [0xff, 0xfe]).expect("written");
        let errors = [
            std::fs::read(path.join("nowhere")).expect_err("is not there"),
            std::fs::read(path).expect_err("is a folder"),
            std::fs::read(path.join("a/b")).expect_err("a is a file"),
            std::fs::create_dir(path).expect_err("is there"),
            std::fs::remove_dir(path).expect_err("has a file"),
            std::fs::write(path.join("x".repeat(300)), "").expect_err("too long a name"),
            io::Error::from_raw_os_error(13),
            io::Error::from_raw_os_error(28),
            io::Error::from_raw_os_error(30),
            io::Error::from_raw_os_error(24),
            io::Error::from_raw_os_error(5),
        ];
        for error in errors {
            let (zh, _) = why(&error);
            assert!(!zh.chars().any(|c| c.is_ascii_alphabetic()), "{error}: {zh}");
        }
    }

    #[test]
    fn what_is_unknown_and_what_we_said_ourselves_stays() {
        let (zh, en) = why(&io::Error::from_raw_os_error(74));
        assert!(zh.starts_with("系统报错（") && zh.contains(&en), "{zh}");
        let ours = io::Error::new(ErrorKind::AddrInUse, "端口 80 已被占用");
        assert_eq!(why(&ours).0, "端口 80 已被占用");
    }
}
