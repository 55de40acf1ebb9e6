"""Fictional names: the common, and those that break programs (rare characters, long, compound)."""

from random import Random
from typing import Final

_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
)
_COMPOUND_SURNAMES: Final = (
    "欧阳",
    "司马",
    "诸葛",
    "上官",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "长孙",
)
_GIVEN: Final = {
    "1": "伟强磊军洋勇杰涛超明刚平辉鹏华飞健波斌宇浩凯鑫俊峰龙海建国志文博",
    "2": "芳娜敏静丽艳娟霞秀玲燕红梅英慧莹雪琳倩颖洁欣怡婷晶璐蕾萍玉兰月桂",
}
_RARE: Final = {
    # 㛃 and 䶮 stand in extension A (GBK has no code for them), 𠮷 and 𫖯 beyond the basic plane.
    "1": (
        "赵䶮",
        "𠮷志刚",
        "周𫖯",
        "陈㙍",
        "阿卜杜热依木·买买提明",
        "迪力夏提·阿不都热合曼江",
        "巴特尔·乌力吉",
        "于",
    ),
    "2": (
        "孙㛃",
        "𠮷玉兰",
        "李䶮",
        "马𬘭",
        "古丽巴哈尔·阿卜杜热依木江买提",
        "阿依努尔·吐尔逊",
        "卓玛·央金",
        "欧阳㛃",
    ),
}
_RARE_EVERY: Final = 25
_COMPOUND_SHARE: Final = 0.04
_ONE_GIVEN_SHARE: Final = 0.25


def name_for(sex: str, index: int, random: Random) -> str:
    """A name for the person at ``index``; every 25th is a rare one, all of them in turn."""
    if index % _RARE_EVERY == _RARE_EVERY - 1:
        rare = _RARE[sex]
        return rare[index // _RARE_EVERY % len(rare)]
    compound = random.random() < _COMPOUND_SHARE
    surname = random.choice(_COMPOUND_SURNAMES if compound else _SURNAMES)
    length = 1 if random.random() < _ONE_GIVEN_SHARE else 2
    return surname + "".join(random.choice(_GIVEN[sex]) for _ in range(length))
