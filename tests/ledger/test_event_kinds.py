"""Each kind of event has a projector and words, and what is written holds to its shape."""

from __future__ import annotations

import pytest

from gateway.dossier.acts import submit_act  # noqa: F401 - registers all handlers
from gateway.dossier.acts.act_handlers import HANDLERS, handles
from gateway.ledger.event_kinds import EARLIER, EventKind, Subject
from gateway.ledger.projections.projectors import PROJECTORS, projects
from schemas.vocabulary import LANGUAGES
from schemas.words import catalogue


def test_each_kind_has_a_projector() -> None:
    assert set(PROJECTORS) == set(EventKind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_has_words(language: str) -> None:
    words = catalogue(language)
    assert [kind for kind in EventKind if not words.get(f"event.{kind}")] == []


def test_a_second_projector_or_handler_is_an_error() -> None:
    with pytest.raises(ValueError, match="accepted has a projector"):
        projects(EventKind.ACCEPTED)(lambda *_: None)
    kind = next(iter(HANDLERS))
    with pytest.raises(ValueError, match=f"{kind} has a handler"):
        handles(kind)(lambda *_: {})


def test_what_is_written_is_held_to_its_shape() -> None:
    stream = Subject.CLAIM.of("309A20260000001")
    assert EventKind.LAST_NOTICE.misfits(stream, {"number": "1", "on": "2026-11-30"}) == []
    assert EventKind.LAST_NOTICE.misfits("partner:atlas", {"number": "1", "why": ""}) == [
        "stream partner:atlas",
        "lacks on",
        "has why",
    ]


def test_what_is_not_written_any_more_is_held_to_nothing() -> None:
    assert all(not kind.always for kind in EARLIER)
