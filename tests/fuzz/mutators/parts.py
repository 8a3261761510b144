"""Multipart bodies changed by their boundaries, parts and headers. The first line of an input is its Content-Type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from tests.fuzz.mutators import octets, values

Parts = list[tuple[bytes, bytes]]
"""Of each part its headers (one block) and its content."""

BOUNDARIES = (b"x", b"-", b"--", b"'", b"a b", b"x" * 70, b"x" * 71, b"x" * 300, b"=?utf-8?q?x?=", b"\xff", b"x\t")
TYPES = (
    *(b"multipart/form-data; boundary=%s", b'multipart/form-data; boundary="%s"', b"multipart/mixed; boundary=%s"),
    *(b"MULTIPART/Form-Data; charset=utf-16; boundary=%s", b"multipart/form-data; boundary*=utf-8''%s"),
    *(b"multipart/form-data; boundary=%s; boundary=y", b"multipart/form-data"),
    *(b"application/xml", b"application/EDIFACT"),
    *(b"", b";", b"text/plain", b"multipart/form-data;" * 50 + b" boundary=%s"),
)
HEADERS = (
    *(b"Content-Transfer-Encoding: base64", b"Content-Type: application/pdf"),
    *(b"Content-Length: 0", b"X: " + b"y" * 5_000),
    *(b'Content-Disposition: form-data; name="declaration"', b"Content-Disposition: attachment", b"", b":"),
    *(b"a", b" folded"),
    *(b"Content-Disposition: form-data; name=declaration; filename=a.xml", b"Content-Encoding: gzip", b"\x00: \x00"),
)
NAMES = (
    *(b"", b"../../x.pdf", b"C:\\x\\y.pdf", b"a.pdf\x00.exe", b"x" * 300, "é.pdf".encode(), b"\xff.pdf", b"a\x1bb.pdf"),
    *("\u202efdp.exe".encode(), b"CON", b".", b"..", b"%00", b"a/b.pdf", b"a'b.pdf", b'a\\"b.pdf', b"\xed\xa0\x80.pdf"),
    *("\uffff.pdf".encode(), b"a\tb.pdf", b"<x>.pdf", b"{x}.pdf", b"a.edi", b"a.xml", b"\x80" * 200),
)
FIELDS = (b"declaration", b"attachment", b"Declaration", b"other", b"", b"decl\x00", b"attachment[]")
PIECES = (*octets.PIECES, b"\r\n\r\n", b"\r\n--", b"--\r\n", b'Content-Disposition: form-data; name="', b"\n", b"\r")


def joined(boundary: bytes, parts: Parts, kind: bytes = TYPES[0]) -> bytes:
    """An input: the Content-Type, then the body."""
    body = b"".join(b"--%s\r\n%s\r\n\r\n%s\r\n" % (boundary, *part) for part in parts) + b"--%s--\r\n" % boundary
    return (kind % boundary if b"%s" in kind else kind) + b"\n" + body


def part(field: bytes, name: bytes, content: bytes) -> tuple[bytes, bytes]:
    """A part as clients write it."""
    return b'Content-Disposition: form-data; name="%s"; filename="%s"' % (field, name), content


def mutated(random: Random, samples: Sequence[tuple[bytes, Parts]]) -> bytes:
    """A sample (boundary, parts) changed by its parts, then sometimes by its bytes."""
    boundary, given = random.choice(samples)
    parts = list(given)
    for _ in range(octets.several(random)):
        if parts:
            random.choice(CHANGES)(random, parts)
    if random.random() < 0.2:
        boundary = random.choice(BOUNDARIES)
    content = joined(boundary, parts, random.choice(TYPES) if random.random() < 0.2 else TYPES[0])
    if random.random() < 0.4:
        for _ in range(octets.several(random)):
            content = octets.mutated(random, content, (*PIECES, b"--" + boundary))
    return content


def _name(random: Random, parts: Parts) -> None:
    at = random.randrange(len(parts))
    name = random.choice(NAMES) if random.random() < 0.7 else values.value(random)[:400].encode("utf-8", "replace")
    parts[at] = part(random.choice(FIELDS[:2]), name.replace(b"\r", b"").replace(b"\n", b""), parts[at][1])


def _field(random: Random, parts: Parts) -> None:
    at = random.randrange(len(parts))
    parts[at] = part(random.choice(FIELDS), b"a.pdf", parts[at][1])


def _header(random: Random, parts: Parts) -> None:
    at = random.randrange(len(parts))
    lines = [random.choice(HEADERS)] * random.choice((1, 1, 2, 500))
    random.shuffle(lines := [*lines, parts[at][0]])
    parts[at] = (b"\r\n".join(lines), parts[at][1])


def _headless(random: Random, parts: Parts) -> None:
    at = random.randrange(len(parts))
    parts[at] = (b"", parts[at][1])


def _removed(random: Random, parts: Parts) -> None:
    del parts[random.randrange(len(parts))]


def _repeated(random: Random, parts: Parts) -> None:
    one = random.choice(parts)
    times = min(random.choice((1, 1, 2, 48, 50, 51, 2_000)), octets.LARGEST // (len(one[0]) + len(one[1]) + 1))
    at = random.randint(0, len(parts))
    parts[at:at] = [one] * times


def _content(random: Random, parts: Parts) -> None:
    at = random.randrange(len(parts))
    parts[at] = (parts[at][0], octets.mutated(random, parts[at][1], PIECES))


def _swapped(random: Random, parts: Parts) -> None:
    random.shuffle(parts)


CHANGES: tuple[Callable[[Random, Parts], None], ...] = (
    *(_name, _name, _field, _header, _headless, _removed, _repeated, _content, _swapped),
)
