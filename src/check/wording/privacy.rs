//! Personal data in texts: numbers that name a person, and what must not be asked for.

use super::{engine::Rule, passage::Reach};
use crate::{
    base::code::{Code, Page},
    words,
};

pub const PAGES: &[Page] = &rule_pages!["PII-001", "PII-003", "PII-004", "PII-005"];

pub const RULES: &[Rule] = &[
    Rule {
        code: Code("PII-003"),
        finds: "(^|[^0-9a-z])(86[ -]?)?(?P<x>1[3-9][0-9]{9}|1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}|[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9x])($|[^0-9a-z])",
        negatable: false,
        says: |_| words!("手机号或身份证号没有脱敏", "a full mobile or identity number"),
        help: || words!("写成 138****8000；名单里姓名只留姓", "write 138****8000, and of a name only the surname"),
        ..Rule::BASE
    },
    Rule {
        code: Code("PII-003"),
        finds: "(订单号|订单编号|运单号|快递单号)[:是为]?(?P<x>[0-9a-z]{12,})",
        negatable: false,
        says: |_| words!("订单号没有脱敏", "a full order number"),
        help: || words!("只写末四位", "write its last four digits"),
        ..Rule::BASE
    },
    Rule {
        code: Code("PII-001"),
        finds: "(收集|填写|登记|提供|提交|输入|上传|采集|索要|留下)[^,]{0,12}(身份证|银行卡|出生日期|户口|护照|工作单位|月收入|婚姻|人脸|指纹|通讯录)",
        unless: &["实名|报税|个税|代扣|法律(要求|规定)"],
        says: |x| words!("超出用途收集个人信息：“{x}”", "more personal data than the purpose needs: “{x}”"),
        help: || words!("只收寄奖品、联系到人所必需的几项", "ask only for what is needed to reach the person"),
        ..Rule::BASE
    },
    Rule {
        code: Code("PII-004"),
        finds: "(小朋友|儿童|孩子|宝宝|小学生|幼儿园|萌娃|娃)[^,]{0,10}(报名|参加|参与|登记|参赛|征集|投票|晒照|上传照片)|(登记|收集|上传|征集|提交)[^,]{0,8}(小朋友|儿童|孩子|宝宝|小学生|未满(14|十四))[^,]{0,6}(姓名|照片|信息|生日|年龄)",
        unless: &["监护人|家长(同意|签字|陪同|授权|报名)|父母同意"],
        whole: true,
        says: |x| {
            words!(
                "未满 14 周岁的信息须监护人同意：“{x}”",
                "data of a child under 14 needs a guardian's consent: “{x}”"
            )
        },
        help: || words!("由监护人报名并同意，写在报名的地方", "let a guardian sign up and consent, in the same place"),
        ..Rule::BASE
    },
    Rule {
        code: Code("PII-005"),
        reach: Reach::EverywhereMild,
        finds: "(标签|备注|打标|记录|登记|收集|标记|记下|注明)[^,]{0,15}(怀孕|孕期|孕妇|孕周|糖尿病|高血压|病史|皮肤病|敏感肌|肤质|慢性病|残疾|宗教|健康状况|过敏史|服药)",
        unless: &["单独同意|书面同意|本人同意|监护人"],
        says: |x| words!("敏感个人信息要单独同意：“{x}”", "sensitive data needs a consent of its own: “{x}”"),
        help: || {
            words!("不记；非记不可，先取得单独同意并写明用途", "do not note it, or ask for a separate consent first")
        },
        ..Rule::BASE
    },
];
