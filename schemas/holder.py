"""How a company is known again in the boxes of declarations: by its ICE, else by its entry in the trade register."""

from __future__ import annotations

import re

ENTERPRISE = re.compile(r"([0-9]{9})[0-9]{6}")
"""An ICE: nine digits of the enterprise, four of its establishment, two of the key (python-stdnum; unconfirmed)."""

HOLDER_LENGTH = 60
"""Characters of a holder at the most."""


def holder_of(ice: str | None, rc: str | None = None, rc_centre: str | None = None) -> str | None:
    """Who a party is, whichever of its establishments a box names: `ice:001561191`, else by centre and number of the
    trade register, `rc:81/73267`. None where there is neither: a name names nobody.
    """
    if found := ENTERPRISE.fullmatch(ice or ""):
        return f"ice:{found[1]}"
    number, centre = (rc or "").strip().lstrip("0"), (rc_centre or "").strip().lstrip("0")
    return f"rc:{centre}/{number}"[:HOLDER_LENGTH] if number and centre else None
