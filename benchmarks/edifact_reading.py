"""EDIFACT side by side with pydifact on the same bytes: tokenizing, reading with every check, memory while streaming.

Run: python benchmarks/edifact_reading.py. CPU time, since machines are noisy; the ratios are what holds. The messages
are synthetic DUM in CUSDEC D.96B with 1, 1, 2, 2, 3, 5 and 8 articles, with accents and released characters; no two
have the same values, so that what is remembered of one does not flatter the others.
"""

from __future__ import annotations

import itertools
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from pydifact.parser import Parser

sys.path.insert(0, str(Path(__file__).parents[1]))

from parsers.edifact.charsets import charset
from parsers.edifact.reader import Interchange, read
from parsers.edifact.segment import Script, Segment, ServiceCharacters
from parsers.edifact.tokenizer import Tokenizer

ARTICLES = (1, 1, 2, 2, 3, 5, 8)
MEGABYTE = 1_000_000
SPEED_BYTES = 4 * MEGABYTE
MEMORY_BYTES = 50 * MEGABYTE
TOKENIZING_AT_LEAST, READING_AT_LEAST, MEMORY_AT_MOST = 10, 1, 64


def message(number: int, articles: int) -> list[str]:
    """One declaration, its segments without terminators."""
    value = 1000 + number * 7
    segments = [
        f"UNH+{number}+CUSDEC:D:96B:UN:MADUM1",
        f"BGM+929+IMP-2026-{number:06}+9",
        "CST++010:117:ZZZ",
        "LOC+22+309:113:ZZZ",
        "LOC+35+FR:162:5",
        f"DTM+178:202611{number % 28 + 1:02}:102",
        f"MEA+WT+AAD+KGM:{value * 3}.5",
        f"MEA+WT+AAC+KGM:{value * 3}",
        f"RFF+ABE:{number:08}",
        f"TDT+11++1+++++9{number:06}:146:11:NAVIRE N?'{number}:FR",
        f"DOC+705+BL{number:09}",
        "DTM+137:20261101:102",
        f"NAD+EX+{number:08}:160:ZZZ++SOCIÉTÉ D?'EXPORT {number}+{number} RUE DE L?'ÉGLISE+LYON++69000+FR",
        f"NAD+IM+{number + 17:08}:160:ZZZ++ATLAS TEXTILES {number} SARL+BD ZERKTOUNI+CASABLANCA++20000+MA",
        f"RFF+GN:{number + 100000000:015}",
        f"NAD+DT+{number % 97:08}:160:ZZZ++TRANSIT ?+ PLUS {number}",
        "CTA+IC+:M. EL AMRANI",
        "TOD+6++CFR:106:4",
        "LOC+1+MACAS:139:6:CASABLANCA",
        f"MOA+39:{value}.25:EUR:4",
        f"CUX+2:EUR:4+3:MAD:1+10.{number % 9000 + 1000}",
        f"MOA+43:{value * 10}.50:MAD",
        "UNS+D",
    ]
    for article in range(1, articles + 1):
        segments += [
            f"CST+{article}+{8708299000 + number % 1000}:122:ZZZ+010:117:ZZZ",
            f"FTX+AAA+++PIÈCES DÉTACHÉES N° {number}-{article}:POUR VÉHICULES ?: 4?+2",
            "LOC+27+FR:162:5",
            f"MEA+AAF++NMB:{number % 500 + article}",
            f"MEA+WT+AAL+KGM:{value + article}.125",
            f"PAC+{article + number % 90}++CT",
            f"PCI+28+MARQUE {number}:LOT {article}",
            f"MOA+40:{value * article}.00:MAD",
            f"RFF+AFB:{number:07}",
            f"DOC+865+EUR1-{number}-{article}",
            f"TAX+1+CUD:::DI++{value * article}+:::2.5",
            f"MOA+55:{value + article}:MAD",
        ]
    segments += ["UNS+S", f"CNT+5:{articles}", "TAX+4+TOT", f"MOA+176:{value * 5}:MAD"]
    return [*segments, f"UNT+{len(segments) + 1}+{number}"]


def interchange(size: int) -> Iterator[bytes]:
    """An interchange of at least so many bytes, in chunks of a message."""
    head = "UNB+UNOC:3+TRANSIT01:ZZ+DUMGATE:ZZ+261101:1200+IC0001'"
    written = len(head)
    yield head.encode("latin-1")
    for number in itertools.count(1):
        chunk = "".join(segment + "'" for segment in message(number, ARTICLES[number % len(ARTICLES)])).encode(
            "latin-1"
        )
        yield chunk
        written += len(chunk)
        if written >= size:
            yield f"UNZ+{number}+IC0001'".encode()
            return


def tokenize(content: bytes) -> int:
    """Every segment with its elements and components."""
    repertoire = charset("UNOC")
    assert repertoire is not None
    script = Script(ServiceCharacters(), repertoire)
    tokens = Tokenizer([content], len(content), 10_000)
    count = 0
    while batch := tokens.batch():
        offset, pieces = batch
        for piece in pieces:
            count += 1
            elements = Segment(piece[:3].decode(), piece, offset, count, script).elements
            assert elements
            offset += len(piece) + 1
    return count


def read_all(content: bytes) -> int:
    """Everything that the reader does; the file is sound, and so must its verdict be."""
    messages = 0
    for record in read([content]):
        if isinstance(record, Interchange):
            assert not record.rejected, record.faults[:3]
        else:
            assert not record.rejected, record.faults[:3]
            messages += 1
    return messages


def pydifact(content: bytes) -> int:
    """What pydifact gives of the same bytes: segments, unchecked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return sum(1 for _ in Parser().parse(content.decode("latin-1")))


def seconds(work: Callable[[bytes], int], content: bytes, runs: int) -> float:
    """The best CPU time of some runs."""
    best = float("inf")
    for _ in range(runs):
        began = time.process_time()
        work(content)
        best = min(best, time.process_time() - began)
    return best


def memory() -> float:
    """Peak memory in MB above what stands before, for a large interchange streamed."""
    read_all(b"".join(interchange(100_000)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for record in read(interchange(MEMORY_BYTES)):
        assert not record.rejected
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def main() -> int:
    """Print the figures; 1 where a bound is not met."""
    content = b"".join(interchange(SPEED_BYTES))
    size = len(content) / MEGABYTE
    assert tokenize(content) == pydifact(content)
    took = {
        "pydifact, segments": seconds(pydifact, content, 2),
        "dumgate, segments with elements": seconds(tokenize, content, 5),
        "dumgate, read and checked": seconds(read_all, content, 3),
    }
    other, tokens, checked = took.values()
    for what, value in took.items():
        print(f"{what:34} {size / value:7.2f} MB/s  {other / value:6.1f} × pydifact")
    told = subprocess.run([sys.executable, __file__, "memory"], capture_output=True, text=True, check=True).stdout
    peak = float(told)
    print(f"50 MB streamed: {peak:.1f} MB above the baseline")
    met = other / tokens >= TOKENIZING_AT_LEAST and other / checked > READING_AT_LEAST and peak <= MEMORY_AT_MOST
    print("All bounds are met." if met else "A bound is NOT met.")
    return 0 if met else 1


if __name__ == "__main__":
    if sys.argv[1:] == ["memory"]:
        print(memory())
    else:
        sys.exit(main())
