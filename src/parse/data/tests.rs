use crate::base::{diag::Diags, span::FileId};

/// What a writer of Chinese is told of some TOML: place, message and help.
fn told(toml: &str) -> (usize, String, String) {
    let mut diags = Diags::new();
    super::toml(toml, FileId(0), 0, &mut diags);
    let told: Vec<_> = diags.iter().collect();
    let [diag] = told.as_slice() else { panic!("{toml:?} gives {told:?}") };
    let line = 1 + toml[..diag.span.expect("a place").start as usize].matches('\n').count();
    (line, diag.message.zh.clone(), diag.help[0].zh.clone())
}

#[test]
fn frequent_slips_are_told_in_the_writers_words_with_what_to_do() {
    let cases = [
        ("title = 入群流程\n", 1, "文字要放在英文引号里", "写成 title = \"入群流程\""),
        ("roles = [客服, 群管家]\n", 1, "文字要放在英文引号里", "写成 roles = [\"客服\", \"群管家\"]"),
        ("标题 = \"x\"\n", 1, "键要写英文，不是“标题”", "写成 title"),
        ("[来源]\nfrom = \"x\"\n", 1, "键要写英文，不是“来源”", "写成 source"),
        ("我的话 = \"x\"\n", 1, "键“我的话”不是英文字母", "\"我的话\" = …"),
        ("title = “入群”\n", 1, "这里用了中文标点 “ ，TOML 读不懂", "换成英文标点"),
        ("title ＝ \"入群\"\n", 1, "这里用了中文标点 ＝ ，TOML 读不懂", "换成英文标点"),
        ("roles = [\"客服\"，\"群管家\"]\n", 1, "这里用了中文标点 ， ，TOML 读不懂", "换成英文标点"),
        ("【source】\nfrom = \"x\"\n", 1, "这里用了中文标点 【 ，TOML 读不懂", "换成英文标点"),
        ("title\u{3000}= \"a\"\n", 1, "等号前面有一个不普通的空格", "删掉它"),
        ("title \"入群\"\n", 1, "这一行没有等号", "写成 键 = 值"),
        ("title: \"入群\"\n", 1, "键和值之间要用等号，不是冒号", "写成 title = \"…\""),
        ("title = \"a\"\n- 客服\n", 2, "这里不能用短横线列清单", "写成一行"),
        ("title = \"入群\nowner = \"a\"\n", 1, "引号没有合上", "在这一行末尾补上 \""),
        ("about = \"一\n二\"\n", 1, "引号没有合上", "用三个引号：about = \"\"\"…\"\"\""),
        ("about = \"\"\"一\n二\n", 3, "三个引号没有合上", "再写三个引号"),
        ("title = \"他说\"好\"吧\"\n", 1, "引号里面又有英文引号", "里面的换成中文引号"),
        ("title = \"C:\\路径\"\n", 1, "引号里的反斜杠 \\ 有特别的意思", "两个 \\\\"),
        ("roles = [\"客服\", \"群管家\"\nowner = \"x\"\n", 2, "上面的方括号 [ 没有合上", "补上 ]"),
        ("roles = [\"客服\" \"群管家\"]\n", 1, "两项之间缺少逗号", "写成 [\"客服\", \"群管家\"]"),
        ("source = { from = \"x\"\nowner = \"k\"\n", 2, "上面的花括号 { 没有合上", "补上 }"),
        ("[source\nfrom = \"x\"\n", 1, "方括号没有合上", "这一行写成 [source]"),
        ("[[changelog]\nwhat = \"x\"\n", 1, "方括号没有合上", "这一行写成 [[changelog]]"),
        ("title = \"a\"\ntitle = \"b\"\n", 2, "“title”写了两次", "删掉其中一行"),
        ("[source]\na = 1\n[source]\nb = 2\n", 3, "[source] 写了两次", "[[source]]"),
        ("title = \nowner = \"x\"\n", 1, "“title”后面没有值", "删掉这一行"),
        ("day = 2026/05/01\n", 1, "没有这个日期或时间", "写成 2026-05-01"),
        ("day = 2026年5月1日\n", 1, "没有这个日期或时间", "写成 2026-05-01"),
        ("day = 2026-13-45\n", 1, "没有这个日期或时间", "写成 2026-05-01"),
        ("flag = 是\n", 1, "这个词读不懂", "是写 true"),
        ("flag = True\n", 1, "这个词读不懂", "是写 true"),
        ("rate = 35%\n", 1, "文字要放在英文引号里", "写成 rate = \"35%\""),
        ("price = ￥49.9\n", 1, "文字要放在英文引号里", "写成 price = \"￥49.9\""),
        ("count = 1,000\n", 1, "数字里不能有逗号", "1000"),
        ("number = 01\n", 1, "数字不能以 0 开头", "放进引号"),
        ("title = \"a\",\n", 1, "行尾多了一个 ,", "删掉它"),
        ("title = \"a\" // 注\n", 1, "说明要写在 # 后面", "换成英文的 #"),
        ("size = 3 // 三人\n", 1, "说明要写在 # 后面", "换成英文的 #"),
        ("size = 3 ＃三人\n", 1, "说明要写在 # 后面", "换成英文的 #"),
        ("size = ３５\n", 1, "数字用了全角", "写成 size = 35"),
        ("title = `入群`\n", 1, "文字要放在英文引号里", "写成 title = \"入群\""),
        ("title = \"a\" owner = \"b\"\n", 1, "一行里写了两项", "新的一行"),
        ("[source] from = \"x\"\n", 1, "[source] 后面不能再写东西", "下一行"),
        ("my key = \"x\"\n", 1, "键的名字里有空格", "下划线"),
        ("title = \"a\u{1}\"\n", 1, "这里有看不见的控制字符", "重打"),
    ];
    let mut wrong = Vec::new();
    for (toml, line, message, help) in cases {
        let (at, said, mend) = told(toml);
        if at != line || !said.contains(message) || !mend.contains(help) {
            wrong.push(format!("{toml:?}:{at}: {said}（{mend}）"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_sentence_of_the_parser_reaches_a_chinese_writer() {
    // Pieces of lines that writers break, put together in every order.
    let parts = [
        "title",
        " = ",
        "\"入群\"",
        "[",
        "]",
        "{",
        "}",
        ",",
        "\n",
        "2026-5",
        "标题",
        "\\",
        "'",
        "\"\"\"",
        "0x",
        "+",
        "1_",
    ];
    let english = ["expected", "invalid", "missing", "unexpected", "unclosed", "duplicate", "extra", "cannot"];
    let mut seen = 0;
    for a in parts {
        for b in parts {
            for c in parts {
                let toml = format!("about = \"x\"\n{a}{b}{c}\n");
                let mut diags = Diags::new();
                super::toml(&toml, FileId(0), 0, &mut diags);
                for diag in diags.iter() {
                    seen += 1;
                    let said = format!("{}{}", diag.message.zh, diag.help[0].zh);
                    assert!(!english.iter().any(|word| said.contains(word)), "{toml:?}: {said}");
                }
            }
        }
    }
    assert!(seen > 1000, "only {seen} mistakes were made");
}

#[test]
fn a_table_of_a_list_that_lost_a_bracket_is_told_there_and_read() {
    let text = "[[role]]\nname = \"甲\"\n[role]\nname = \"乙\"\n[[role]]\nname = \"丙\"\n";
    assert_eq!(told(text).0, 3);
    let mut diags = Diags::new();
    let entries = super::toml(text, FileId(0), 0, &mut diags);
    let names = super::texts(entries.iter().map(|(key, value)| (key, value)));
    let read: Vec<_> = names.iter().map(|(_, name)| &text[name.span.start as usize..name.span.end as usize]).collect();
    assert_eq!(read, ["\"甲\"", "\"乙\"", "\"丙\""]);
}
