"""Money in capital characters (大写), as forms and certificates carry it beside the figures."""

from decimal import Decimal

import cn2an

from counter.rules.amounts import LARGEST, exact_money, wire


def in_capitals(amount: Decimal) -> str:
    """Return 壹仟柒佰肆拾元捌角叁分 for 1740.83; raises ``ValueError`` outside 0 … LARGEST."""
    if not 0 <= amount <= LARGEST:
        raise ValueError("an amount in words is between zero and the largest amount")
    return str(cn2an.an2cn(wire(exact_money(amount)), "rmb"))
