"""EDIFACT changed by its segments, elements and components, its service characters and its envelopes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from tests.fuzz.mutators import octets, values

Segments = list[list[list[str]]]
"""Segments of elements of components; the first component of the first element is the tag."""

TIMES = (1, 1, 2, 9, 100, 1_500)
SERVICE = (":+.? '", "|*,! ~", "++++++", "\x1d\x1f.?\x1e\x1c", ":+.\\ '", "ABCDEF", ":+. *'")
SYNTAXES = ("UNOA", "UNOB", "UNOC", "UNOD", "UNOE", "UNOG", "UNOK", "UNOW", "UNOX", "UNOY", "KECA", "")
CODECS = ("latin-1", "utf-8", "ascii", "cp1256", "utf-16")
PIECES = (
    *octets.PIECES,
    b"UNA:+.? '",
    b"UNB+",
    b"UNZ+1+1'",
    b"UNH+1+CUSDEC:D:96B:UN'",
    b"UNT+2+1'",
    b"UNG+",
    b"UNE+1+1'",
)


def mutated(random: Random, samples: Sequence[bytes]) -> bytes:
    """A sample changed: mostly by its segments, sometimes its bytes besides."""
    content = random.choice(samples)
    try:
        segments = _read(content)
    except UnicodeDecodeError:
        segments = []
    if segments and random.random() < 0.85:
        for _ in range(octets.several(random)):
            random.choice(CHANGES)(random, segments, samples)
        content = _write(random, segments)
    else:
        content = octets.mutated(random, content, PIECES)
    if random.random() < 0.2:
        for _ in range(octets.several(random)):
            content = octets.mutated(random, content, PIECES)
    return content


def _read(content: bytes) -> Segments:
    """The segments as they are cut by default; a release character only keeps what follows together."""
    text = content.removeprefix(b"UNA:+.? '").decode("utf-8").replace("??", "\x01").replace("?'", "\x02")
    text = text.replace("?+", "\x03").replace("?:", "\x04")
    return [
        [[_plain(part) for part in element.split(":")] for element in segment.strip("\r\n").split("+")]
        for segment in text.split("'")
        if segment.strip()
    ]


def _plain(part: str) -> str:
    return part.replace("\x01", "?").replace("\x02", "'").replace("\x03", "+").replace("\x04", ":")


def _write(random: Random, segments: Segments) -> bytes:
    component, element, decimal, release, blank, end = random.choice(SERVICE) if random.random() < 0.1 else SERVICE[0]
    service = {component, element, release, end}
    careless = random.random() < 0.1

    def written(part: str) -> str:
        return part if careless else "".join(release + each if each in service else each for each in part)

    lines = (element.join(component.join(map(written, each)) for each in segment) + end for segment in segments)
    text = random.choice(("", "", "", "\n", "\r\n", " ")).join(lines)
    if end != "'" or random.random() < 0.2:
        text = f"UNA{component}{element}{decimal}{release}{blank}{end}{text}"
    codec = "latin-1" if random.random() < 0.8 else random.choice(CODECS)
    return text.encode(codec, "replace")


def _segment(random: Random, segments: Segments) -> list[list[str]]:
    return random.choice(segments or [[["UNB"]]])


def _value(random: Random, segments: Segments, _: Sequence[bytes]) -> None:
    element = random.choice(_segment(random, segments))
    at = random.randrange(len(element))
    element[at] = values.value(random) if random.random() < 0.5 else values.changed(random, element[at])


def _emptied(random: Random, segments: Segments, _: Sequence[bytes]) -> None:
    segment = _segment(random, segments)
    segment[random.randrange(len(segment))] = [""]


def _element_repeated(random: Random, segments: Segments, _: Sequence[bytes]) -> None:
    segment = _segment(random, segments)
    at = random.randrange(len(segment))
    segment[at:at] = [list(segment[at]) for _time in range(random.choice(TIMES))]


def _component_repeated(random: Random, segments: Segments, _: Sequence[bytes]) -> None:
    element = random.choice(_segment(random, segments))
    element += [random.choice(element)] * random.choice(TIMES)


def _removed(random: Random, segments: Segments, _: Sequence[bytes]) -> None:
    if len(segments) > 1:
        begin = random.randrange(len(segments))
        del segments[begin : begin + random.choice((1, 1, 1, 2, 5))]


def _repeated(random: Random, segments: Segments, _: Sequence[bytes]) -> None:
    begin = random.randrange(len(segments) or 1)
    some = segments[begin : begin + random.choice((1, 1, 2, 8, 60))]
    size = sum(len(part) + 1 for segment in some for element in segment for part in element) or 1
    segments[begin:begin] = some * min(random.choice(TIMES), octets.LARGEST // size)


def _moved(random: Random, segments: Segments, _: Sequence[bytes]) -> None:
    if segments:
        one = segments.pop(random.randrange(len(segments)))
        segments.insert(random.randint(0, len(segments)), one)


def _tag(random: Random, segments: Segments, _: Sequence[bytes]) -> None:
    _segment(random, segments)[0] = [random.choice((*(each[0][0] for each in segments[:60]), "XYZ", "", "unh"))]


def _syntax(random: Random, segments: Segments, _: Sequence[bytes]) -> None:
    for segment in segments:
        if segment[0] == ["UNB"] and len(segment) > 1:
            segment[1] = [random.choice(SYNTAXES), random.choice("123459")]


def _grafted(random: Random, segments: Segments, samples: Sequence[bytes]) -> None:
    try:
        other = _read(random.choice(samples))
    except UnicodeDecodeError:
        return
    begin = random.randrange(len(other) or 1)
    at = random.randint(0, len(segments))
    segments[at:at] = [[list(element) for element in each] for each in other[begin : begin + random.choice((1, 5, 90))]]


CHANGES: tuple[Callable[[Random, Segments, Sequence[bytes]], None], ...] = (
    *(_value, _value, _value, _value, _emptied, _element_repeated, _component_repeated, _removed, _removed),
    *(_repeated, _moved, _tag, _syntax, _grafted),
)
