"""Acts of the office and payments, recorded in a gateway that has registered the example import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path

from gateway.dossier.acts.submit_act import ActAnswer
from gateway.judging.judge import Judgement
from gateway.pipeline.accept import File
from gateway.service import Gateway
from tests.fuzz import house
from tests.fuzz.mutators import trees
from tests.fuzz.targets import Door, Target
from tests.fuzz.targets.xml import EXAMPLES, XML
from tests.fuzz.verdict import answerable, hold, storable
from tests.offices import anywhere
from tests.service.declaring import whole


@lru_cache
def acts() -> Sequence[bytes]:
    """The examples of acts; they name the first declaration that a gateway registers."""
    return [path.read_bytes() for path in sorted(EXAMPLES.glob("acts/*.xml"))]


def recorded(gateway: Gateway, content: bytes) -> frozenset[str]:
    """Record it as an act, and as a payment alone; and answer it as one that came by folder."""
    codes: frozenset[str] = frozenset()
    for only in (None, "payment"):
        answer = gateway.acts.submit(anywhere(house.OFFICE), content, only)
        codes |= hold(_answered(answer, content), len(content))
    return codes


def _answered(answer: ActAnswer, content: bytes) -> Sequence[object]:
    asked = {"kind": answer.kind or "act", "number": answer.number, **answer.made}
    storable(asked)
    outcome = "refused" if answer.findings else "accepted"
    answerable(Judgement(outcome, answer.findings, len(answer.findings), asked=asked), "act.xml", content)
    return answer.findings


@contextmanager
def _opened(folder: Path) -> Iterator[Door]:
    with house.opened(folder) as opened:
        sending = whole()
        opened.send(sending.body, attachments=[File(name, pdf) for name, pdf in sending.attachments.items()])
        opened.do(house.VERDICT)
        yield partial(recorded, opened.gateway)


ACTS = Target("acts", acts, trees.mutated, _opened, XML.cut_at)
