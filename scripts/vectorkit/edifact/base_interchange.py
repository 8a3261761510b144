"""The interchange that every case begins with, sound in all, and the small changes that break it.

`@1@` and `@2@` stand for the references (0020) of the first and the second interchange of a case: 14 characters each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

HEAD = "UNB+UNOC:3+KIT:ZZZ+DUMGATE:ZZZ+260616:1014+@1@++++1"
GROUP_HEAD = "UNG+CUSDEC+KIT:ZZZ+DUMGATE:ZZZ+260616:1014+1+UN+D:96B:MADUM1"
CUSDEC = "CUSDEC:D:96B:UN:MADUM1"
BODY = """\
BGM+913+KIT-@1@+53
CST++004:117:ZZZ
LOC+22+411:113:ZZZ
LOC+27+MA:162:5:MAROC
LOC+44+:::CASABLANCA
DTM+137:20260616101422:204
MEA+WT+AAD+KGM:438.590
MEA+WT+AAC+KGM:404.250
NAD+EX+++TISSAGES DU HAOUZ SA+SIDI GHANEM LOT 212, MARRAKECH
RFF+GN:002704156000076
RFF+XA:90233:45
NAD+IM+++MANUFACTURE DU SAISS SARL+QUARTIER INDUSTRIEL BENSOUDA, FES
RFF+GN:002330918000075
RFF+XA:55120:27
NAD+DT+++TRANSIT DU BOUREGREG SARL+14 RUE DES CONSULS, CASABLANCA
RFF+GN:001998877000054
RFF+XA:431905:81
RFF+ABP:1187
MOA+43:4790.362:MAD
UNS+D
CST+1+3907690090:122:ZZZ+004:117:ZZZ+390769:108:ZZZ
FTX+AAA+++POLYETHYLENE TEREPHTALATE EN GRANULES
LOC+27+MA:162:5:MAROC
MEA+WT+AAL+KGM:404.250
PAC+23++:::SACS
PCI+28+KIT 2 1/23
MOA+40:4790.362:MAD
UNS+S
CNT+5:1
AUT+H. OUAZZANI
DTM+187:20260616:102"""
"""Of régime 004. With UNH as number 1, BGM is number 2, UNS+D 21, FTX 23, UNS+S 29 and UNT 33."""

Edit = Callable[[list[str]], list[str]]


def change(begin: str, *new: str) -> Edit:
    """The first segment that begins so becomes these; none: it is left out. Raises StopIteration where none does."""

    def edit(segments: list[str]) -> list[str]:
        place = next(at for at, segment in enumerate(segments) if segment.startswith(begin))
        return [*segments[:place], *new, *segments[place + 1 :]]

    return edit


def add_behind(begin: str, *new: str) -> Edit:
    """These come behind the first segment that begins so."""

    def edit(segments: list[str]) -> list[str]:
        place = next(at for at, segment in enumerate(segments) if segment.startswith(begin))
        return [*segments[: place + 1], *new, *segments[place + 1 :]]

    return edit


def message(*edits: Edit, reference: str = "1", kind: str = CUSDEC) -> list[str]:
    """The message with its body changed; UNT counts what is there."""
    segments = BODY.replace("KIT-@1@", f"KIT-@1@-{reference}").splitlines()
    for edit in edits:
        segments = edit(segments)
    return [f"UNH+{reference}+{kind}", *segments, f"UNT+{len(segments) + 2}+{reference}"]


def group(*messages: Sequence[str], head: str = GROUP_HEAD) -> list[str]:
    """A functional group around messages; UNE counts them."""
    return [head, *(segment for each in messages for segment in each), f"UNE+{len(messages)}+{head.split('+')[5]}"]


def interchange(*parts: Sequence[str], head: str = HEAD) -> list[str]:
    """An interchange of messages or groups; UNZ counts them."""
    inside = [segment for part in parts for segment in part]
    return [head, *inside, f"UNZ+{len(parts)}+{head.split('+')[5]}"]


def second(segments: Sequence[str]) -> list[str]:
    """The same with the references of a second interchange."""
    return [segment.replace("@1@", "@2@") for segment in segments]


def written(segments: Sequence[str], *, una: str = "", end: str = "'\n", codec: str = "ascii") -> bytes:
    """The bytes: a segment a line, `una` as it is before them."""
    return (una + "".join(segment + end for segment in segments)).encode(codec)
