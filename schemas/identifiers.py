"""Numbers of Moroccan customs: references of a DUM and of a summary declaration (DS), and their key letters.

A reference is office (3 digits), régime (3), year (4) and serial in the series (7), often with a key letter behind it.
A summary declaration has 000 in the place of the régime. Form and keys: the administration's own mobile application,
and the print of a DUM of today (derived: worked out from these samples).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

KEY_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""23 letters: no I, O, Q."""

DS_REGIME = "000"
"""What stands in the place of the régime in the number of a summary declaration."""

LONGEST_REFERENCE = 40
"""Characters: the longest form that is met has 27."""

_DS_TYPE = re.compile(r"(.*?) ?\[ ?([0-9]{2}) ?\]")
_COMPACT = re.compile(r"([0-9]{3})([0-9]{3})((?:19|20)[0-9]{2})([0-9]{7})([A-Z]?)")
_SEPARATED = re.compile(r"([0-9]{3})[ /-]+([0-9]{1,3})[ /-]+((?:19|20)[0-9]{2})[ /-]+([0-9]{1,7})(?:[ /-]*([A-Z]))?")
_REGIME_FIRST = re.compile(r"([0-9]{3})[ /-]+([0-9]{3})[ /-]+([0-9]{7})[ /-]+((?:19|20)[0-9]{2})")


@dataclass(frozen=True, slots=True)
class Reference:
    """The reference of a DUM, or of a summary declaration, taken apart. `key` is the letter that was written, `ds_type`
    the two digits that the print has behind a summary declaration; each None where it is not there."""

    office: str
    regime: str
    year: int
    serial: int
    key: str | None = None
    ds_type: str | None = None

    @property
    def is_ds(self) -> bool:
        """True for a summary declaration."""
        return self.regime == DS_REGIME

    @property
    def number(self) -> tuple[str, str, int, int]:
        """What makes it this reference, however it is written."""
        return self.office, self.regime, self.year, self.serial

    @property
    def right_key(self) -> str:
        """The key letter that belongs to the number."""
        return ds_key(self.year, self.serial) if self.is_ds else dum_key(self.regime, self.serial)


@lru_cache(maxsize=4096)
def parse_reference(text: str) -> Reference | None:
    """A reference in any form that is met, None for what is none.

    Forms: `30900020260004127`, with or without its key letter; `309-000-2017-9992222-N`, also with blanks or slashes;
    as the form prints it, `301-0-2026-9045[01]`; as it is shown with the régime first, `010 300 0072342 2026`, which is
    told from the others by a serial of seven digits before the year.
    """
    if len(text) > LONGEST_REFERENCE:
        return None
    text = text.strip().upper()
    with_type = _DS_TYPE.fullmatch(text)
    ds_type = with_type[2] if with_type else None
    bare = with_type[1] if with_type else text
    if found := _COMPACT.fullmatch(bare) or _SEPARATED.fullmatch(bare):
        office, regime, year, serial, key = found.groups()
    elif found := _REGIME_FIRST.fullmatch(bare):
        regime, office, serial, year = found.groups()
        key = None
    else:
        return None
    if not int(serial):
        return None
    return Reference(office, regime.zfill(3), int(year), int(serial), key or None, ds_type)


def references_in(text: str) -> list[Reference]:
    """The references in a text: itself, or the parts of the list that the form prints in box 17, with bars between
    them: type of the summary declaration, its reference, number of the transport document, place of loading."""
    if "|" not in text:
        found = parse_reference(text)
        return [found] if found else []
    parts = [part.strip() for part in text.split("|", 9)]
    ds_type = f"[{parts[0]}]" if len(parts[0]) == 2 else ""
    return [found for part in parts[1:] if (found := parse_reference(part + ds_type) or parse_reference(part))]


def dum_key(regime: str, serial: int) -> str:
    """The key letter of a DUM: (régime and serial read as one number) modulo 23.

    A serial of seven digits that begins with 0 loses that one 0. Checked against six real declarations of régime 010
    (derived; no sample of a serial of 1,000,000 or more was found).
    """
    digits = f"{serial:07d}"
    return KEY_LETTERS[int(regime + digits.removeprefix("0")) % len(KEY_LETTERS)]


def ds_key(year: int, serial: int) -> str:
    """The key letter of a summary declaration: (000, serial of seven digits and year read as one number) modulo 23.

    Unlike that of a DUM it depends on the year; on the office neither does. Checked against five real ones (derived).
    """
    return KEY_LETTERS[int(f"{DS_REGIME}{serial:07d}{year:04d}") % len(KEY_LETTERS)]


def dum_number(office: str, regime: str, year: int, serial: int) -> str:
    """The DUM number: office (3), régime (3), year (4), serial in the series (7), key letter."""
    return f"{office}{regime}{year:04d}{serial:07d}{dum_key(regime, serial)}"
