//! What is told about a file that was found and not read.

use crate::{
    base::{code::Code, diag::Diag, lang::Words, span::Span, system},
    words,
};
use std::io;

/// Why a file that was found was not read.
#[derive(Clone, Debug)]
pub(super) enum Refusal {
    LeadsOut,
    LinkedFolder,
    Special,
    Name,
    TooLarge(u64),
    Changing,
    Stray,
    Unreadable(io::ErrorKind, Words),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Refusal {
        let (zh, en) = system::why(&error);
        Refusal::Unreadable(error.kind(), Words::new(zh, en))
    }
}

impl Refusal {
    pub(super) fn diag(&self, file: Span) -> Diag {
        let error = |message: Words| Diag::error(Code::UNREADABLE_FILE, file, message);
        match self {
            Refusal::LeadsOut => error(words!(
                "链接指向工作区之外，没有读取",
                "the link leads out of the workspace and was not followed"
            ))
            .help(words!("把文件复制进来，代替链接", "copy the file in instead of linking to it")),
            Refusal::LinkedFolder => error(words!("文件夹链接不会被读取", "a link to a folder is not followed"))
                .help(words!("把文件夹移进来，代替链接", "move the folder in instead of linking to it")),
            Refusal::Special => {
                let message = words!(
                    "这不是普通文件（管道、套接字或设备），已跳过",
                    "not a regular file (a pipe, socket or device); skipped"
                );
                Diag::warning(Code::UNREADABLE_FILE, file, message)
                    .help(words!("把它移出工作区", "move it out of the workspace"))
            }
            Refusal::Name => error(words!(
                "文件名不是 UTF-8，或含有反斜杠、换行",
                "the file's name is not UTF-8, or has a backslash or line break"
            ))
            .help(words!(
                "给文件改名；从 Windows 压缩包解出的名字常有这个问题",
                "rename the file; names out of Windows archives often have this"
            )),
            Refusal::TooLarge(bytes) => {
                let (size, limit) = (bytes.div_ceil(1 << 20), super::load::MAX_BYTES >> 20);
                error(words!(
                    "文件有 {size} MB，超过 {limit} MB 的上限",
                    "the file has {size} MB, more than the limit of {limit} MB"
                ))
                .help(words!(
                    "压缩图片，或把大文件放到网盘再链接过去",
                    "shrink the picture, or keep large files elsewhere and link to them"
                ))
            }
            Refusal::Changing => error(words!("读取时文件一直在变", "the file kept changing while it was read"))
                .help(words!("等保存或同步结束后再试", "try again when saving or syncing has ended")),
            Refusal::Stray => Diag::note(
                Code::STRAY_FILE,
                file,
                words!(
                    "content/ 里的这个文件没有任何用处，不会被发布",
                    "nothing reads this file in content/, and it is not published"
                ),
            )
            .help(words!(
                "移出 content/，或换成能用的格式",
                "move it out of content/ or convert it to a format that is read"
            )),
            Refusal::Unreadable(io::ErrorKind::NotFound, _) => error(words!(
                "读取时文件不见了，或链接指向不存在的文件",
                "the file vanished while it was read, or is a link to nothing"
            ))
            .help(words!("如果正在移动文件，等结束后再试", "if files are being moved, try again when that has ended")),
            Refusal::Unreadable(io::ErrorKind::PermissionDenied, _) => {
                error(words!("没有权限读这个文件", "there is no permission to read this file")).help(words!(
                    "在文件的属性里让自己可以读取；从别的电脑拷来的文件常有这个问题",
                    "allow yourself to read it; files from another computer often have this"
                ))
            }
            Refusal::Unreadable(_, Words { zh, en }) => error(words!(
                "读不了这个文件：{zh}",
                "the file cannot be read: {en}"
            ))
            .help(words!("复制一份换掉它；还不行就检查磁盘", "replace it by a copy; if that fails, check the disk")),
        }
    }
}
