"""The codes of findings: each finding asks for its own, so they are put together once for each law."""

from __future__ import annotations

from importlib.resources import files

import pytest

from schemas import law
from schemas.findings import finding


def test_a_thousand_findings_put_no_codes_together_again(monkeypatch: pytest.MonkeyPatch) -> None:
    finding("XML01")
    made: list[object] = []
    monkeypatch.setattr(law, "_code", made.append)
    for _ in range(1_000):
        assert finding("XML01").source
    assert made == []


def test_another_law_has_codes_of_its_own() -> None:
    other = law.Law(files("schemas") / "tables")
    assert law.codes(other) == law.codes()
    assert law.codes(other) is not law.codes()
