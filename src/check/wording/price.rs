//! Prices and promises in words: crossed-out prices, limited offers, gifts' values, free shipping.

use super::{engine::Rule, passage::Reach};
use crate::{
    base::code::{Code, Page},
    words,
};

pub const PAGES: &[Page] =
    &rule_pages!["PRC-002", "PRC-003", "PRC-006", "PRC-007", "PRC-008", "PRC-009", "PRC-010", "BAR-002"];

const WHEN: &str = "[0-9]{1,2}月[0-9]{1,2}|[0-9]{4}-[0-9]|[0-9]{1,2}[:点]|[0-9]{1,2}(日|号)|今[天日晚]|明[天日晚]|当[天日]|截止|截至|周[一二三四五六日末]|\\{";

pub const RULES: &[Rule] = &[
    Rule {
        // The typed rule about a discount's crossed-out price has the page.
        code: Code("PRC-001"),
        reach: Reach::OutwardMild,
        finds: "(原价|市场价|专柜价|划线价|吊牌价|日常价)[^,]{0,4}[0-9]+(\\.[0-9]+)?元?",
        unless: &["最低成交价|前七日|前7日|依据|厂商建议|参考价说明|门市价目"],
        whole: true,
        says: |x| words!("划线价“{x}”没有写依据", "the crossed-out price “{x}” without its basis"),
        help: || {
            words!(
                "写明依据（例如“前七日最低成交价”），或不写划线价",
                "say what it is (the lowest price of the seven days before), or leave it out"
            )
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("PRC-002"),
        finds: "先(涨价|涨|提价|抬价|调高)[^,]{0,8}[,]?(后|再)(降|打折|折扣|优惠)|(涨价|提价|抬价)后再?(打折|降|折扣|优惠|促销)",
        says: |x| words!("先涨后降：“{x}”", "a price raised to be cut: “{x}”"),
        help: || {
            words!("以活动前七天的最低成交价为准，不临时抬价", "start from the lowest price of the seven days before")
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("PRC-003"),
        reach: Reach::OutwardMild,
        finds: "建议零售价|官方指导价|指导价|厂家价|出厂价|建议售价",
        safe: "厂商建议零售价|政府指导价",
        says: |x| words!("“{x}”应写成“厂商建议零售价”", "“{x}” is to be called 厂商建议零售价"),
        help: || {
            words!("写成“厂商建议零售价 … 元”，并留存厂商的文件", "write 厂商建议零售价 and keep the maker's paper")
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("PRC-006"),
        reach: Reach::Ads,
        finds: "限时(优惠|特价|折扣|抢购|秒杀|特惠|立减|直降|折|价|返场|[0-9])|限时",
        safe: "不限时|限时折扣按周|限时段|时限",
        unless: &[WHEN],
        whole: true,
        says: |x| words!("“{x}”没有写明起止时间", "“{x}” without its dates"),
        help: || words!("写明几月几日几点到几月几日几点", "say from when to when"),
        ..Rule::BASE
    },
    Rule {
        code: Code("PRC-006"),
        reach: Reach::Ads,
        finds: "(最高|至高)(可)?(立减|减|省|返|优惠|抵)[0-9]+",
        unless: &["满[0-9]+|条件|详见规则|规则见|活动规则|使用规则"],
        whole: true,
        says: |x| words!("“{x}”没有写条件", "“{x}” without its condition"),
        help: || words!("写明满多少、哪些商品、怎么得到", "say from which amount, for what and how"),
        ..Rule::BASE
    },
    Rule {
        code: Code("PRC-007"),
        reach: Reach::PrintMild,
        finds: "最后[一1]天|最后[0-9一二三]+(小时|天)|(仅剩|只剩)[0-9一二两三四五六七八九十]+(件|份|个|单|席|名|套)|最后[0-9一二两三四五六七八九十]+(件|份|单|席|套)",
        unless: &["活动最后[一1]天为[0-9]"],
        says: |x| words!("印出去的“{x}”过了这一刻就不是真的", "“{x}” in print is untrue a moment later"),
        help: || words!("写日期和总数，例如“1 月 17 日 20:00 止，共 50 件”", "print the date and the total instead"),
        ..Rule::BASE
    },
    Rule {
        code: Code("PRC-007"),
        reach: Reach::TalkMild,
        finds: "(仅剩|只剩)[0-9一二两三四五六七八九十]+(件|份|个|单|席|名|套)|最后[0-9一二两三四五六七八九十]+(件|份|单|席|套)",
        says: |x| words!("固定话术里的“{x}”和真实库存不会一直相符", "“{x}” in a fixed text will not stay true"),
        help: || {
            words!("改成空位，例如“还剩{{剩余}}”，发的时候填真实的数", "make it a slot and fill in the true number")
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("PRC-008"),
        reach: Reach::OutwardMild,
        finds: "(赠|送|礼)[^,]{0,10}(价值|市值|价格)[0-9]+(\\.[0-9]+)?元?",
        unless: &["现售价|现价|按.{0,8}售价|在售价"],
        says: |x| {
            words!("赠品的价值要按本店现售价写：“{x}”", "a gift's value is its present price in this shop: “{x}”")
        },
        help: || words!("写“本店现售价 … 元”，没有在售就不写价值", "write its present price, or no value"),
        ..Rule::BASE
    },
    Rule {
        code: Code("PRC-009"),
        reach: Reach::EverywhereMild,
        finds: "(优惠券|积分|代金券|券|红包|卡)[^,]{0,10}(拒绝抵扣|不予抵扣|恕不抵扣|恕不兑换|随时作废|一律作废|不再兑换|有权拒收|有权拒绝)|(有权|可以?)拒绝[^,]{0,6}(优惠券|积分|代金券|券)[^,]{0,4}(抵扣|使用|兑换)?",
        says: |x| words!("不得无故拒绝抵扣：“{x}”", "what was promised must be honoured: “{x}”"),
        help: || {
            words!(
                "把范围、门槛、有效期事先写清，符合的都要兑",
                "say range, threshold and end beforehand, and honour what fits"
            )
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("PRC-010"),
        reach: Reach::OutwardMild,
        finds: "(全国|全场|全部|一律)?(包邮|免运费|免邮)|(免费|全国)配送到家",
        unless: &["除|不含|偏远|地区|范围|以外|配送圈|公里|小区|满[0-9]+|自提"],
        whole: true,
        says: |x| words!("“{x}”没有写哪些地区不在内", "“{x}” does not say which regions are left out"),
        help: || words!("在旁边写明范围，例如“本市配送范围内包邮”", "name the range beside it"),
        ..Rule::BASE
    },
    Rule {
        code: Code("BAR-002"),
        finds: "(已|还差|仅差|只差|还剩|完成|砍了|砍到)[^,]{0,6}[0-9]+(\\.[0-9]+)?%",
        needs: "砍|底价|免单|助力|提现",
        whole: true,
        safe: "(完成率|达成率|转化率).{0,6}%",
        says: |x| words!("进度不能用取整的百分比：“{x}”", "progress must not be a rounded percentage: “{x}”"),
        help: || words!("写还差几元、还差几位", "say how many yuan and how many people are missing"),
        ..Rule::BASE
    },
];
