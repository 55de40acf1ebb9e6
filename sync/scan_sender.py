"""One scan on its way: asks what the centre lacks, sends that chunk by chunk, asks again."""

from counter.store.scans import BROKEN, COMPLETE, Blob
from sync.sides import Centre, DeskFile


class ScanSender:
    """Remembers, for as long as the line holds, which chunks are still to be sent."""

    def __init__(self, file: DeskFile, centre: Centre) -> None:
        """Take the two sides."""
        self._file, self._centre = file, centre
        self._blob: Blob | None = None
        self._lacking: list[int] = []

    def forget(self) -> None:
        """The line is gone: ask anew what is lacking."""
        self._blob, self._lacking = None, []

    def step(self) -> bool:
        """Make one call; says whether the bytes are what they were said to be."""
        if self._blob is not None and self._lacking:
            return self._send(self._blob)
        blob = self._file.next_scan()
        if blob is None:
            return True
        answer = self._centre.lack_of_scan(blob)
        if answer.state in {COMPLETE, BROKEN}:
            self.forget()
            self._file.settle_scan(blob.blob, answer.state)
            return answer.state == COMPLETE
        self._blob, self._lacking = blob, list(answer.lacking)
        return True

    def _send(self, blob: Blob) -> bool:
        nth = self._lacking[0]
        data = self._file.scan_chunk(blob.chunks[nth])
        if data is None:
            self.forget()
            self._file.settle_scan(blob.blob, BROKEN)
            return False
        self._centre.put_scan_chunk(blob.blob, nth, data)
        del self._lacking[0]
        return True
