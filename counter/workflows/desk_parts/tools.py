"""What a desk works with, chosen once by the composition root."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from uuid6 import uuid7

from counter.peripherals.id_reader import IdReader
from counter.peripherals.rating_pad import RatingPad
from counter.peripherals.receipt_printer import ReceiptPrinter
from counter.store.change_set import Signer
from counter.store.unit_of_work import Store
from counter.workflows.actor import Place
from counter.workflows.clock import Clock
from counter.workflows.ports import CitizenDirectory, OpenSets, QueueAuthority, Witnesses
from counter.workflows.rulebook import Rulebook


@dataclass(frozen=True)
class DeskTools:
    """Store, clock, rules, the authorities asked over the network, the devices at the window."""

    store: Store
    place: Place
    clock: Clock
    book: Rulebook
    queue: QueueAuthority
    directory: CitizenDirectory
    witnesses: Witnesses
    open_sets: OpenSets
    reader: IdReader
    printer: ReceiptPrinter
    pad: RatingPad
    pad_signer: Signer = field(repr=False)
    """The pad's own key: ratings are the device's, never the clerk's."""
    directory_key: bytes = field(repr=False)
    """The hall's key from which citizens' keys are derived."""
    new_id: Callable[[], uuid.UUID] = uuid7
