"""The XSDs are compiled by one thread at a time: the first requests after a start come in several."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

from lxml import etree

from schemas.compiled import compiled, made_once
from schemas.form import form
from tests.checkout import CHECKOUT

THREADS = 8


def test_what_is_compiled_is_made_once_and_by_no_two_threads_at_the_same_time() -> None:
    barrier, counting, under_way, most, made = Barrier(THREADS), Lock(), 0, 0, []

    @made_once
    def slow(name: str) -> str:
        nonlocal under_way, most
        with counting:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.05)
        with counting:
            under_way -= 1
            made.append(name)
        return name

    def ask(number: int) -> str:
        barrier.wait()
        return slow(f"xsd-{number % 2}")

    with ThreadPoolExecutor(THREADS) as threads:
        assert set(threads.map(ask, range(THREADS))) == {"xsd-0", "xsd-1"}
    assert (most, sorted(made)) == (1, ["xsd-0", "xsd-1"])


def test_a_form_and_a_document_share_one_compiled_xsd() -> None:
    assert form("dum").schema is compiled("dum")
    assert isinstance(compiled("acts/visa"), etree.XMLSchema)


def test_nothing_else_compiles_an_xsd() -> None:
    root = CHECKOUT
    code = (path for folder in ("gateway", "parsers", "renderers", "schemas") for path in (root / folder).rglob("*.py"))
    assert [path.name for path in code if "etree.XMLSchema(" in path.read_text()] == ["compiled.py"]
