"""New passwords: forty bad ones and ten good ones (GB/T 22239-2019, 8.1.4.1)."""

import pytest

from counter.workflows.password_policy import PasswordPolicy, load_password_policy

OWNER = ("王小窗", "1007", "13800000001")
BAD = [
    "",
    "Ab1!",
    "Ab1!Ab1!x",
    "alllowercase",
    "ALLUPPERCASE",
    "1234567890123",
    "lowercase12345",
    "UPPER12345678",
    "!!!!!!!!!!!!",
    "Password123!",
    "P@ssw0rd2026",
    "p4ssw0rd_XY12",
    "Passw0rd!!",
    "Admin@123456",
    "Admin123!@#",
    "Gongjijin2026!",
    "GongJiJin@123",
    "Gjj@20261123",
    "Zhufang123!!",
    "Chuangkou@01",
    "Heze@123456",
    "Shandong2026!",
    "Woaini520520!",
    "WoAiZhongguo1!",
    "Qwerty12345!",
    "1qaz@WSX3edc",
    "Qazwsx123456!",
    "Asdfghjkl123!",
    "Abcd1234!@#$",
    "Abcdefg123!",
    "Welcome2026!!",
    "Changeme123!",
    "Aa1!Aa1!Aa1!",
    "AAAAaaaa1111",
    "19850615Aa!",
    "Window12!!Window",
    "王小窗Ab12345!x",
    "Xk-1007-qTrv",
    "13800000001Ab!",
    "Ab3!efgh\nijkl",
]
GOOD = [
    "Seng-lin 7 xiaolu",
    "correct Horse 7 battery",
    "Blau-Fluss-42-Tal",
    "海风 Teapot 九里 3",
    "mW7$kQ2vRx",
    "vier7Zebras&Tinte",
    "9 kleine Otter im Regen!",
    "Lampe#Tisch#Brot#5",
    "tR0mmel-W1nd-Sand",
    "Ｋäse-Birne-Tür-８８",
]


@pytest.fixture(scope="module")
def policy() -> PasswordPolicy:
    return load_password_policy()


@pytest.mark.parametrize("password", BAD)
def test_a_bad_password_is_refused_with_a_sentence(policy: PasswordPolicy, password: str) -> None:
    found = policy.weakness(password, OWNER)

    assert found is not None
    assert found.sentence.endswith("。")
    assert password not in found.sentence or not password


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_is_taken(policy: PasswordPolicy, password: str) -> None:
    assert policy.weakness(password, OWNER) is None


def test_a_password_of_129_characters_is_too_long(policy: PasswordPolicy) -> None:
    found = policy.weakness("Ab1!" + "xyz7" * 31 + "q")

    assert found is not None
    assert found.code == "too_long"
