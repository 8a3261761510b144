"""What a cell of an invoice says: a label of a total, an amount, a unit, a currency, or something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.pdf.amounts import Amount, Token, read_amount
from parsers.pdf.wording import BESIDE_A_LABEL, BESIDE_AN_AMOUNT, INCOTERMS, LABELS, QUANTITIES

_STRENGTHS = {tuple(phrase.split()): strength for strength, phrases in LABELS for phrase in phrases}
_LONGEST = max(len(phrase) for phrase in _STRENGTHS)


@dataclass(frozen=True, slots=True)
class Label:
    """The label of a total: how strong (1 the strongest), the currency that it names, and what stands behind it."""

    strength: int
    currency: str | None
    rest: Sequence[Token]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell is.

    `kind`: `amount`, `several` (numbers), `quantity` (number and unit), `unit`, `currency`, `filler`, or `text`.
    """

    kind: str
    amount: Amount | None = None
    currency: str | None = None


def read_label(found: Sequence[Token]) -> Label | None:
    """The label with which a cell begins; None where it begins with anything else, or goes on as no total's label."""
    strength, currency, at, anywhere = 0, None, 0, False
    while at < len(found) and found[at].kind in ("word", "currency"):
        length, matched = _phrase(found[at : at + _LONGEST])
        token = found[at]
        if matched:
            strength = min(strength or matched, matched)
        elif not strength or (token.kind == "currency" and currency not in (None, token.text)):
            return None
        elif token.kind == "currency":
            currency = token.text
        elif token.text in INCOTERMS:
            anywhere = True
        elif token.text in QUANTITIES or not (
            anywhere or token.text in BESIDE_A_LABEL or token.text in BESIDE_AN_AMOUNT
        ):
            return None
        at += length
    rest = found[at:]
    # TOTAL 12 EUR: the currency behind the number is the number's.
    return Label(strength, currency, rest) if strength else None


def _phrase(found: Sequence[Token]) -> tuple[int, int]:
    """How many of the first tokens are the longest known label, and its strength; one token and 0 where none is."""
    for length in range(len(found), 0, -1):
        strength = _STRENGTHS.get(tuple(token.text for token in found[:length]))
        if strength:
            return length, strength
    return 1, 0


def read(found: Sequence[Token]) -> Reading:
    """What a cell of these tokens is."""
    numbers = [token.text for token in found if token.kind == "number"]
    currencies = {token.text for token in found if token.kind == "currency"}
    names = {token.text for token in found if token.kind == "word"}
    if any(token.kind == "other" for token in found):
        return Reading("text")
    if names & QUANTITIES:
        return Reading("quantity" if numbers else "unit")
    if names - BESIDE_AN_AMOUNT or len(currencies) > 1:
        return Reading("text")
    currency = next(iter(currencies), None)
    if len(numbers) > 1:
        return Reading("several")
    if numbers:
        amount = read_amount(numbers[0])
        return Reading("amount", replace(amount, currency=currency)) if amount else Reading("text")
    return Reading("currency" if currency else "filler", currency=currency)
