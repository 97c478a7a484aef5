//! The columns of WeCom's statistics: the field of its interface and the headings of its exports.

/// Fields with the Chinese headings under which exports show them. Daily figures, kept 180 days.
pub const COLUMNS: &[(&str, &[&str])] = &[
    ("new_apply_cnt", &["发起申请数"]),
    ("new_contact_cnt", &["新增客户数"]),
    ("chat_cnt", &["聊天总数"]),
    ("message_cnt", &["发送消息数"]),
    ("reply_percentage", &["已回复聊天占比"]),
    ("avg_reply_time", &["平均首次回复时长"]),
    ("negative_feedback_cnt", &["删除/拉黑成员的客户数", "删除或拉黑成员的客户数"]),
    ("new_chat_cnt", &["新增群聊数", "新增客户群数"]),
    ("chat_total", &["群聊总数", "客户群总数"]),
    ("chat_has_msg", &["有过消息的群聊数", "有过消息的客户群数"]),
    ("new_member_cnt", &["新增群成员数", "客户群新增群人数"]),
    ("member_total", &["群成员总数", "截至当天客户群总人数"]),
    ("member_has_msg", &["发过消息的群成员数", "截至当天有发过消息的群成员数"]),
    ("msg_total", &["群聊消息总数", "截至当天客户群消息总数"]),
];

/// The field that a heading means, written either way.
pub fn field(heading: &str) -> Option<&'static str> {
    let heading = heading.trim();
    COLUMNS
        .iter()
        .find(|(field, names)| field.eq_ignore_ascii_case(heading) || names.contains(&heading))
        .map(|(field, _)| *field)
}
