"""Names of entries in a drop folder: bytes but `/` and NUL. An input is entries parted by `/`, each a kind and a name.

Kinds: `f` a plain file, `l` a link to one elsewhere, `h` a second link to a file, `d` a folder, `p` a pipe.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.fuzz.mutators import octets, values

KINDS = b"fffffffffflhdp"
ENDINGS = (
    *(b".xml", b".edi", b".pdf", b".XML", b".Pdf", b".done", b".DONE", b".part", b".tmp", b"~", b".findings.json", b""),
    *(b".xml.done", b".pdf.done", b".xml.part", b".delivery.json", b".", b"..", b".ack.xml", b" ", b".xml ", b"\n.xml"),
)
STEMS = (
    *(b"dum", b"-rf", b".hidden", b"..", b".", b".claimed", b".rejected", b"rejected", b"$(id)", b"a|b", b"a;b", b"*"),
    *(b"\xff\xfe", b"\xed\xa0\x80", b"\xc3\xa9", "شركة".encode(), "\u202efdp".encode(), "\uffff".encode()),
    *(b"\x01", b"\x7f"),
    *(b"CON", b"a\nb", b"a\tb", b"\\", b"C:\\x", b"%2e%2e", b"0-0-0-x", b"1-2-3-dum.xml", b".finished-x"),
    *(b"{x}", b"'\""),
    *(b"x" * 140, b"x" * 146, b"x" * 147, b"x" * 200, b"x" * 240, b"x" * 246),
    *("\U0001f468".encode() * 37, b"\xe9" * 150),
)
LONGEST = 255
"""Bytes: what file systems take."""

MOST = 24


def mutated(random: Random, samples: Sequence[bytes]) -> bytes:
    """Some entries of a sample, some names made anew, some changed."""
    entries = random.choice(samples).split(b"/")
    entries += [_entry(random) for _ in range(random.randint(0, 5))]
    for _ in range(octets.several(random)):
        at = random.randrange(len(entries))
        kind, name = entries[at][:1], entries[at][1:]
        change = random.randrange(5)
        if change == 0:
            name = octets.mutated(random, name)
        elif change == 1:
            name += random.choice(ENDINGS)
        elif change == 2:
            name = name[:-4] + values.value(random).encode("utf-8", "surrogatepass")[:250] + name[-4:]
        elif change == 3:
            kind = bytes([random.choice(KINDS)])
        else:
            entries.append(kind + name + random.choice((b".done", b"_", b"-2", b".part")))
        entries[at] = kind + name
    random.shuffle(entries)
    return b"/".join(entry for entry in map(_possible, entries[:MOST]) if len(entry) > 1)


def _entry(random: Random) -> bytes:
    stem = random.choice(STEMS) if random.random() < 0.8 else random.randbytes(random.choice((1, 3, 100, 251, 255)))
    return bytes([random.choice(KINDS)]) + stem + random.choice(ENDINGS)


def _possible(entry: bytes) -> bytes:
    """Cut down to what a folder can hold."""
    name = entry[1:].replace(b"/", b"").replace(b"\0", b"")[:LONGEST]
    return b"" if name in (b"", b".", b"..") else entry[:1] + name
