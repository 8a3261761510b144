"""The words printed on documents and pages, and the titles of boxes and of payment methods."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from schemas.form import form
from schemas.words import family

CREDIT = "CREDIT"
"""Removal credit is no means to pay a claim with: it stands on no account, or it is what an account has to settle."""


def labels(language: str) -> Mapping[str, str]:
    """The words of `labels.po` in one language (fr, en, ar) by key."""
    return family("label", language)


@lru_cache
def box_titles() -> Mapping[str, Mapping[str, str]]:
    """Titles per language of each box of the form, read from `dum.xsd`."""
    found: dict[str, Mapping[str, str]] = {}
    waiting = [form("dum").root]
    while waiting:
        field = waiting.pop(0)
        if field.is_box and field.box is not None:
            found.setdefault(field.box, field.titles)
        waiting.extend(field.children)
    return found


def payment_methods() -> Mapping[str, Mapping[str, str]]:
    """Titles per language of each payment method code, read from `payment.xsd`."""
    return form("payment").root.by_attribute["method_code"].choices


def ways_to_pay() -> tuple[Mapping[str, str], ...]:
    """Titles per language of the means by which a claim can be paid."""
    return tuple(title for method, title in payment_methods().items() if method != CREDIT)
