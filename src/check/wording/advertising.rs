//! What the Advertising Law and its neighbours do not let an advertisement say.

use super::{engine::Rule, passage::Reach};
use crate::{
    base::code::{Code, Page},
    words,
};

pub const PAGES: &[Page] = &rule_pages![
    "ADV-001", "ADV-002", "ADV-003", "ADV-004", "ADV-005", "ADV-006", "ADV-007", "ADV-008", "ADV-009", "ADV-010",
    "ADV-011", "ADV-012", "ADV-013", "ADV-014", "ADV-015", "ADV-016", "ADV-017", "ADV-018",
];

const ILLNESS: &str = "治疗|治愈|疗效|根治|药到病除|抗癌|防癌|消炎|降血压|降血糖|降血脂|降三高|抗病毒|止咳|止痛|消肿|清热解毒|活血化瘀|祛湿|祛风|补肾|壮阳|排毒|养胃|治失眠|治便秘|(预防|防治|缓解|改善|对抗|远离|告别|降低|治)(疾病|癌症|高血压|糖尿病|三高|感冒|咳嗽|失眠|便秘|胃病|肿瘤|炎症|关节炎|心脏病|脂肪肝|湿疹|皮炎|近视|鼻炎|颈椎病|痛风|贫血|流感|新冠)|(提高|增强|提升)免疫力|调理(肠胃|气血|月经)|临床(验证|证明)|医用级|医学级|药妆";
const FOOD: &str = "吃|喝|食|茶|粥|米|面条|面粉|油|菜|水果|蜂蜜|枣|姜|豆|奶|汤|零食|饮|口服|果汁|杂粮";
const SKIN: &str = "面霜|护肤|面膜|精华|洗面奶|化妆|乳液|爽肤|眼霜|涂|敷|祛斑|防晒|洗发|药妆";

pub const RULES: &[Rule] = &[
    Rule {
        code: Code("ADV-015"),
        reach: Reach::Ads,
        finds: "(替代|代替|媲美|接近|等同于?|胜过|堪比|相当于|优于|好过|不输)[^,]{0,4}母乳|母乳化奶粉|(像|跟|和)母乳一样",
        says: |x| words!("婴儿食品不能说代替母乳：“{x}”", "infant food must not stand for breast milk: “{x}”"),
        help: || words!("删去和母乳的比较", "take the comparison with breast milk out"),
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-005"),
        reach: Reach::Ads,
        finds: ILLNESS,
        needs: FOOD,
        safe: "排毒柜|消炎药|不含药|食品安全",
        says: |x| words!("食品不得涉及疾病预防、治疗：“{x}”", "food must not be said to prevent or cure: “{x}”"),
        help: || words!("只说口感、吃法和配料", "speak of taste, cooking and what is in it"),
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-006"),
        reach: Reach::Ads,
        finds: ILLNESS,
        needs: SKIN,
        says: |x| words!("化妆品不得宣称医疗作用：“{x}”", "cosmetics must not claim a medical effect: “{x}”"),
        help: || words!("只写已备案的功效和依据", "name only the effects that are on file, with their basis"),
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-003"),
        reach: Reach::Ads,
        finds: ILLNESS,
        safe: "治疗仪(下架|召回)|排毒柜|消炎药",
        says: |x| words!("不得涉及疾病治疗或医疗用语：“{x}”", "no words of illness and treatment: “{x}”"),
        help: || words!("换成材质、用法、感受等看得见的事实", "say what it is made of and how it is used"),
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-004"),
        reach: Reach::Ads,
        finds: "保健食品|保健品|蓝帽|国食健[字注]",
        unless: &["不能代替药物"],
        whole: true,
        says: |_| words!("缺少“本品不能代替药物”", "“this product is no medicine” is missing"),
        help: || words!("在同一张上显著写明“本品不能代替药物”", "print “本品不能代替药物” on the same piece"),
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-001"),
        reach: Reach::Ads,
        finds: "国家级|世界级|宇宙级|殿堂级|最高级|最(佳|优|好|强|大|低价|便宜|高端|先进|新鲜|新科技|健康|安全|正宗|实惠|划算|畅销|受欢迎|好吃|好喝|好用|顶级|高品质|优质|优惠|专业|热销|权威|齐全|值得|天然|顶尖|超值|牛)|(全国|全城|全市|全网|全球|行业|史上)最.{1,2}|顶级|顶尖|极品|至尊|独一无二|绝无仅有|史无前例|前所未有|无与伦比|无可比拟|天花板级|全网最低|全网底价|销冠|王者|绝佳|极佳|终极|巅峰之|之王|鼻祖|首屈一指|无敌|登峰造极|万能|100%(有效|安全|满意|好评|见效|纯天然)|百分百(有效|安全|满意|纯天然)",
        safe: "最佳(赏味|食用|饮用|使用|观赏|保存|储存|口感期|期限|时间)|最好(是|在|先|不要|别|能|提前|用|放|冷藏|冷冻|当天|趁|今天|明天|早点|当面|一次|问|带|写|留|看|拍|让|分|把|按)|最大(尺寸|承重|容量|程度|限度|努力|的努力|可能|号|码)|最优(解|先)|最安全(的)?出口|顶级域名|国家级(非物质文化遗产|非遗|自然保护区|保护|风景名胜|专精特新|高新|质检|标准|贫困)|没有最好|(力求|努力|追求|争取|希望|尽力|做到|做得|用心做).{0,6}(最好|最佳|最优|最大)|(本店|本品牌|本系列|我们店|自家|店内|店里|同系列|自己|您|你|我).{0,6}最(大|好|便宜|优惠|强|佳|新鲜|好吃|好用)|[0-9]{4}年?.{0,20}(荣获|获得|获|被评为).{0,24}|符合.{0,10}(最高|顶级|特级)|最好吃的(吃法|时候|季节)|最新鲜的(时候|季节)|(什么|怎么|哪|几时).{0,8}最.{1,3}|最好的办法|最安全的办法",
        says: |x| words!("绝对化用语“{x}”", "the absolute term “{x}”"),
        help: || {
            words!("换成具体的量、标准或来源，例如“今早 6 点采摘”", "say how much, by which standard or from where")
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-002"),
        reach: Reach::AdsMild,
        finds: "(销量|排名|口碑|品质|全国|全市|全省|全区|全城|行业|全网|亚洲|世界|全球|同类|人气|质量|市场)第一|第一(品牌|名牌|大店)|销量领先|遥遥领先|(全国|行业|国内|世界|国际|全市|同行业)领先|(全国|全市|全省|全网|行业|全城|本市|业内)?(首家|首创|独家)|独此一家|唯一(一家|的选择|品牌)|市场占有率|领导(品牌|者品牌)|no\\.?1|top1|销量冠军|冠军品牌",
        safe: "独家(冠名|赞助|配送|授权书)",
        unless: &[
            "[0-9]{4}年|[0-9]{1,2}月|截至|截止",
            "市|省|县|区|全国|本店|社区|镇|街道",
            "来源|数据|统计|报告|据|认证|协会",
        ],
        says: |x| words!("“{x}”没有写明时间、地域和数据出处", "“{x}” without time, area and source"),
        help: || {
            words!(
                "在同一句里写明时间、地域和数据来源，写不出就删",
                "name time, area and source in the same sentence, or take it out"
            )
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-007"),
        reach: Reach::AdsMild,
        finds: "[0-9]+(\\.[0-9]+)?%的?(用户|顾客|客户|消费者|人|邻居|妈妈|女性|家庭|会员|老客)|(调查|研究|实验|检测|测试|数据)(显示|表明|证明|发现)|(好评|复购|满意|有效|回购|改善)率.{0,4}[0-9]+(\\.[0-9]+)?%",
        unless: &["来源|出处|数据来自|引自|摘自|据.{2,24}(报告|统计|年鉴|研究|公报|数据)|报告编号|检测报告"],
        says: |x| words!("引用的数据“{x}”没有出处", "the figure “{x}” has no source"),
        help: || {
            words!("写明来源、时间和范围；有有效期的也写上", "name source, time and range, and until when it holds")
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-008"),
        reach: Reach::AdsMild,
        finds: "(国家|发明|多项|独有|自主|已获)?专利(技术|产品|配方|设计|认证|工艺|保护)?",
        safe: "专利(局|法|代理)",
        unless: &["zl ?[0-9]{6,}|专利号[^,]{0,3}[0-9]", "发明|实用新型|外观设计"],
        says: |x| words!("“{x}”没有写专利号和种类", "“{x}” without number and kind of the patent"),
        help: || words!("写成“发明专利 ZL20XXXXXXXXXX.X”", "write kind and number, such as 发明专利 ZL…"),
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-009"),
        reach: Reach::Ads,
        finds: "(别家|别的店|别人家|其他店|其它店|其他平台|隔壁|同行|竞品|对家|某宝|某多多|拼多多|盒马|山姆|美团|淘宝|京东|超市里?).{0,10}(假货|坑人|坑你|坑你们|烂|劣质|次品|不新鲜|骗|黑心|垃圾|缺斤少两|不如我们|不如本店|掺水|贵一倍|宰)|(吊打|秒杀|碾压|完胜|甩开).{0,4}(同行|别家|竞品|其他店|隔壁|大牌|专柜|超市)",
        says: |x| words!("不得贬低他人：“{x}”", "do not run others down: “{x}”"),
        help: || words!("只说自己的做法和数字", "speak only of what you do yourself"),
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-010"),
        reach: Reach::AdsMild,
        finds: "(国宴|人民大会堂|中南海|国务院|中央|军区|军队|部队|国家机关|政府|机关|驻京办|航天).{0,4}(特供|专供|指定|内供|专用)|特供(酒|烟|茶|品)|国旗|国徽|国歌|军徽|人民币图|国家领导人|领导人(同款|推荐)",
        safe: "升国旗|政府指定(隔离|医院)",
        says: |x| words!("不得使用国家机关或国家象征的名义：“{x}”", "do not use state agencies or symbols: “{x}”"),
        help: || words!("删去这几个字", "take these words out"),
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-011"),
        reach: Reach::AdsMild,
        finds: "(让|叫|快叫|求|喊)(你的?|您的?)?(爸妈|妈妈|爸爸|爷爷|奶奶|家长).{0,4}(买|下单)|(宝宝|小朋友|孩子|小明星|萌娃|儿童)(代言|推荐官|体验官)|(校园|学校|幼儿园|教室|校门口|课本|作业本|校服|校车|班级群).{0,8}(发放|派发|发传单|投放|张贴|贴海报|打广告|做推广|推广)",
        unless: &["监护人.{0,4}(书面)?同意"],
        says: |x| words!("涉及未成年人的广告限制：“{x}”", "limits of advertising to and with minors: “{x}”"),
        help: || {
            words!(
                "请成年人出镜，不在校内发放，不劝诱孩子要求家长购买",
                "let grown-ups speak, stay out of schools, do not make children ask for it"
            )
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-012"),
        reach: Reach::Ads,
        finds: "不醉不归|一醉方休|干了这杯|一口闷|开怀畅饮|畅饮到底|喝到嗨|无酒不欢|借酒消愁|能喝多少喝多少|喝个够|(喝|饮|酒).{0,8}(解压|消愁|缓解(压力|焦虑|疲劳)|增强体力|壮胆)|(喝|饮)[^,]{0,4}(照样|也能|再)(开车|驾车)",
        says: |x| words!("酒类广告不得这样说：“{x}”", "advertising for alcohol must not say “{x}”"),
        help: || {
            words!("只写品名、产地、度数、价格，加上“过量饮酒有害健康”", "name, origin, strength and price are enough")
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-013"),
        reach: Reach::Ads,
        finds: "稳赚(不赔)?|躺赚|躺着赚|包赚|只赚不赔|保本保息|保本稳赚|(保证|承诺|包你)保本|(零|0|无)风险|(月入|日入|年入|月赚|日赚)(过)?[0-9一二三四五六七八九十百千万]+|轻松月入|(保证|承诺).{0,4}(收益|盈利|回报|回本)|收益率.{0,4}[0-9]+%|睡后收入|(快速|当月|三个月)回本",
        safe: "(零|0|无)风险(试吃|试用|退|换|等级)",
        says: |x| words!("招商加盟不得承诺收益：“{x}”", "do not promise earnings to partners: “{x}”"),
        help: || words!("写真实的分成办法，并写明风险", "say how the share is reckoned, and name the risk"),
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-013"),
        reach: Reach::Ads,
        finds: "(加盟|招商|代理|合伙人|招募团长|分销).{0,20}(收益|利润|回报|赚钱|收入|佣金)",
        unless: &["风险"],
        whole: true,
        says: |x| words!("招商说到收益却没有风险提示：“{x}”", "earnings are named without the risk: “{x}”"),
        help: || words!("加上“投资有风险，收益因经营而异”之类的提示", "add a plain notice of the risk"),
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-014"),
        reach: Reach::Ads,
        finds: "包过|保过|必过|保录取|包就业|保就业|保分|提分[0-9]+|考不过(全额)?退|保证(通过|录取|就业|提分|学会)|命题(专家|老师)|100%(通过|就业)",
        needs: "课|班|考|培训|学|证|老师|辅导|训练营",
        safe: "包过(来|去|的|了|程)",
        says: |x| words!("教育培训不得作保证性承诺：“{x}”", "teaching must not guarantee a result: “{x}”"),
        help: || words!("写课时、内容和老师的真实资质", "name hours, contents and true qualifications"),
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-017"),
        reach: Reach::Ads,
        finds: "健康(知识|小?讲座|小?课堂|科普)|养生(知识|小?讲座|小?课堂|科普)|中医(知识|讲堂|科普)|医生(讲堂|科普)",
        needs: "(保健食品|保健品|药品|医疗器械|胶囊|口服液|诊所|医院|理疗仪).*(购买|扫码|下单|链接|地址|电话|微信|加我)|(购买|扫码|下单|链接|电话|微信|加我).*(保健食品|保健品|药品|医疗器械|胶囊|口服液|理疗仪)",
        whole: true,
        says: |x| {
            words!(
                "“{x}”里不得变相卖药品、器械、保健食品",
                "“{x}” must not sell medicine, devices or supplements in disguise"
            )
        },
        help: || {
            words!(
                "知识和商品分开发，知识里不留购买方式和地址",
                "keep knowledge and goods apart, with no way to buy in the knowledge"
            )
        },
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-016"),
        reach: Reach::AdsMild,
        finds: "测评|亲测|种草|好物分享|体验分享|使用心得|养生知识|生活小科普|开箱",
        needs: "下单|购买|扫码|链接|小程序|立即抢|到店买|拼团",
        unless: &["广告"],
        whole: true,
        says: |x| words!("“{x}”附了购买方式，要标明“广告”", "“{x}” with a way to buy must be marked as 广告"),
        help: || words!("在开头显著标明“广告”", "put 广告 where it is seen first"),
        ..Rule::BASE
    },
    Rule {
        code: Code("ADV-018"),
        reach: Reach::Ads,
        finds: "香烟|卷烟|电子烟|烟草|雪茄|烟弹|处方药|六合彩|赌博|博彩|百家乐|棋牌充值|算命|改运势|转运符|看风水|开光|驱邪",
        safe: "(烟草|处方药).{0,4}(许可|禁售|不卖)|禁售.{0,6}(香烟|电子烟)",
        says: |x| words!("禁止发布的内容：“{x}”", "content that must not be advertised: “{x}”"),
        help: || {
            words!(
                "删去；烟草、处方药、赌博、迷信都不能做广告",
                "take it out: tobacco, prescription drugs, gambling, superstition"
            )
        },
        ..Rule::BASE
    },
];
