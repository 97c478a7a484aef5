//! What clap says of itself, in the reader's language: help pages and slips of the command line.

use super::Stop;
use crate::{
    base::lang::{Lang, Words},
    words,
};
use clap::error::ErrorKind;

/// What a value can be, said by whoever reads it.
#[derive(Clone, Debug)]
pub struct Valid(pub Words);

impl std::fmt::Display for Valid {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0.en)
    }
}

impl std::error::Error for Valid {}

/// The values that an option takes, where they are known: said by its reader, a range, or a list.
fn valid(error: &clap::Error, listed: &str) -> Option<Words> {
    let source = std::error::Error::source(error);
    if let Some(Valid(words)) = source.and_then(|source| source.downcast_ref()) {
        return Some(words.clone());
    }
    // clap tells a range only in its sentence: “500 is not in 0..=50”.
    let said = source.map(ToString::to_string).unwrap_or_default();
    let range = said.split_once(" is not in ").and_then(|(_, range)| range.split_once("..="));
    if let Some((from, to)) = range.filter(|(from, to)| !from.is_empty() && !to.is_empty()) {
        return Some(words!("{from} 到 {to}", "{from} to {to}"));
    }
    let comma = listed.replace('、', ", ");
    (!listed.is_empty()).then(|| words!("{listed}", "{comma}"))
}

/// clap's own messages are English; the usual slips are said in the reader's language.
pub fn explain(error: &clap::Error, lang: Lang) -> Stop {
    use clap::error::{ContextKind, ContextValue};
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let wrong = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let command = context(ContextKind::InvalidSubcommand);
    let near = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .into_iter()
        .map(context)
        .find(|text| !text.is_empty());
    let message = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            return Stop { text: translated(error.render().to_string(), lang), exit: 0 };
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            words!(
                "要做什么？写上一个命令，例如 sopress build",
                "what to do? name a command, for example sopress build"
            )
        }
        ErrorKind::InvalidSubcommand => words!("没有“{command}”这个命令", "there is no command “{command}”"),
        ErrorKind::UnknownArgument => words!("没有“{wrong}”这个选项", "there is no option “{wrong}”"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
            words!("“{wrong}”后面缺少值", "“{wrong}” lacks its value")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            words!("“{wrong}”不能是“{value}”", "“{wrong}” cannot be “{value}”")
        }
        ErrorKind::MissingRequiredArgument => words!("缺少：{wrong}", "this is missing: {wrong}"),
        ErrorKind::TooManyValues | ErrorKind::ArgumentConflict => {
            words!("“{wrong}”写了不止一次", "“{wrong}” was given more than once")
        }
        _ => {
            let text = error.to_string();
            words!("命令行读不懂：{text}", "the command line cannot be read: {text}")
        }
    };
    let mut text = match lang {
        Lang::Zh => format!("错误：{}\n", message.zh),
        Lang::En => format!("error: {}\n", message.en),
    };
    let takes_values = matches!(error.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation);
    if let Some(valid) = valid(error, &context(ContextKind::ValidValue)).filter(|_| takes_values) {
        let (zh, en) = (&valid.zh, &valid.en);
        text.push_str(words!("  可以是：{zh}\n", "  it can be: {en}\n").get(lang));
    }
    if let Some(near) = near {
        text.push_str(words!("  是不是想写 {near}？\n", "  did you mean {near}?\n").get(lang));
    }
    text.push_str(words!("  用 sopress --help 看全部命令\n", "  sopress --help lists all commands\n").get(lang));
    Stop { text, exit: 2 }
}

/// The few words of a help page that clap writes itself.
fn translated(help: String, lang: Lang) -> String {
    const WORDS: [(&str, &str); 6] = [
        ("[OPTIONS]", "[选项]"),
        ("<COMMAND>", "<命令>"),
        ("\nArguments:\n", "\n参数：\n"),
        ("\nOptions:\n", "\n选项：\n"),
        ("\n通用选项:\n", "\n通用选项：\n"),
        ("\n命令:\n", "\n命令：\n"),
    ];
    match lang {
        Lang::Zh => WORDS.iter().fold(help, |help, (en, zh)| help.replace(en, zh)),
        Lang::En => help,
    }
}
