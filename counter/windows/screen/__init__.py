"""Everything the windows show, as frozen values; presenters make them, windows show them."""

from counter.windows.screen.consents import ConsentsPage, OfferedText, Signer, ThumbAsked
from counter.windows.screen.desk import CallPanel, DeskScreen, Outage, Page, Segment, Step
from counter.windows.screen.drill import DrillOffer
from counter.windows.screen.identity import IdentityPage
from counter.windows.screen.idle import IdlePage, OutageCard, OutagePage, QueueRow
from counter.windows.screen.loan import LimitBar, LimitView, LoanPage, PlanColumn, RuleLine
from counter.windows.screen.matter import MatterPage
from counter.windows.screen.notice import MaterialRow, NoticePage
from counter.windows.screen.opening import FirstStartScreen, PracticeScreen, SignInScreen
from counter.windows.screen.parked import ParkedAsked, ParkedRow
from counter.windows.screen.parts import (
    Card,
    CardLine,
    Choice,
    Deadline,
    Field,
    Message,
    Pick,
    Progress,
    Row,
    StatusRow,
    Verb,
)
from counter.windows.screen.rating import RatingPage
from counter.windows.screen.submit import ClockLine, SubmitPage

__all__ = [
    "CallPanel",
    "Card",
    "CardLine",
    "Choice",
    "ClockLine",
    "ConsentsPage",
    "Deadline",
    "DeskScreen",
    "DrillOffer",
    "Field",
    "FirstStartScreen",
    "IdentityPage",
    "IdlePage",
    "LimitBar",
    "LimitView",
    "LoanPage",
    "MaterialRow",
    "MatterPage",
    "Message",
    "NoticePage",
    "OfferedText",
    "Outage",
    "OutageCard",
    "OutagePage",
    "Page",
    "ParkedAsked",
    "ParkedRow",
    "Pick",
    "PlanColumn",
    "PracticeScreen",
    "Progress",
    "QueueRow",
    "RatingPage",
    "Row",
    "RuleLine",
    "Segment",
    "SignInScreen",
    "Signer",
    "StatusRow",
    "Step",
    "SubmitPage",
    "ThumbAsked",
    "Verb",
]
