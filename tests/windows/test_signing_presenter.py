"""Step 5 as the clerk sees it: who may sign, what is recorded, what a signature releases."""

import pytest

from counter.peripherals.id_reader.fixture_cards import CitizenFace
from counter.windows.screen import ConsentsPage, Signer, SubmitPage
from tests import builders as b
from tests.windows.at_work import AtWork, page_of, sit_down


def signer(at_work: AtWork, nth: int) -> Signer:
    found: Signer = page_of(at_work, ConsentsPage).signers[nth]
    return found


def draw(at_work: AtWork) -> None:
    ink = b.a_signature()
    strokes = [[list(point) for point in stroke] for stroke in ink.strokes]
    at_work.presenter.take_choice("strokes", (strokes, (ink.width, ink.height)))


def sign(at_work: AtWork, count: int = 1) -> None:
    for _ in range(count):
        draw(at_work)
        at_work.press("witness")


def words(one: Signer) -> list[str]:
    return [row.word for row in one.rows]


def test_before_a_card_is_read_both_lists_are_locked_and_say_so(at_work: AtWork) -> None:
    at_work.go_to_signing()

    for nth in (0, 1):
        one = signer(at_work, nth)
        assert not one.active
        assert not one.can_sign
        assert one.line == "已锁定：请本人放上身份证，按 F7"
    assert {verb.name: verb.style for verb in at_work.shown.now.actions}["read_card"] == "next"


def test_only_the_person_whose_card_was_read_can_sign(at_work: AtWork) -> None:
    at_work.go_to_signing()

    at_work.read(b.WIFE)

    assert (signer(at_work, 0).can_sign, signer(at_work, 1).can_sign) == (False, True)
    assert words(signer(at_work, 1))[0] == "请本人签"
    assert "李四" in at_work.shown.now.cards[0].body
    at_work.presenter.take_choice("text", (0, 1))
    assert signer(at_work, 0).current == -1
    assert at_work.presenter.sight.entry.text is None


def test_a_strangers_card_locks_both(at_work: AtWork) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)

    at_work.read(b.STRANGER)

    assert "不是本件当事人" in at_work.shown.message.title
    assert not any(one.active for one in page_of(at_work, ConsentsPage).signers)


def test_a_card_taken_away_between_reading_and_signing_stops_the_signature(
    at_work: AtWork,
) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)
    draw(at_work)
    at_work.outfit.cards.remove_card()

    at_work.press("witness")

    assert "已拿开" in at_work.shown.message.title
    assert not signer(at_work, 0).active
    assert set(words(signer(at_work, 0))) == {"未签"}


def test_a_card_lifted_locks_the_list_again_by_itself(at_work: AtWork) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)
    at_work.presenter.look_around()
    assert signer(at_work, 0).active
    draw(at_work)
    at_work.presenter.look_around()
    assert signer(at_work, 0).has_ink
    at_work.outfit.cards.remove_card()

    at_work.presenter.look_around()

    assert not signer(at_work, 0).active
    assert at_work.shown.now.message is None


def test_a_reader_that_cannot_tell_locks_the_list_and_says_so_once(at_work: AtWork) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)
    at_work.outfit.cards.dead_status = 0x60

    at_work.presenter.look_around()

    assert "读卡器自检没有通过" in at_work.shown.message.title
    assert not signer(at_work, 0).active
    asked = len(at_work.outfit.cards.requests)
    at_work.presenter.look_around()
    assert len(at_work.outfit.cards.requests) == asked


def test_after_a_lock_the_card_is_read_again_before_anybody_signs(
    at_work: AtWork, outfit: b.Outfit
) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)
    at_work.presenter.end()

    again = sit_down(outfit)
    draw(again)
    again.press("witness")

    assert not signer(again, 0).active
    assert "按 F7 读卡" in again.shown.message.title + again.shown.message.text
    assert set(words(signer(again, 0))) == {"未签"}


def test_an_empty_signature_is_refused_and_a_real_one_moves_to_the_next_text(
    at_work: AtWork,
) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)
    first = page_of(at_work, ConsentsPage).on_table
    at_work.presenter.take_choice("strokes", ([[[5, 5, 512, 0]]], (400, 120)))
    at_work.press("witness")
    assert at_work.shown.message.title == "没有收到完整的签名。"

    sign(at_work)

    assert page_of(at_work, ConsentsPage).on_table != first
    assert words(signer(at_work, 0))[:2] == ["已签 09:30", "请本人签"]
    assert signer(at_work, 0).foot == "1 份已签，每份各有签名"


def test_while_the_pen_is_down_nothing_can_be_confirmed(at_work: AtWork) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)
    draw(at_work)
    assert signer(at_work, 0).has_ink

    at_work.presenter.take_choice("strokes", None)

    assert not signer(at_work, 0).has_ink
    at_work.press("witness")
    assert at_work.shown.message.title == "没有收到完整的签名。"


@pytest.mark.parametrize("how", ["sign again", "another text", "the other person"])
def test_ink_never_lands_under_another_text(at_work: AtWork, how: str) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)
    draw(at_work)

    if how == "sign again":
        at_work.press("sign_again")
    elif how == "another text":
        at_work.presenter.take_choice("text", (0, 2))
    else:
        at_work.read(b.WIFE)

    assert at_work.presenter.sight.entry.ink is None
    at_work.press("witness")
    assert at_work.shown.message.title == "没有收到完整的签名。"
    assert at_work.presenter.sight.facts.case is not None
    assert all(text.decision is None for text in at_work.presenter.sight.facts.case.texts)


def test_a_refusal_says_which_business_cannot_go_on_and_signing_later_is_open(
    at_work: AtWork,
) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)
    at_work.presenter.take_choice("text", (0, 1))

    at_work.press("refuse")

    assert at_work.shown.message.title == "已记录不同意：借款人《个人征信查询及报送授权书》。"
    assert "不能审核" in at_work.shown.message.text
    assert words(signer(at_work, 0))[1] == "不同意 09:30"
    assert ("借款人征信", "不同意") in released(at_work)
    at_work.presenter.take_choice("text", (0, 1))
    sign(at_work)
    assert words(signer(at_work, 0))[1] == "已签 09:30"


def test_a_signature_is_taken_back_with_a_second_press_and_stays_on_record(
    at_work: AtWork,
) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)
    sign(at_work)
    at_work.presenter.take_choice("text", (0, 0))
    assert at_work.shown.now.actions[0].label == "撤回这份"
    assert signer(at_work, 0).strokes

    at_work.press("refuse")
    assert words(signer(at_work, 0))[0] == "已签 09:30"
    assert "再按一次 Ctrl D" in at_work.shown.message.title + at_work.shown.message.text

    at_work.press("refuse")
    assert words(signer(at_work, 0))[0] == "已撤回 09:30"


def test_choosing_another_text_forgets_the_first_press_of_a_withdrawal(at_work: AtWork) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)
    sign(at_work, 2)
    at_work.presenter.take_choice("text", (0, 0))
    at_work.press("refuse")

    at_work.presenter.take_choice("text", (0, 1))
    at_work.press("refuse")

    assert words(signer(at_work, 0))[:2] == ["已签 09:30", "已签 09:30"]


def test_what_may_be_looked_up_waits_for_its_own_signature(at_work: AtWork) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)
    assert ("借款人征信", "等第 2 份") in released(at_work)

    sign(at_work, 2)

    assert ("借款人征信", "可以查 09:30") in released(at_work)
    assert ("配偶征信", "等第 2 份") in released(at_work)


def test_the_offset_is_unticked_until_asked_for_and_binds_both_or_nobody(at_work: AtWork) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)
    offered = page_of(at_work, ConsentsPage).offered
    assert offered is not None
    assert not offered.is_added
    assert len(signer(at_work, 0).rows) == 4

    at_work.press("add_offset")
    assert len(signer(at_work, 0).rows) == 5
    at_work.press("add_offset")
    assert len(signer(at_work, 0).rows) == 4

    at_work.press("add_offset")
    sign(at_work, 5)
    at_work.read(b.WIFE)
    sign(at_work, 5)
    # She has signed all but the offset agreement, which he has signed.
    at_work.press("step_done")
    assert "按月冲还贷" in at_work.shown.message.title + at_work.shown.message.text
    assert not page_of(at_work, ConsentsPage).offered.enabled
    sign(at_work)
    at_work.press("step_done")
    assert isinstance(at_work.shown.now.page, SubmitPage)


def test_an_offset_asked_for_is_still_there_after_a_restart(
    at_work: AtWork, outfit: b.Outfit
) -> None:
    at_work.go_to_signing()
    at_work.press("add_offset")

    again = sit_down(outfit)

    assert page_of(again, ConsentsPage).offered.is_added


def test_a_person_who_has_signed_shows_the_last_signature_with_its_digest(
    at_work: AtWork,
) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)
    sign(at_work, 4)
    at_work.read(b.WIFE)

    one = signer(at_work, 0)

    assert one.field_title.startswith("签名样")
    assert one.field_note.startswith("09:30:00・摘要 ")
    assert one.strokes
    assert one.line == "要签的都签了"


def test_a_long_name_stands_whole_in_the_value_and_the_number_in_groups(
    outfit: b.Outfit,
) -> None:
    name = "阿卜杜热合曼·买买提依明江·吾"
    long = CitizenFace(name=name, number=b.WIFE.number, sex_code="2", birth=b.WIFE.birth)
    outfit.directory.entries[long.number] = b.an_entry(long, spouse_doc_number=b.HUSBAND.number)
    at_work = sit_down(outfit)
    at_work.go_to_loan()
    at_work.read(long)
    at_work.enter_loan()
    at_work.press("step_done")

    one = signer(at_work, 1)

    assert (one.name, one.number, one.person) == (name, "371799 19870922 0029", "女 39 岁")


def released(at_work: AtWork) -> list[tuple[str, str]]:
    return [(line.words, line.word) for card in at_work.shown.now.cards for line in card.lines]


def test_what_a_signature_is_bound_to_is_one_key_away_and_takes_no_ink_away(
    at_work: AtWork,
) -> None:
    at_work.go_to_signing()
    at_work.press("why")
    assert at_work.shown.message.title.startswith("先请签署人放上身份证")
    at_work.read(b.HUSBAND)
    draw(at_work)

    at_work.press("why")

    case = at_work.presenter.sight.facts.case
    assert case is not None
    text = case.texts[0].text
    assert f"文本 {text.version} 版" in at_work.shown.message.title
    assert at_work.shown.message.text == f"还没有签・摘要 {text.digest}"
    assert signer(at_work, 0).has_ink

    at_work.press("witness")
    at_work.presenter.take_choice("text", (0, 0))
    at_work.press("why")
    assert at_work.shown.message.text.startswith("已签 ")
    assert at_work.shown.message.text.endswith(text.digest)
