"""Make the tables of a UN/EDIFACT directory from its unmodified disk, and check them against a second source.

    python scripts/edifact_tables.py make D96B d96b.zip CUSDEC CUSRES
    python scripts/edifact_tables.py check D96B second-source/

Only facts are taken: tags, order, status, repeats, formats, code values; none of the directory's texts. `make` writes
`schemas/edifact/<directory>/*.csv` and prints the SHA-256 of the disk, for `schemas/edifact/README.md`. `check` reads
the XML of php-edifact/edifact-mapping (or any of that shape) and says each difference; exit code 1 where there is one.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

HOME = Path(__file__).resolve().parent.parent / "schemas" / "edifact"
SERVICE = {"UNH", "UNS", "UNT", "UNB", "UNZ", "UNG", "UNE"}
HEADS = {
    "messages": ("message", "position", "level", "tag", "status", "repeats"),
    "segments": ("segment", "position", "item", "status", "repeats"),
    "composites": ("composite", "position", "element", "status"),
    "elements": ("element", "format"),
    "codes": ("element", "codes"),
}
_LINE = re.compile(r"^(\d{3,4})[ +*#|X-]*(.*)$")
_GROUP = re.compile(r"Segment group (\d+)\W+([MC])\s+(\d+)")
_SEGMENT = re.compile(r"^([A-Z]{3})\s.*?\s([MC])\s+(\d+)")
_ITEM = re.compile(r"^\d{3}[ +*#|X-]*\s([C\dE]\d{3})\s.*\s([MC])\s*((?:an|a|n)(?:\.\.)?\d+)?\s*(?:\d+)?\s*$")
_HEAD = re.compile(r"^[ +*#|X-]{0,6}\s*([A-Z]{3}|[CE]\d{3}|\d{4})\s{2,}\S")
_PART = re.compile(r"^(\d{3})?[ +*#|X-]*\s*(\d{4})\s.*\s([MC])\s+((?:an|a|n)(?:\.\.)?\d+)\s*$")
_REPRESENTATION = re.compile(r"^\s*Repr:\s*(\S+)")
_CODE = re.compile(r"^(?=.{9} \S)[ +*#|X-]{0,3} {0,8}(\S{1,6}) +\S")
"""A code stands in the first nine columns and its name begins in the eleventh: else it is a name that goes on."""

Row = tuple[str, ...]
Tables = dict[str, list[Row]]


def texts(disk: bytes) -> dict[str, str]:
    """The files of a directory disk by their bare name, archives in archives opened."""
    found: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(disk)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.upper().endswith(".ZIP"):
                found |= texts(content)
            else:
                found[Path(name).name.upper()] = content.decode("cp437")
    return found


def sections(text: str) -> Iterator[list[str]]:
    """The pieces between the ruled lines."""
    piece: list[str] = []
    for line in text.splitlines():
        if re.match(r"^[─\-═=]{20,}\s*$", line):
            yield piece
            piece = []
        else:
            piece.append(line)
    yield piece


def message_rows(message: str, text: str) -> Iterator[Row]:
    """The segment table, one row a segment or group; `level` is the number of groups around it."""
    started, level = False, 0
    for line in text[text.rindex("Pos    Tag") :].splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        started, (position, rest) = True, match.groups()
        group = _GROUP.search(rest)
        if group:
            yield message, position, str(level), f"SG{group[1]}", group[2], group[3]
            level += 1
        elif segment := _SEGMENT.match(rest.strip()):
            yield message, position, str(level), *segment.groups()
        level -= len(re.findall("[┘┴]", rest)) if not group else 0
    if not started or level:
        raise SystemExit(f"{message}: the segment table was not understood")


def item_rows(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Of segments: name, number, item, status."""
    for piece in sections(text):
        name, number = None, 0
        for line in piece:
            if name is None and (head := _HEAD.match(line)):
                name = head[1]
            elif name is not None and (item := _ITEM.match(line)):
                number += 1
                yield name, str(number), item[1], item[2]


def part_rows(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Of composites: name, number, element, status."""
    for piece in sections(text):
        name, number = None, 0
        for line in piece:
            if name is None and (head := _HEAD.match(line)):
                name = head[1]
            elif name is not None and (part := _PART.match(line)) and part[1]:
                number += 1
                yield name, str(number), part[2], part[3]


def element_rows(text: str) -> Iterator[Row]:
    """Of elements: name and representation."""
    for piece in sections(text):
        name = next((head[1] for line in piece if (head := _HEAD.match(line))), None)
        shape = next((found[1] for line in piece if (found := _REPRESENTATION.match(line))), None)
        if name and shape:
            yield name, shape


def code_rows(text: str) -> Iterator[Row]:
    """Of coded elements: name and all values."""
    for piece in sections(text):
        name, begun, codes = None, False, []
        for line in piece:
            if name is None and (head := _HEAD.match(line)):
                name = head[1]
            elif _REPRESENTATION.match(line):
                begun = True
            elif begun and (code := _CODE.match(line)):
                codes.append(code[1])
        if name and codes:
            yield name, " ".join(codes)


def made(files: dict[str, str], release: str, messages: Iterable[str]) -> Tables:
    """The tables of some messages: what they use, and nothing else."""
    one = {name.partition(".")[0]: text for name, text in files.items()}
    trees = [row for each in messages for row in message_rows(each, files[f"{each}_{release}"])]
    used = {row[3] for row in trees} - SERVICE
    segments = [(*row, "1") for row in item_rows(one["TRSD"]) if row[0] in used]
    items = {row[2] for row in segments}
    composites = [row for row in part_rows(one["TRCD"]) if row[0] in items]
    elements = items | {row[2] for row in composites}
    coded = dict(code_rows(one["UNCL-1"])) | dict(code_rows(one["UNCL-2"]))
    return {
        "messages": trees,
        "segments": segments,
        "composites": composites,
        "elements": sorted(row for row in element_rows(one["TRED"]) if row[0] in elements),
        "codes": sorted(row for row in coded.items() if row[0] in elements),
    }


def write(directory: str, tables: Tables) -> None:
    """Write the tables as CSV."""
    folder = HOME / directory
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([HEADS[name], *rows])
        print(f"{directory}/{name}.csv: {len(rows)} rows")


def differences(directory: str, second: Path) -> Iterator[str]:
    """What the tables of a directory say otherwise than the second source."""
    ours = {
        name: _read(HOME / directory / f"{name}.csv") for name in HEADS if (HOME / directory / f"{name}.csv").exists()
    }
    prefix, segments = {"syntax3": ("Service_V3-", "segments"), "syntax4": ("Service_V4-", "segments")}.get(
        directory, ("", "segments")
    )
    theirs = ElementTree.parse(second / f"{prefix}{segments}.xml").getroot()  # noqa: S314
    shapes = dict(ours["elements"])
    parts: dict[str, list[Row]] = {}
    for composite, _, element, status in ours["composites"]:
        parts.setdefault(composite, []).append((element, status, shapes[element]))
    mine: dict[str, list[object]] = {}
    for segment, _, item, status, repeats in ours["segments"]:
        inner: object = parts.get(item) or shapes[item]
        mine.setdefault(segment, []).append((item, status, inner, repeats))
    known = {each.get("id"): each for each in theirs}
    for segment, items in mine.items():
        other = [_theirs(each) for each in known[segment]] if segment in known else None
        if other != items:
            yield f"{segment}: {items} here, {other} there"
    for message in dict.fromkeys(row[0] for row in ours["messages"]):
        name = f"Service_V{directory[-1]}-messages-contrl.xml" if prefix else f"{message.lower()}.xml"
        tree = list(_nodes(ElementTree.parse(second / name).getroot(), 0))  # noqa: S314
        own = [(int(row[2]), row[3], row[4], row[5]) for row in ours["messages"] if row[0] == message]
        if tree != own:
            yield f"{message}: {set(own) ^ set(tree)}"


def _theirs(node: ElementTree.Element) -> object:
    status = "M" if node.get("required") == "true" else "C"
    repeats = node.get("maxrepeat", "1")
    if node.tag == "composite_data_element":
        inner: object = [(each.get("id"), _status(each), _shape(each)) for each in node]
    else:
        inner = _shape(node)
    return node.get("id"), status, inner, repeats


def _status(node: ElementTree.Element) -> str:
    return "M" if node.get("required") == "true" else "C"


def _shape(node: ElementTree.Element) -> str:
    exact = node.get("length")
    return f"{node.get('type')}{exact}" if exact else f"{node.get('type')}..{node.get('maxlength')}"


def _nodes(node: ElementTree.Element, level: int) -> Iterator[tuple[int, str, str, str]]:
    for each in node:
        if each.tag not in ("segment", "group"):
            continue
        yield level, str(each.get("id")), _status(each), str(each.get("maxrepeat"))
        if each.tag == "group":
            yield from _nodes(each, level + 1)


def _read(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        return [tuple(row) for row in list(csv.reader(file))[1:]]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["make", "check"])
    parser.add_argument("directory")
    parser.add_argument("source", type=Path)
    parser.add_argument("messages", nargs="*")
    asked = parser.parse_args()
    if asked.what == "make":
        disk = asked.source.read_bytes()
        release = f"{asked.directory[0]}.{asked.directory[1:]}"
        write(asked.directory, made(texts(disk), release, asked.messages))
        print(f"SHA-256 of {asked.source.name}: {hashlib.sha256(disk).hexdigest()}")
    else:
        found = list(differences(asked.directory, asked.source))
        print("\n".join(found) or f"{asked.directory}: the same in both sources")
        sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
