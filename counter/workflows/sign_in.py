"""Signs people in: a one-time code makes their keys once, their password opens them ever after.

Whoever types, the answer to a wrong name and to a wrong password is one text after one and the
same work. What a person may learn (left, expired, too long without the centre) is said only after
the password was right.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Final

from uuid6 import uuid7

from counter.i18n import _
from counter.store import sealed_keys
from counter.store.kinds import OBSERVED
from counter.store.sealed_keys import UnlockedKeys, WrongPassword
from counter.store.tables import Audit
from counter.store.unit_of_work import Store, Unit
from counter.workflows.clock import Clock
from counter.workflows.grants import (
    Grant,
    StaffName,
    held_grant,
    last_check,
    latest_seen,
    staff_of,
    told_grant,
)
from counter.workflows.lock_out import LockOut, plain_number, subject_of, take_untold
from counter.workflows.password_policy import PasswordPolicy
from counter.workflows.ports import NewKeys, NotAllowed, Offline, SignInDesk, Standing
from counter.workflows.refusals import Refused
from counter.workflows.signed_in import HallSecret, SignedIn, SignInRules, Span, TimeSeen, span_of

_LONGEST_NUMBER: Final = 20
_LONGEST_CODE: Final = 64

_WRONG = "工号或密码不正确。请核对后重试；第一次登录请选“用登记码登记”。"
_WRONG_CODE = "工号或登记码不正确。请核对后重试，或请管理员重新发登记码。"
_NEEDS_CENTRE = "密码输错次数过多，要与中心核对才能登录。请等与中心连通后再试，或联系值班主任。"
_ENROL_OFFLINE = "登记密码要与中心连通。现在连不上，请稍后再试。"
_ENROL_UNKNOWN = "与中心的连接中断，不知道是否登记成功。请先用新密码登录，不行再用登记码登记。"


class SignIn:
    """The verbs of signing in at one desk."""

    def __init__(
        self,
        store: Store,
        desk: SignInDesk,
        clock: Clock,
        hall: HallSecret,
        rules: SignInRules,
    ) -> None:
        """Take the desk's store, the centre's answers, the clock, the hall and the limits."""
        self._store, self._desk, self._clock = store, desk, clock
        self._hall, self._rules = hall, rules
        self._lock = LockOut(clock, rules.lock)

    def staff(self) -> tuple[StaffName, ...]:
        """The people who can sign in here, for the list of names."""
        with self._store.reading() as session:
            return staff_of(session, self._hall.hall_id)

    def sign_in(self, staff_no: str, password: str) -> SignedIn:
        """Open a person's keys, asking the centre if it answers; raises ``Refused``."""
        subject, grant, keys, online = self._opened(staff_no, password)
        return self._admit(subject, grant, keys, online)

    def vouch(self, staff_no: str, password: str, subject: tuple[str, uuid.UUID]) -> uuid.UUID:
        """Somebody beside the one who is signed in says with the own password that he saw it.

        ``subject`` is table and key of what was seen. Returns the person; the word is on record
        under the person's own key before anything is built on it. Raises ``Refused``.
        """
        known_as, grant, keys, online = self._opened(staff_no, password)
        try:
            self._span(known_as, grant, online)
            with self._store.unit(OBSERVED, keys, self._clock.now()) as unit:
                _note(unit, "witness", subject, {"offline": not online})
        finally:
            keys.forget()
        return grant.person_id

    def _opened(self, staff_no: str, password: str) -> tuple[str, Grant, UnlockedKeys, bool]:
        """Somebody's keys by the password: how the locking knows the person, the grant, the keys,
        whether the centre was asked; raises ``Refused``."""
        typed = plain_number(staff_no)
        subject = subject_of(typed, self._hall.pepper)
        with self._store.reading() as session:
            self._lock.refuse_locked(session, subject)
            needs_check = self._lock.needs_check(session, subject)
        grant, online = self._grant(typed)
        if needs_check and not online:
            raise Refused("sign_in.needs_centre", _(_NEEDS_CENTRE))
        with self._store.local() as session:
            self._lock.count(session, subject)
        return subject, grant, self._open(subject, grant, password), online

    def enrol(self, staff_no: str, code: str, password: str, policy: PasswordPolicy) -> SignedIn:
        """Make a person's keys by the one-time code, online, and sign in; raises ``Refused``."""
        typed = plain_number(staff_no)
        person = self._person(typed)
        weakness = policy.weakness(password, (typed, person.name))
        if weakness is not None:
            raise Refused(f"password.{weakness.code}", weakness.sentence)
        made, keys = sealed_keys.new_keys(
            person.person_id, password, self._hall.pepper, self._rules.cost, self._rules.floor
        )
        sent = NewKeys(made.key_id, made.seal_key, made.public_key, made.sealed)
        grant = self._enrolled(person.staff_no, code.strip(), sent)
        return self._admit(subject_of(typed, self._hall.pepper), grant, keys, online=True)

    def sign_out(self, signed_in: SignedIn) -> None:
        """Record the end and wipe the keys, the latter whatever happens."""
        try:
            with self._store.unit(OBSERVED, signed_in.signer, self._clock.now()) as unit:
                _note(unit, "sign_out", ("person", signed_in.person_id), {})
        finally:
            signed_in.signer.forget()

    def _grant(self, typed: str) -> tuple[Grant, bool]:
        """The newest grant to be had, or one nobody opens; and whether the centre gave it."""
        nobody = _nobody(self._rules.cost)
        if not _may_be_number(typed):
            return nobody, False
        with self._store.reading() as session:
            held = held_grant(session, self._hall.hall_id, typed)
        try:
            standing = self._desk.standing(held.staff_no if held else typed)
        except Offline:
            return held or nobody, False
        except NotAllowed as refusal:
            if refusal.code == "invalid":
                # The centre takes no such number: a wrong name like any other.
                return nobody, True
            raise Refused(f"sign_in.{refusal.code}", refusal.sentence) from None
        return told_grant(standing) or nobody, True

    def _open(self, subject: str, grant: Grant, password: str) -> UnlockedKeys:
        """Try the password; raises ``Refused``, with the minutes to wait once it is locked."""
        try:
            return sealed_keys.unlock(
                grant.sealed, grant.person_id, self._hall.pepper, password, self._rules.floor
            )
        except WrongPassword:
            with self._store.reading() as session:
                self._lock.refuse_locked(session, subject)
            raise Refused("sign_in.wrong", _(_WRONG)) from None

    def _admit(self, subject: str, grant: Grant, keys: UnlockedKeys, online: bool) -> SignedIn:
        """Let somebody in whose keys are open; without the event on record nobody gets in."""
        try:
            span = self._span(subject, grant, online)
            self._record(subject, keys, online)
        except BaseException:
            keys.forget()
            raise
        return SignedIn(
            person_id=grant.person_id,
            name=grant.name,
            staff_no=grant.staff_no,
            roles=grant.roles,
            signer=keys,
            offline=not online,
            until=span.until,
            clock_behind=span.clock_behind,
        )

    def _span(self, subject: str, grant: Grant, online: bool) -> Span:
        now = self._clock.now()
        with self._store.local() as session:
            # The password was right: whatever else is in the way, nobody was guessing.
            self._lock.clear(session, subject)
        with self._store.reading() as session:
            checked = now if online else last_check(session, self._hall.hall_id, subject)
            seen = TimeSeen(now, latest_seen(session), checked, online)
        return span_of(grant, seen, self._rules)

    def _record(self, subject: str, keys: UnlockedKeys, online: bool) -> None:
        now = self._clock.now()
        with self._store.unit(OBSERVED, keys, now) as unit:
            untold = take_untold(unit.session, subject)
            if online:
                self._lock.note_check(unit.session, subject, now)
            counts = {"failed": untold.own, "failed_elsewhere": untold.others}
            _note(unit, "sign_in", ("person", keys.id), {"offline": not online, **counts})

    def _person(self, typed: str) -> Standing:
        try:
            found = self._desk.standing(typed) if _may_be_number(typed) else None
        except Offline:
            raise Refused("enrol.offline", _(_ENROL_OFFLINE)) from None
        except NotAllowed as refusal:
            raise Refused(f"enrol.{refusal.code}", refusal.sentence) from None
        if found is None or not found.active:
            raise Refused("enrol.code", _(_WRONG_CODE))
        return found

    def _enrolled(self, staff_no: str, code: str, keys: NewKeys) -> Grant:
        if not code.isprintable() or len(code) > _LONGEST_CODE:
            raise Refused("enrol.code", _(_WRONG_CODE))
        try:
            standing = self._desk.enrol(staff_no, code, keys)
        except Offline:
            # The centre may have taken the keys before the line broke.
            raise Refused("enrol.unknown", _(_ENROL_UNKNOWN)) from None
        except NotAllowed as refusal:
            raise Refused(f"enrol.{refusal.code}", refusal.sentence) from None
        grant = told_grant(standing)
        if grant is None:
            raise AssertionError("the centre enrolled a person without keys")
        return grant


def _note(
    unit: Unit, event: str, subject: tuple[str, uuid.UUID], detail: Mapping[str, bool | int]
) -> None:
    unit.add(
        Audit(
            id=uuid7(),
            event=event,
            subject_table=subject[0],
            subject_id=subject[1],
            result="done",
            detail=dict(detail) or None,
        )
    )


def _may_be_number(typed: str) -> bool:
    return bool(typed) and len(typed) <= _LONGEST_NUMBER and typed.isprintable()


def _nobody(cost: sealed_keys.Cost) -> Grant:
    """A grant no password opens, at the price of opening a real one."""
    return Grant(
        person_id=uuid.UUID(int=0),
        staff_no="",
        name="",
        roles=(),
        active=False,
        key_id=uuid.UUID(int=0),
        sealed=sealed_keys.decoy(cost),
        valid_until=dt.datetime.min.replace(tzinfo=dt.UTC),
    )
