"""What looks like a fault and is none, or cannot be known, gives no finding."""

from __future__ import annotations

import pytest

from . import cases_dates, cases_documents, cases_duties, cases_goods, cases_references
from .judged import judged
from .papers import LAYOUTS
from .rule_cases import Break
from .samples import sample

SOUND = [
    (f"{topic.__name__.rpartition('_')[2]}-{number}", *each)
    for topic in (cases_goods, cases_references, cases_dates, cases_documents, cases_duties)
    for number, each in enumerate(topic.SOUND, start=1)
]


@pytest.mark.parametrize(("name", "change"), [each[1:] for each in SOUND], ids=[each[0] for each in SOUND])
def test_what_is_right_or_cannot_be_known_is_silent(name: str, change: Break) -> None:
    root = sample(name)
    change(root)
    assert judged(root, LAYOUTS[1])[1].findings == ()
