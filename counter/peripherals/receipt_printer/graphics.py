"""Pictures and square codes as printer commands, through python-escpos."""

from __future__ import annotations

import qrcode
from PIL import Image

from counter.peripherals.receipt_printer.escpos_library import QR_ECLEVEL_M, Dummy

#: 25 mm at 203 dots per inch.
_QR_DOTS = 200
#: Some printers take no more rows of a picture at a time.
_SLICE_ROWS = 255


class EscposGraphics:
    """Makes the bytes; nothing is sent from here."""

    def raster(self, picture: Image.Image) -> bytes:
        """Encode a black-and-white picture (`GS v 0`)."""
        sink = Dummy()
        sink.image(picture, fragment_height=_SLICE_ROWS)
        return bytes(sink.output)

    def qr(self, payload: str) -> bytes:
        """Encode a square code the printer draws itself (`GS ( k`), about 25 mm wide."""
        sink = Dummy()
        sink.qr(payload, ec=QR_ECLEVEL_M, size=_module_dots(payload), native=True)
        return bytes(sink.output)


def _module_dots(payload: str) -> int:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0)
    code.add_data(payload.encode("utf-8"))
    code.make(fit=True)
    return max(3, min(8, round(_QR_DOTS / code.modules_count)))
