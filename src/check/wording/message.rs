//! Text messages and calls: who agreed, how to end it, what providers refuse.

use super::{engine::Rule, passage::Reach};
use crate::{
    base::code::{Code, Page},
    words,
};

pub const PAGES: &[Page] = &rule_pages!["MSG-002", "MSG-004", "MSG-005"];

/// A message that sells.
pub const SELLS: &str = "活动|优惠|[0-9]折|打折|折扣|特价|上新|促销|满减|券|秒杀|拼团|福利|开业|会员日|新品|立减";

pub const RULES: &[Rule] = &[
    Rule {
        code: Code("MSG-002"),
        reach: Reach::Sms,
        finds: SELLS,
        unless: &["退订|拒收请回复|回(复)?(t|td|r|n)(退|拒|$|。|\\n)", "【[^】]+】"],
        whole: true,
        negatable: false,
        says: |_| words!("营销短信缺少签名或退订方式", "a marketing message without its sender or a way out"),
        help: || words!("开头写【店名】，末尾写“拒收请回复R”", "begin with 【name】 and end with 拒收请回复R"),
        ..Rule::BASE
    },
    Rule {
        code: Code("MSG-004"),
        reach: Reach::Sms,
        finds: "(加|添加)[^,]{0,4}(微信|薇信|vx|wx|好友|企微)|微信号|[加进入扫]群|加[^,]{0,4}群|返利|返现|抽奖|中奖|领奖|红包|拉新",
        negatable: false,
        says: |x| words!("短信模板会被驳回：“{x}”", "providers refuse a text message with “{x}”"),
        help: || {
            words!(
                "短信只说订单和到货；活动放在群里和小程序里说",
                "keep text messages to orders; tell of campaigns in groups"
            )
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("MSG-005"),
        reach: Reach::SmsMild,
        finds: "\\{[^{}]{1,20}\\}",
        needs: SELLS,
        whole: true,
        negatable: false,
        says: |x| {
            words!(
                "部分通道的营销短信不支持变量：“{x}”",
                "some providers take no variables in marketing messages: “{x}”"
            )
        },
        help: || words!("写成固定的文字", "write fixed words"),
        ..Rule::BASE
    },
];
