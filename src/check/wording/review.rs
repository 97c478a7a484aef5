//! Rewards for opinions, and gifts that do not say what they are.

use super::{engine::Rule, passage::Reach};
use crate::{
    base::code::{Code, Page},
    words,
};

pub const PAGES: &[Page] = &rule_pages!["REV-001", "REV-002", "REV-003", "REV-004", "LOT-003", "LOT-009"];

pub const RULES: &[Rule] = &[
    Rule {
        code: Code("REV-001"),
        finds: "(五星|5星|[五5]颗星|全5分|好评|晒图|带图|晒单|带字评价|[0-9]+字(以上)?的?(评价|评论)|评价截图|买家秀).{0,15}(有礼|有奖|小礼物|返现|返还|返钱|返[0-9一二两三五十]|红包|优惠券|代金券|免单|奖励|奖金|现金|赠送|送[一二两三0-9你您]|领[取券红奖一二两0-9]|[可能]领|换[一二两三0-9取]|积分)|(返现|红包|免单|奖励|积分|现金|优惠券)[^,]{0,4}(换|求|买)[^,]{0,2}(五星|好评|晒图)",
        safe: "好评率.{0,15}",
        unless: &["(不限|无论|不论|不管).{0,8}(好评|评价|好坏|差评|内容)"],
        says: |x| words!("好评返现属违法：“{x}”", "a reward for praise is unlawful: “{x}”"),
        help: || {
            words!(
                "改为不限评价内容的售后关怀，例如“有问题拍照找我”",
                "offer care whatever is written, such as “send us a photo when something is wrong”"
            )
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("REV-002"),
        finds: "(点赞|集赞|攒赞|求赞|(给|为|帮)[^,]{0,6}投票|投[^,]{0,4}一票|收藏店铺|收藏本店).{0,10}(有礼|有奖|返现|返[0-9]|红包|优惠券|免单|奖励|奖品|现金|送[^货达到上来给去]|[可能]?领[取券红奖一二两0-9]|抽奖|抽[一二两0-9]|换[一二两三0-9礼取])|[集攒满][0-9一二三五十百]+个?赞.{0,10}(领|送|换|免|抽|得)",
        says: |x| words!("不得利诱点赞、定向投票：“{x}”", "do not buy likes or votes: “{x}”"),
        help: || words!("把奖励和点赞、投票分开，或去掉奖励", "part the reward from the like, or drop it"),
        ..Rule::BASE
    },
    Rule {
        code: Code("REV-003"),
        finds: "(五星|好评|评价|评论|晒图|晒单|买家秀)[^,]{0,8}(抽奖|参与抽|可抽|抽一次|抽[0-9一二两]|多抽)|抽奖.{0,10}(需|须|要|先).{0,4}(评价|好评|晒图|晒单)",
        safe: "评论区",
        says: |x| words!("抽奖不得以评价为条件：“{x}”", "a draw must not ask for a review: “{x}”"),
        help: || {
            words!("把参加条件改成免费、签到、积分或下单", "let people enter free, by check-in, points or an order")
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("REV-004"),
        finds: "(删|改|修改|撤|追改|去掉|取消)[^,]{0,6}(差评|中评|坏评).{0,14}(返|红包|优惠券|补偿|退款|奖励|送|免单|[0-9]+元)|(返|红包|优惠券|补偿|奖励|退款|[0-9]+元).{0,10}(删|改|撤|修改)[^,]{0,6}(差评|中评)",
        says: |x| words!("不得利诱删改评价：“{x}”", "do not buy the removal of a review: “{x}”"),
        help: || words!("先解决问题；评价删不删由顾客自己定", "mend the problem; the review is the customer's own"),
        ..Rule::BASE
    },
    Rule {
        code: Code("LOT-003"),
        reach: Reach::Ads,
        finds: "(买|购|满|下单|入会|进店|扫码|注册|到店|进群|入群|前[0-9]+名).{0,10}(送|赠|领)(你|您)?(一份|精美|神秘|超值)?(礼品|小礼品|赠品|好礼|大礼包|礼物|礼包|惊喜|小礼)|买[一二两三0-9]+(送|赠)[一二两三0-9]+|(加赠|附赠)(礼品|小礼|好礼|礼包)",
        unless: &[
            "[0-9一二两三四五六七八九十百千]+ ?(件|份|个|包|瓶|盒|支|袋|双|张|斤|箱|克|g|ml|毫升)",
            "[0-9]+月[0-9]+|[0-9]+日|今天|今晚|截止|截至|前有效|送完|期间|\\{",
        ],
        whole: true,
        says: |x| words!("赠品未写明数量、规格和期限：“{x}”", "a gift without quantity, size and end: “{x}”"),
        help: || words!("写明送什么、多大、一共多少份、到哪天", "say what, how large, how many in all, and until when"),
        ..Rule::BASE
    },
    Rule {
        code: Code("LOT-009"),
        finds: "(奖品|礼品|大奖|红包)[^,]{0,6}(分时|分批|分场|分店|分区|分地区|随机|限时段|限部分)(投放|释放|发放|放出)",
        unless: &["[0-9]+(点|:|月|日)|每天|名单|(放|投放)在.{1,12}店|时间表"],
        whole: true,
        says: |x| {
            words!(
                "奖品分时或分区投放，没有说明怎么分：“{x}”",
                "prizes come out by time or place, and nobody says how: “{x}”"
            )
        },
        help: || words!("写明每个时段或地区各放多少", "say how many for each time or place"),
        ..Rule::BASE
    },
];
