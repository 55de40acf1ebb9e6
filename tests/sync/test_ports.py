"""The questions a desk asks, answered by a real centre over TLS."""

import dataclasses
import uuid
from dataclasses import replace

import pytest
from uuid6 import uuid7

from counter.bench.slow_line import Proxy, Weather
from counter.workflows.ports import NewKeys, NotAllowed, Offline
from sync.asking import ShortLine
from sync.central.admin.clerks import add_clerk, end_clerk
from sync.central.admin.windows import Place, add_window
from sync.directory import PostgresDirectory
from sync.enrolment_desk import EnrolmentDesk
from sync.queue_authority import PostgresQueueAuthority
from sync.settings import CentreAddress
from sync.sign_in_desk import PostgresSignInDesk

KNOWN = "371799199001010018"


@pytest.fixture
def lines(centre):
    """Opens lines for windows."""
    opened = []

    def line_of(window_no: int = 1, hall_id: int = 1) -> ShortLine:
        line = ShortLine(centre.address_of(centre.bundle(window_no, hall_id)))
        opened.append(line)
        return line

    yield line_of
    for line in opened:
        line.close()


def some_keys() -> NewKeys:
    return NewKeys(uuid7(), bytes(32), bytes(range(32)), b"sealed" * 20)


def test_a_ticket_is_issued_granted_once_and_called(lines):
    first, second = PostgresQueueAuthority(lines(1)), PostgresQueueAuthority(lines(2))
    ticket = first.issue("A", "L01")
    assert first.waiting().next_labels == ("A001",)
    request = uuid.uuid4()

    granted = first.grant_next(request)

    assert granted is not None
    assert granted.ticket.id == ticket.id
    again = first.grant_next(request)
    # Asked for again it is the same, with what is left of its term.
    assert replace(again, term_ms=granted.term_ms) == granted
    assert granted.term_ms - 60_000 < again.term_ms <= granted.term_ms <= 3_600_000
    assert second.grant_next(uuid.uuid4()) is None
    first.report_called(granted.grant_id)
    first.report_called(granted.grant_id)
    assert first.waiting().count == 0


def test_a_ticket_given_back_may_go_to_another_window(lines):
    first, second = PostgresQueueAuthority(lines(1)), PostgresQueueAuthority(lines(2))
    first.issue("A", "L01")
    granted = first.grant_next(uuid.uuid4())
    assert granted is not None

    first.give_back(granted.grant_id)

    again = second.grant_next(uuid.uuid4())
    assert again is not None
    assert again.ticket.id == granted.ticket.id
    with pytest.raises(NotAllowed) as refusal:
        first.report_called(granted.grant_id)
    assert refusal.value.code == "invalid"


def test_a_citizen_is_looked_up_and_the_hours_share_is_kept(centre, lines):
    with centre.admin() as admin:
        admin.execute("update sync.centre set look_ups_an_hour = 2")
        admin.execute(
            "insert into ledger.person (citizen_id, doc_type, doc_number, name, sex, birth_date,"
            " marital, as_of) values (%s, '01', %s, '李伟', '1', '1990-01-01', '20', '2026-11-20')",
            (uuid7(), KNOWN),
        )
    directory = PostgresDirectory(lines())

    entry = directory.look_up("01", KNOWN, "L01")

    assert entry is not None
    assert (entry.name, entry.account) == ("李伟", None)
    assert directory.look_up("01", "371799199001010026", "L01") is None
    with pytest.raises(NotAllowed, match="quota") as refusal:
        directory.look_up("01", "371799199001010034", "L01")
    assert "已用完" in refusal.value.sentence


def test_a_person_enrols_with_the_code_and_not_without(centre, lines):
    code = add_clerk(centre.dsn, 1, "0900", "王芳")
    desk = PostgresSignInDesk(lines())
    keys = some_keys()
    with pytest.raises(NotAllowed, match="code"):
        desk.enrol("0900", "AAA-AAAA-AAAA", keys)

    standing = desk.enrol("0900", code, keys)

    assert (standing.key_id, standing.sealed) == (keys.key_id, keys.sealed)
    assert desk.standing("0900") == standing
    assert desk.standing("9999") is None
    # Asking again with the same keys after a lost answer is no second use of the code.
    assert desk.enrol("0900", code, keys) == standing
    with pytest.raises(NotAllowed, match="expired"):
        desk.enrol("0900", code, some_keys())


def test_a_person_who_has_left_is_told_apart(centre, lines):
    code = add_clerk(centre.dsn, 1, "0901", "王芳")
    end_clerk(centre.dsn, 1, "0901")

    with pytest.raises(NotAllowed, match="left"):
        PostgresSignInDesk(lines()).enrol("0901", code, some_keys())


def test_a_machine_fetches_its_bundle_with_the_code(centre):
    issued = add_window(centre.dsn, Place(1, 9), centre.keys)
    ca_file = centre.cluster.certificate.ca
    desk = EnrolmentDesk("localhost", centre.cluster.port, centre.dbname, ca_file)
    with pytest.raises(NotAllowed, match="code"):
        desk.redeem(issued.code[:-1] + ("A" if issued.code[-1] != "A" else "B"))
    with pytest.raises(NotAllowed, match="code"):
        desk.redeem("not a code")

    bundle = desk.redeem(f" {issued.code.lower()} ").bundle

    assert (bundle.ws, bundle.epoch, bundle.window_no) == (issued.ws, 1, 9)


def test_a_restarted_server_costs_no_question(centre, lines):
    directory = PostgresDirectory(lines())
    directory.look_up("01", KNOWN, "L01")
    with centre.admin() as admin:
        admin.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = %s",
            (centre.bundle(1).role,),
        )

    assert directory.look_up("01", KNOWN, "L01") is None


def test_an_answer_without_its_form_is_refused_without_quoting_it(lines):
    with pytest.raises(NotAllowed, match="answer") as refusal:
        lines().ask_for('select \'{"id": "371799199001010018"}\'::jsonb', (), lambda raw: raw["x"])

    assert refusal.value.__cause__ is None
    assert KNOWN not in str(refusal.value)


def test_a_login_that_was_closed_is_a_refusal_and_not_an_outage(centre):
    address = dataclasses.replace(centre.address_of(centre.bundle(1)), password="other")

    with pytest.raises(NotAllowed, match="workstation"):
        PostgresDirectory(ShortLine(address)).look_up("01", KNOWN, "L01")


def test_a_cut_line_is_an_outage_and_the_next_question_opens_another(centre):
    with Proxy(("127.0.0.1", centre.cluster.port)) as proxy:
        address: CentreAddress = dataclasses.replace(
            centre.address_of(centre.bundle(1)), port=proxy.port
        )
        line = ShortLine(address)
        queue = PostgresQueueAuthority(line)
        assert queue.waiting().count == 0
        proxy.weather = Weather(swallows_answer=True)
        with pytest.raises(Offline):
            queue.waiting()
        proxy.weather = Weather()

        assert queue.waiting().count == 0
        line.close()
        with pytest.raises(Offline):
            queue.waiting()
