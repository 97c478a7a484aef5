//! Clauses that take from customers what the law gives them.

use super::{engine::Rule, passage::Reach};
use crate::{
    base::code::{Code, Page},
    words,
};

pub const PAGES: &[Page] = &rule_pages!["CON-001", "CON-002", "CON-003", "CON-004", "CON-005", "CON-006", "CON-007"];

pub const RULES: &[Rule] = &[
    Rule {
        code: Code("CON-001"),
        finds: "(最终|一切|全部)?解释权((归|属于|由)[^,]{0,8}(所有|享有)?)?|(保留|拥有|享有)[^,]{0,6}解释权",
        says: |x| words!("删除“{x}”", "take “{x}” out"),
        help: || {
            words!("写成“有疑问请打……，我们按公布的规则处理”", "name whom to ask, and keep to the published rules")
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("CON-002"),
        finds: "(特价|活动|促销|秒杀|拼团|折扣|打折|清仓|优惠|抢购|团购)(商品|产品|款|品|期间)?.{0,6}(概不退换|不退不换|不退换|不予退换|不予退款|不退|恕不退换|不支持(退|七天|7天|无理由))|(一经|已经)(售出|出售|拆封).{0,3}(概不|不退|恕不|不予)[^,]{0,4}|离柜[^,]{0,2}概不(负责|退换)|售出后?(概不|不予|恕不|不)(退|换)",
        unless: &["鲜活|易腐|定制|生鲜|下单(前|时).{0,4}确认|质量问题.{0,6}(除外|可退|包退|照退)"],
        says: |x| {
            words!("网购七日无理由退货不能这样排除：“{x}”", "the seven days' return cannot be waived like this: “{x}”")
        },
        help: || {
            words!(
                "写明哪些属于法定例外并在下单时请顾客确认，其余照退",
                "name the legal exceptions, have them confirmed at purchase, and take the rest back"
            )
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("CON-003"),
        finds: "概不负责|后果自负|责任自负|风险自负|一切后果|不承担(任何|一切)责任|恕不另行通知|不再?另行通知|无需另行通知|(有权|可以?)随时(终止|取消|变更|修改|调整|中止)[^,]{0,6}|(有权|保留)[^,]{0,4}(单方面?)[^,]{0,6}(终止|变更|修改)",
        safe: "(顾客|您|你|会员|本人|消费者)(有权|可以?|也可以?)随时",
        unless: &["(您|你|顾客|本人).{0,3}(有权|可以?)随时"],
        says: |x| words!("不公平的格式条款：“{x}”", "an unfair standard term: “{x}”"),
        help: || {
            words!(
                "写明什么情况怎么处理、怎么告知、怎么补偿",
                "say what happens when, how people learn of it and what they get"
            )
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("CON-004"),
        finds: "(本店|商家|我们|卖家|平台|主办方|店家|本公司)[^,]{0,6}(有权|可以?|保留|随时)[^,]{0,10}取消[^,]{0,8}(订单|交易)|(付款|支付|下单)后[^,]{0,8}(商家|本店|我们|卖家)[^,]{0,6}取消",
        safe: "为(您|你)取消",
        unless: &["(您|你|顾客)(同意|要求|申请)"],
        says: |x| {
            words!(
                "付款后合同已经成立，不能随意取消：“{x}”",
                "a paid order is a contract and cannot be cancelled at will: “{x}”"
            )
        },
        help: || {
            words!(
                "缺货等情形写明怎么通知、怎么退款、怎么赔",
                "say what happens when goods run out: notice, refund, amends"
            )
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("CON-005"),
        reach: Reach::EverywhereMild,
        finds: "(退款|退回|返还货款|原路退)[^,]{0,12}[0-9一二两三四五六七八九十]+个?(工作日|天|日)|[0-9一二两三四五六七八九十]+个?(工作日|天|日)(内|后)?[^,]{0,6}(退款|退回|返还货款|原路退)",
        safe: "7天无理由|七天无理由|无理由退",
        over: "refund_days",
        says: |x| words!("退款承诺长于法定期限：“{x}”", "a refund later than the law allows: “{x}”"),
        help: || {
            words!(
                "收到退货之日起七日内返还货款，承诺写得更短",
                "refund within seven days after the goods came back, or sooner"
            )
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("CON-006"),
        reach: Reach::EverywhereMild,
        finds: "杀熟|千人千价|(老客|老用户|老顾客|会员|新客|新用户|苹果用户|安卓用户)[^,]{0,10}(看到的价格|价格不同|不同价|卖贵|加价|涨价)|按人定价",
        unless: &["公示|公开规则|公布规则|写明规则"],
        says: |x| words!("差别定价要有公开的规则：“{x}”", "different prices need a public rule: “{x}”"),
        help: || words!("把谁、为什么、便宜多少写在公开的规则里", "publish who pays what and why"),
        ..Rule::BASE
    },
    Rule {
        code: Code("CON-007"),
        reach: Reach::EverywhereMild,
        finds: "默认(勾选|选中|开通|加购|搭配|添加|购买)|自动(勾选|加购)|预先勾选|提前帮.{0,4}勾",
        says: |x| words!("不得默认搭售：“{x}”", "nothing may be ticked beforehand: “{x}”"),
        help: || words!("让顾客自己勾选", "let customers tick it themselves"),
        ..Rule::BASE
    },
];
