//! `sopress check`: says everything that is wrong and writes nothing.

use super::{Terminal, WRONG, root, say, tell, threads, unreadable};
use crate::{
    base::diag::Severity,
    build::{compile, plan},
    cli::Common,
    model::chapter::Audience,
    report::{self, Format},
    words,
};

pub fn run(common: &Common, deny_warnings: bool, _prints: bool, terminal: &Terminal) -> u8 {
    threads(None);
    let root = match root(common, terminal) {
        Ok(root) => root,
        Err(exit) => return exit,
    };
    let mut compiled = match compile::compile(&root, None, terminal.today(None)) {
        Ok(compiled) => compiled,
        Err(error) => return unreadable(&error, terminal.lang(common, None)),
    };
    let lang = terminal.lang(common, Some(compiled.book.site.lang));
    let mut diags = std::mem::take(&mut compiled.diags);
    let planned = plan::plan(&compiled.book, Audience::Internal, &mut diags);
    let list = diags.sorted();
    let shown: Vec<_> = list.iter().filter(|d| !common.quiet || d.severity == Severity::Error).cloned().collect();
    // What a tool reads goes to the standard output.
    say(&report::print(&shown, &compiled.sources, terminal.style(common, lang)));
    let wrong =
        list.iter().any(|d| d.severity == Severity::Error || (deny_warnings && d.severity == Severity::Warning));
    if common.format == Format::Full && !common.quiet {
        let outputs = planned.len();
        tell(&match list.is_empty() {
            true => {
                words!("没有问题，可以产出 {outputs} 个文件\n", "nothing is wrong; {outputs} outputs can be made\n")
                    .get(lang)
                    .to_string()
            }
            false => format!("{}\n", report::summary(&list, lang)),
        });
    }
    if wrong { WRONG } else { 0 }
}
