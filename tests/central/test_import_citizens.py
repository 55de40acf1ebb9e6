"""A file of citizens is taken whole, or refused whole with what is wrong where."""

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from openpyxl import Workbook

from counter.citizen_checks import citizen_checks
from counter.sample.citizens import sample_citizens
from counter.sample.citizens_file import HEADERS, write_citizens
from sync.central.admin.import_citizens import import_citizens
from sync.central.citizens_file.columns import FileRefused
from tests.postgres import Centre

TODAY = dt.date(2026, 11, 24)
AS_OF = dt.date(2026, 11, 23)
GOOD = {
    "证件类型": "01",
    "证件号码": "371799198506150016",
    "姓名": "孟庆禾",
    "性别": "1",
    "出生日期": "1985-06-15",
    "婚姻状况": "21",
    "配偶证件号码": "371799198709220029",
    "手机号": "13800000001",
    "单位": "示例单位",
    "个人账号": "99000000000000000001",
    "账户状态": "01",
    "缴存基数": "6800.00",
    "余额": "31420.55",
    "连续缴存月数": "62",
    "缴至年月": "2026-10",
    "未结清贷款笔数": "0",
    "数据截至": "2026-11-23",
}
WIFE = GOOD | {
    "证件号码": "371799198709220029",
    "姓名": "周若岚",
    "性别": "2",
    "出生日期": "1987-09-22",
    "配偶证件号码": "371799198506150016",
}


@pytest.fixture
def take(centre: Centre) -> Callable[[Path], int]:
    """Imports a file and gives how many people and accounts changed."""

    def run(file: Path) -> int:
        done = import_citizens(centre.dsn, file, centre.keys, citizen_checks(TODAY))
        return done.people_changed + done.accounts_changed

    return run


def counted(centre: Centre) -> tuple[int, int]:
    with psycopg.connect(centre.dsn) as connection:
        row = connection.execute(
            "select (select count(*) from ledger.person), (select count(*) from ledger.account)"
        ).fetchone()
    assert row is not None
    return row


def csv_of(path: Path, *rows: dict[str, str], encoding: str = "utf-8") -> Path:
    lines = [",".join(HEADERS), *(",".join(row[name] for name in HEADERS) for row in rows)]
    path.write_text("\n".join(lines), encoding=encoding)
    return path


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_sample_file_is_taken_and_the_same_file_again_changes_nothing(
    centre: Centre, take: Callable[[Path], int], tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"people{suffix}"
    write_citizens(file, sample_citizens(300, 1, AS_OF), AS_OF)

    first, again = take(file), take(file)

    assert first > 300
    assert again == 0
    assert counted(centre)[0] == 300


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_every_encoding_office_programs_write_is_read(
    centre: Centre, take: Callable[[Path], int], tmp_path: Path, encoding: str
) -> None:
    take(csv_of(tmp_path / "one.csv", GOOD | {"姓名": "吉䶮"}, encoding=encoding))

    with psycopg.connect(centre.dsn) as connection:
        assert connection.execute("select name from ledger.person").fetchall() == [("吉䶮",)]


def test_newer_figures_win_and_an_older_file_is_refused(
    centre: Centre, take: Callable[[Path], int], tmp_path: Path
) -> None:
    take(csv_of(tmp_path / "a.csv", GOOD))
    take(csv_of(tmp_path / "b.csv", GOOD | {"余额": "32000.00", "数据截至": "2026-11-24"}))

    with pytest.raises(FileRefused, match="早于中心已有的数据"):
        take(csv_of(tmp_path / "c.csv", GOOD))

    with psycopg.connect(centre.dsn) as connection:
        rows = connection.execute("select balance::text, as_of from ledger.account").fetchall()
    assert rows == [("32000.00", dt.date(2026, 11, 24))]


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        ("证件号码", "371799198506150017", "证件号码"),
        ("证件号码", "３７１７９９１９８５０６１５００１６", "证件号码"),
        ("姓名", "", "姓名"),
        ("姓名", "孟\u202e庆禾", "姓名"),
        ("性别", "3", "代码应为"),
        ("出生日期", "1985-02-30", "日期应为真实的"),
        ("出生日期", "1985-06-16", "与证件号码里的不同"),
        ("性别", "2", "与证件号码里的不同"),
        ("婚姻状况", "25", "代码应为"),
        ("手机号", "1380000000", "手机号"),
        ("账户状态", "07", "代码应为"),
        ("余额", "1e5", "金额应为数字"),
        ("余额", "-1", "金额应为数字"),
        ("余额", "31420.555", "金额应为数字"),
        ("余额", "=1+1", "不能是公式"),
        ("连续缴存月数", "6.5", "整数"),
        ("缴至年月", "2026-13", "年月"),
        ("数据截至", "2026-12-01", "不能晚于今天"),
    ],
)
def test_one_bad_cell_refuses_the_whole_file_and_names_row_and_column(  # noqa: PLR0913
    centre: Centre,
    take: Callable[[Path], int],
    tmp_path: Path,
    column: str,
    text: str,
    words: str,
) -> None:
    file = csv_of(tmp_path / "bad.csv", WIFE | {"个人账号": "2"}, GOOD | {column: text})

    with pytest.raises(FileRefused) as refusal:
        take(file)

    assert refusal.value.errors[0].row == 3
    assert refusal.value.errors[0].column == column
    assert words in str(refusal.value)
    assert len(text) < 6 or text not in str(refusal.value)
    assert counted(centre) == (0, 0)


def test_at_most_twenty_errors_are_told(take: Callable[[Path], int], tmp_path: Path) -> None:
    rows = [GOOD | {"余额": "x", "个人账号": str(n)} for n in range(30)]

    with pytest.raises(FileRefused) as refusal:
        take(csv_of(tmp_path / "bad.csv", *rows))

    assert len(str(refusal.value).splitlines()) == 20


def test_a_person_or_an_account_stands_once_in_a_file(
    take: Callable[[Path], int], tmp_path: Path
) -> None:
    with pytest.raises(FileRefused, match="与第2行重复"):
        take(csv_of(tmp_path / "person.csv", GOOD, GOOD | {"个人账号": "2"}))
    with pytest.raises(FileRefused, match="与第2行重复"):
        take(csv_of(tmp_path / "account.csv", GOOD, WIFE))


def test_an_account_of_another_person_is_not_taken_over(
    take: Callable[[Path], int], tmp_path: Path
) -> None:
    take(csv_of(tmp_path / "a.csv", GOOD))

    with pytest.raises(FileRefused, match="在中心属于另一个人"):
        take(csv_of(tmp_path / "b.csv", WIFE))


def test_missing_and_unknown_headings_are_named_before_any_row_is_read(
    take: Callable[[Path], int], tmp_path: Path
) -> None:
    file = tmp_path / "heads.csv"
    file.write_text("证件类型,证件号码,secret\n01,1,1\n", encoding="utf-8")

    with pytest.raises(FileRefused) as refusal:
        take(file)

    assert "「姓名」：缺少这一列" in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_two_rows_that_name_different_spouses_are_refused_and_a_silent_one_is_not(
    centre: Centre, take: Callable[[Path], int], tmp_path: Path
) -> None:
    wife = WIFE | {"个人账号": "2"}
    silent = wife | {"配偶证件号码": ""}
    elsewhere = wife | {"配偶证件号码": "371799199001010014"}

    own = GOOD | {"配偶证件号码": GOOD["证件号码"]}

    with pytest.raises(FileRefused, match="第2行「配偶证件号码」"):
        take(csv_of(tmp_path / "a.csv", GOOD, elsewhere))
    with pytest.raises(FileRefused, match="第2行「配偶证件号码」"):
        take(csv_of(tmp_path / "own.csv", own))
    take(csv_of(tmp_path / "b.csv", GOOD, silent))

    assert counted(centre)[0] == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("zeros.csv", b"a\x00b,c"),
        ("quote.csv", '"证件类型'.encode()),
        ("random.xlsx", b"not a workbook"),
        ("other.xls", b"x"),
        ("bad.csv", b"\xff\xfe\x00\xd8"),
    ],
)
def test_what_is_no_file_of_citizens_is_refused_in_one_sentence(
    take: Callable[[Path], int], tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(FileRefused) as refusal:
        take(tmp_path / name)

    assert str(refusal.value).endswith("。") or len(refusal.value.errors) > 1


def test_a_bomb_and_a_workbook_with_macros_are_not_opened(
    take: Callable[[Path], int], tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    with zipfile.ZipFile(tmp_path / "macro.xlsx", "w") as package:
        package.writestr("xl/vbaProject.bin", b"x")

    with pytest.raises(FileRefused, match="展开后过大"):
        take(tmp_path / "bomb.xlsx")
    with pytest.raises(FileRefused, match="宏"):
        take(tmp_path / "macro.xlsx")


def test_a_document_number_stored_as_a_number_is_refused_for_its_lost_digits(
    take: Callable[[Path], int], tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADERS))
    sheet.append([371799198506150016 if n == "证件号码" else GOOD[n] for n in HEADERS])
    book.save(tmp_path / "number.xlsx")

    with pytest.raises(FileRefused, match="文本格式"):
        take(tmp_path / "number.xlsx")
