"""Code tables the counter writes and prints, with their Chinese labels.

JGJ/T 320-2014 appendix A.1, A.6, A.10-A.13; GB/T 2261.1 sex, GB/T 2261.2 marital status, GB/T 4761
relation, GB/T 3304 nationality. The numbers of A.13 follow the standard's order, unchecked.
"""

from collections.abc import Mapping
from types import MappingProxyType

DOCUMENTS = MappingProxyType(
    {"01": "身份证", "02": "军官证", "03": "护照", "04": "外国人永久居留证", "99": "其他"}
)
ACCOUNT_STATES = MappingProxyType(
    {
        "01": "正常",
        "02": "封存",
        "03": "合户销户",
        "04": "外部转出销户",
        "05": "提取销户",
        "06": "冻结",
        "99": "其他",
    }
)
GUARANTEES = MappingProxyType({"01": "抵押", "02": "质押", "03": "保证", "99": "其他"})
REPAYMENT_METHODS = MappingProxyType(
    {
        "01": "等额本息",
        "02": "等额本金",
        "03": "一次还款付息",
        "04": "自由还款方式",
        "99": "其他",
    }
)
LOAN_KINDS = MappingProxyType(
    {"01": "公积金贷款", "02": "组合贷款", "03": "贴息贷款", "99": "其他"}
)
HOME_NATURES = MappingProxyType(
    {
        "01": "商品房",
        "02": "保障性住房",
        "03": "自建房",
        "04": "两限房",
        "05": "集资房",
        "06": "危改房",
        "07": "经济适用房",
        "08": "房改房",
        "99": "其他",
    }
)
MARITAL_STATES = MappingProxyType(
    {
        "10": "未婚",
        "20": "已婚",
        "21": "初婚",
        "22": "再婚",
        "23": "复婚",
        "30": "丧偶",
        "40": "离婚",
        "90": "未说明",
    }
)
RELATIONS = MappingProxyType(
    {
        "0": "本人或户主",
        "1": "配偶",
        "2": "子",
        "3": "女",
        "4": "孙辈",
        "5": "父母",
        "6": "祖父母或外祖父母",
        "7": "兄弟姐妹",
        "8": "其他",
    }
)
SEXES = MappingProxyType({"0": "未知", "1": "男", "2": "女", "9": "未说明"})

_NATION_NAMES = (
    "汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 "
    "哈尼族 哈萨克族 傣族 黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 "
    "柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 "
    "塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 "
    "鄂伦春族 赫哲族 门巴族 珞巴族 基诺族"
)
NATIONS = MappingProxyType(
    {f"{number:02}": name for number, name in enumerate(_NATION_NAMES.split(), start=1)}
    | {"97": "其他", "98": "外国血统中国籍人士"}
)

NORMAL_ACCOUNT = "01"
MORTGAGE, PLEDGE, SURETY = "01", "02", "03"
IDENTITY_CARD = "01"


def label(table: Mapping[str, str], code: str) -> str:
    """Return ``01 正常``; a code the table lacks is shown as it is, never replaced by another."""
    return f"{code} {table[code]}" if code in table else f"{code} 未知代码"
