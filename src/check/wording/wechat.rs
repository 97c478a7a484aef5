//! What WeChat and its chats do not let pass: bought sharing and following, tools that add friends, too many messages.

use super::{engine::Rule, passage::Reach};
use crate::{
    base::code::{Code, Page},
    words,
};

pub const PAGES: &[Page] =
    &rule_pages!["WX-002", "WX-003", "WX-004", "WX-006", "WX-009", "WX-010", "PYR-001", "LIV-002"];

pub const RULES: &[Rule] = &[
    Rule {
        code: Code("WX-002"),
        reach: Reach::Sharing,
        finds: "(分享|转发|转给|转到|(发|晒)(到|在)?(朋友圈|[0-9一二两三]个群)).{0,12}([可能]?领[取券红奖礼一二两三0-9优免]|抽奖|抽[一二两三0-9]|(再|多|可)抽|有礼|有奖|送[^货达到上来给去]|返[现0-9利]|得[一二两三0-9奖红券]|获(得|取)|奖励|红包|免单|优惠券|积分|机会)",
        safe: "配送|派送|运送|接送|外送|觉得|记得|值得|懂得|不得|获得感|(分享|转发)给.{0,6}参考",
        unless: &["(不用|无需|不需要?|不必|不靠|不要求)(分享|转发)"],
        says: |x| words!("诱导分享：“{x}”", "bought sharing: “{x}”"),
        help: || {
            words!(
                "奖励和分享分开：不分享也一样能参加",
                "part the reward from the sharing: everyone can take part without it"
            )
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("WX-003"),
        reach: Reach::OutwardMild,
        finds: "(关注|扫码关注)(公众号|我们|本店|店铺|一下)?[^,]{0,8}([可能即]?领[取券红奖礼一二两三0-9]|抽奖|抽[一二两三0-9]|送[一二两三0-9礼红券您你]|红包|免单|优惠券)",
        says: |x| words!("诱导关注：“{x}”", "bought following: “{x}”"),
        help: || words!("说关注后能看到什么，不拿奖品换关注", "say what there is to see, and give nothing for it"),
        ..Rule::BASE
    },
    Rule {
        code: Code("WX-004"),
        reach: Reach::PrintMild,
        finds: "\\{(微信)?(头像|昵称)\\}|(用户|顾客|邻居|微信|会员)(的)?(头像|昵称)",
        unless: &["同意|授权|不显示|马赛克|打码"],
        says: |x| words!("海报上用了头像或昵称：“{x}”", "a poster with somebody's picture or nickname: “{x}”"),
        help: || words!("去掉，或先取得本人同意", "take it off, or ask first"),
        ..Rule::BASE
    },
    Rule {
        code: Code("WX-006"),
        finds: "每(天|日)[^,]{0,8}群发[^,]{0,4}[0-9一二两三四五六七八九十]+(条|次|遍|轮)|群发[^,]{0,4}每(天|日)[^,]{0,4}[0-9一二两三四五六七八九十]+(条|次|遍|轮)",
        over: "mass_per_day",
        says: |x| words!("群发超额：“{x}”", "more mass messages than a customer can get: “{x}”"),
        help: || {
            words!(
                "每位客户每天的条数按后台设置，见上限表 mass_per_day",
                "keep to the setting, see the limit mass_per_day"
            )
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("WX-006"),
        finds: "每周[^,]{0,8}群发[^,]{0,4}[0-9一二两三四五六七八九十]+(条|次|遍|轮)",
        over: "mass_per_week",
        says: |x| words!("群发超额：“{x}”", "more mass messages than a customer can get: “{x}”"),
        help: || {
            words!(
                "每位客户每周的条数按后台设置，见上限表 mass_per_week",
                "keep to the setting, see the limit mass_per_week"
            )
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("WX-009"),
        reach: Reach::EverywhereMild,
        finds: "(每个?群|单群|一个群|群人?数)[^,]{0,6}(满|到|上限|最多|控制在)[^,0-9一-龥]{0,2}[^,]{0,2}[0-9]+(人|位|名)?",
        over: "group_open_new",
        unless: &["平台"],
        says: |x| {
            words!("群规模超过开新群的人数：“{x}”", "a group larger than the size at which a new one is opened: “{x}”")
        },
        help: || words!("到上限表 group_open_new 的人数就开新群", "open a new group at the limit group_open_new"),
        ..Rule::BASE
    },
    Rule {
        code: Code("WX-010"),
        reach: Reach::EverywhereMild,
        finds: "外挂|自动加好友|群发软件|爆粉|群控|云控|加粉软件|协议号|虚拟定位|批量加(好友|人|粉)(软件|工具)|机器人加人|养号软件",
        says: |x| words!("封号风险：“{x}”", "the account may be closed: “{x}”"),
        help: || words!("用企业微信自带的入群方式、群发和客户联系", "use what WeCom itself offers"),
        ..Rule::BASE
    },
    Rule {
        code: Code("PYR-001"),
        reach: Reach::EverywhereMild,
        finds: "三级(分销|返佣|佣金|代理)|无限级|多级(分销|返佣)|入门费|拉人头|团队计酬|发展下线|下线(提成|佣金)|缴纳[^,]{0,4}(加入费|代理费)[^,]{0,6}(返|提成|发展)",
        safe: "(下线|上线)(时间|日期)",
        says: |x| words!("有传销风险：“{x}”", "this may be a pyramid scheme: “{x}”"),
        help: || {
            words!(
                "只做一级：卖出一单、拿一单的佣金，不收入门费",
                "one level only: a commission for one's own sales, and no fee to join"
            )
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("LIV-002"),
        reach: Reach::LiveMild,
        finds: "数字人(主播)?|ai主播|虚拟主播",
        unless: &["ai生成|人工智能生成|由(ai|人工智能)|标识"],
        whole: true,
        says: |x| words!("“{x}”要持续标明是人工智能生成", "“{x}” must be marked as made by a machine all the time"),
        help: || words!("在画面上一直显示“AI 生成”，话术里也说明", "show it on the screen, and say so"),
        ..Rule::BASE
    },
];
