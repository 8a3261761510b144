"""Numbers of Moroccan customs: the DUM number and its key letter."""

from __future__ import annotations

KEY_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""23 letters: no I, O, Q."""


def dum_key(regime: str, serial: int) -> str:
    """The key letter of a DUM: (régime and serial read as one number) modulo 23.

    A serial of seven digits that begins with 0 loses that one 0. Checked against six real declarations of régime 010
    (derived; no sample of a serial of 1,000,000 or more was found).
    """
    digits = f"{serial:07d}"
    return KEY_LETTERS[int(regime + digits.removeprefix("0")) % len(KEY_LETTERS)]


def dum_number(office: str, regime: str, year: int, serial: int) -> str:
    """The DUM number: office (3), régime (3), year (4), serial in the series (7), key letter."""
    return f"{office}{regime}{year:04d}{serial:07d}{dum_key(regime, serial)}"
