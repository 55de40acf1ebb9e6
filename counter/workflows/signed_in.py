"""Who is at work at this desk and until when: the limits of signing in and what comes out of it."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from counter.i18n import _
from counter.store import sealed_keys
from counter.store.sealed_keys import UnlockedKeys
from counter.workflows.actor import Actor
from counter.workflows.grants import Grant
from counter.workflows.lock_out import LockRule
from counter.workflows.refusals import Refused

_LEFT = "您的账号已停用，不能在窗口登录。如有疑问请联系管理员。"
_EXPIRED = "您的密码已到期。请向管理员领取登记码，重新登记密码。"
_TOO_LONG = "本机与中心断开过久，暂不能登录。请等与中心连通后再试，或联系管理员。"


@dataclass(frozen=True)
class SignInRules:
    """Limits of signing in: a hall's policy, given by its settings."""

    lock: LockRule = field(default_factory=LockRule)
    cost: sealed_keys.Cost = sealed_keys.STANDARD
    floor: sealed_keys.Cost = sealed_keys.FLOOR
    offline_limit: dt.timedelta = dt.timedelta(hours=72)
    """How long a person may go on signing in without the centre's word."""
    session_limit: dt.timedelta = dt.timedelta(hours=12)
    set_back_tolerated: dt.timedelta = dt.timedelta(minutes=5)
    set_back_limit: dt.timedelta = dt.timedelta(hours=1)
    """How long an offline session lasts on a machine whose clock was set back."""


@dataclass(frozen=True)
class HallSecret:
    """The hall whose people sign in here, and its pepper out of the keyring."""

    hall_id: int
    pepper: bytes = field(repr=False)


@dataclass(frozen=True)
class SignedIn:
    """A person at work: keys open until ``until`` or sign-out.

    ``offline``: the centre was not asked. ``clock_behind`` asks for a banner: this machine's clock
    stands before what was seen earlier.
    """

    person_id: uuid.UUID
    name: str = field(repr=False)
    staff_no: str
    roles: tuple[str, ...]
    signer: UnlockedKeys = field(repr=False)
    offline: bool
    until: dt.datetime
    clock_behind: bool

    @property
    def actor(self) -> Actor:
        """The person as the verbs of the desk want it."""
        return Actor(self.person_id, self.name, self.staff_no, self.roles, self.signer)


@dataclass(frozen=True)
class TimeSeen:
    """The clock's reading, the latest moment the database knows, the last word of the centre."""

    now: dt.datetime
    latest: dt.datetime | None
    checked: dt.datetime | None
    online: bool


@dataclass(frozen=True)
class Span:
    """How long a session may last, and whether the clock was set back."""

    until: dt.datetime
    clock_behind: bool


def span_of(grant: Grant, time: TimeSeen, rules: SignInRules) -> Span:
    """How long this person may work now; raises ``Refused`` for left, expired, too long offline.

    A clock set back prolongs nothing: what counts is the latest moment ever seen here.
    """
    if not grant.active:
        raise Refused("sign_in.left", _(_LEFT))
    seen = max(time.now, time.latest or time.now)
    # The centre just answered: a moment of the future then only tells of a clock once wrong.
    latest = time.now if time.online else seen
    if grant.valid_until <= latest:
        raise Refused("sign_in.expired", _(_EXPIRED))
    if time.checked is None or latest > time.checked + rules.offline_limit:
        raise Refused("sign_in.offline_too_long", _(_TOO_LONG))
    behind = time.now < seen - rules.set_back_tolerated
    most = rules.set_back_limit if behind and not time.online else rules.session_limit
    ends = (time.now + most, time.checked + rules.offline_limit, grant.valid_until)
    return Span(min(ends), behind)
