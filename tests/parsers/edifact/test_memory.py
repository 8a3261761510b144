"""Fifty megabytes in one stream stay under 64 MB of memory above the baseline: as many messages, and as one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.checkout import CHECKOUT

pytestmark = pytest.mark.service


MOST = 64

PROGRAM = """
import resource, sys
from parsers.edifact.reader import read, read_whole, Interchange

HEAD = b"UNB+UNOC:3+A:ZZ+B:ZZ+261101:1200+R1'"
ITEM = b"CST+1+8708299000:122:ZZZ+010:117:ZZZ'FTX+AAA+++PI\\xc8CES D?'AUTO:TEXTE LIBRE'"
ARTICLE = (ITEM + b"LOC+27+FR:162:5'MEA+WT+AAL+KGM:12.5'MOA+40:%d.00:MAD'") * 12

def message(number, articles):
    begin = b"UNH+%d+CUSDEC:D:96B:UN:X1'BGM+929+REF%d+9'UNS+D'" % (number, number)
    return begin + ARTICLE % ((number,) * 12) * articles + b"UNS+S'UNT+%d+%d'" % (60 * articles + 5, number)

def many():
    yield HEAD
    size, number = 0, 0
    while size < 50_000_000:
        number += 1
        chunk = message(number, 1)
        size += len(chunk)
        yield chunk
    yield b"UNZ+%d+R1'" % number

def references():
    yield HEAD
    for number in range(50_000_000 // 1000):
        yield b"UNH+%0900d+CUSDEC:D:96B:UN:X1'BGM+929+R+9'UNS+D'UNS+S'UNT+5+%d'" % (number, number)
    yield b"UNZ+50000+R1'"

def groups():
    yield HEAD
    for _ in range(2_000):
        yield b"UNG+CUSDEC+A+B+261101:1200+1" + b"+A" * 3_000 + b"'"

def sections():
    yield HEAD + b"UNH+1+CUSDEC:D:96B:UN:X1'BGM+929+REF+9'"
    for _ in range(1_000):
        yield b"UNS" + b"+A" * 4_900 + b"'"

def wide():
    yield HEAD.replace(b"UNOC:3", b"UNOY:4").replace(b"261101", b"20261101")
    for number in range(50_000):
        name = "\N{PILE OF POO}%07d".encode() % number * 8
        yield b"UNH+%s+%s'UNT+2+%d'" % (name, b":".join([name] * 8), number)

def one():
    yield HEAD + b"UNH+1+CUSDEC:D:96B:UN:X1'BGM+929+REF+9'UNS+D'"
    for _ in range(50_000_000 // len(ARTICLE)):
        yield ARTICLE % ((7,) * 12)
    yield b"UNS+S'UNT+1+1'UNZ+1+R1'"

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

read_whole(HEAD + message(1, 2) + b"UNZ+1+R1'")
before = peak()
messages = rejected = 0
for record in read(globals()[sys.argv[1]]()):
    messages += not isinstance(record, Interchange)
    rejected += record.rejected
print((peak() - before) // 1024, messages, rejected)
"""


@pytest.mark.parametrize(
    ("shape", "least", "rejected"),
    [
        ("many", 6_000, 0),
        ("one", 1, 1),
        ("references", 50_000, 50_000),
        ("groups", 0, 1),
        ("sections", 1, 2),
        ("wide", 50_000, 50_001),
    ],
)
def test_a_long_stream_stays_small(shape: str, least: int, rejected: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, shape], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    megabytes, messages, found = map(int, ran.stdout.split())
    assert megabytes <= MOST
    assert messages >= least
    assert found == rejected
