"""The printed numbers a window has already used, as far as the centre has seen them."""

from sync.central.database import Admin

_SEEN = """
select max(substr(n.number, 7, 6)::integer) from (
    select number from hall."case" union all select number from hall.notice
    union all select number from hall.slip) n
where n.number like %s and n.number ~ '^[0-9]{4}[A-Z]-[0-9]{6}-[0-9]$'
"""


def last_numbers(connection: Admin, hall_id: int, window_no: int, epoch: int) -> dict[str, int]:
    """For the series of ``epoch``: the highest number any machine of this window has used.

    The letter alone keeps numbers apart; going on above it spares people two papers that differ in
    one letter.
    """
    row = connection.execute(_SEEN, (f"{hall_id:02d}{window_no:02d}%",)).fetchone()
    highest = None if row is None else row[0]
    series = f"{hall_id:02d}{window_no:02d}{chr(ord('A') + epoch - 1)}"
    return {} if highest is None else {series: int(highest)}
