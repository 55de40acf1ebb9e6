"""Simulated devices on real wires: the drivers cannot tell them from the devices."""

from counter.peripherals.id_reader.simulator import SimulatedIdReader
from counter.peripherals.rating_pad.simulator import SimulatedSoftPad
from counter.peripherals.receipt_printer.simulator import SimulatedReceiptPrinter
from counter.peripherals.registry import DeviceSettings
from counter.peripherals.wire import TcpWire
from counter.settings import DevicesSettings


class Simulators:
    """A card reader, a receipt printer and a rating pad on TCP ports of this machine."""

    def __init__(self) -> None:
        """Switch them on."""
        self.cards = SimulatedIdReader(TcpWire())
        self.printer = SimulatedReceiptPrinter(TcpWire())
        self.pad = SimulatedSoftPad(TcpWire())

    @property
    def settings(self) -> DevicesSettings:
        """What a desk is told, as it would be of real devices."""
        return DevicesSettings(
            id_reader=DeviceSettings("sam", self.cards.url),
            receipt_printer=DeviceSettings("escpos", self.printer.url),
            rating_pad=DeviceSettings("simulated-softpad", self.pad.url),
        )

    def close(self) -> None:
        """Switch them off."""
        for device in (self.cards, self.printer, self.pad):
            device.close()
