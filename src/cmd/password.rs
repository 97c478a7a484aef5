//! The password of a locked handbook: from a file or the environment, never from the command line, which others can read.

use super::Terminal;
use crate::{
    base::{lang::Words, system::why},
    cli::Build,
    words,
};
use std::path::Path;

/// Where it is looked for without a file.
pub const VARIABLE: &str = "SOPRESS_PASSWORD";

/// Whoever has the locked pages can try passwords as long as he likes; a short one is soon found.
const SHORTEST: usize = 10;

/// The password for a build, or what is wrong with it.
pub fn of_build(build: &Build, root: &Path, terminal: &Terminal) -> Result<String, Words> {
    let text = match &build.password_file {
        Some(file) => {
            let shown = file.display();
            let failed = |error: std::io::Error| {
                let (zh, en) = why(&error);
                words!("读不了密码文件 {shown}：{zh}", "cannot read {shown}: {en}")
            };
            let whole = std::fs::canonicalize(file).map_err(failed)?;
            if whole.starts_with(std::fs::canonicalize(root).map_err(failed)?) {
                return Err(words!(
                    "密码文件 {shown} 在工作区里，会跟着内容一起传出去；请放到工作区外面",
                    "{shown} is in the workspace and would be passed on with it; keep it elsewhere"
                ));
            }
            std::fs::read_to_string(file).map_err(failed)?
        }
        None => terminal.password.clone().ok_or_else(|| {
            words!(
                "--encrypt 需要密码：用 --password-file 指定文件，或设环境变量 {VARIABLE}",
                "--encrypt needs a password: name its file with --password-file, or set {VARIABLE}"
            )
        })?,
    };
    let password = text.trim_end_matches(['\r', '\n']).trim_start_matches('\u{feff}').to_string();
    let count = password.chars().count();
    if count < SHORTEST {
        return Err(words!(
            "密码只有 {count} 个字，太容易猜到；至少 {SHORTEST} 个字，最好是几个不相干的词",
            "the password has {count} characters and is easily guessed; at least {SHORTEST}, best several unrelated words"
        ));
    }
    Ok(password)
}
