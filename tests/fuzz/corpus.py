"""Seeds: every failure that was ever found (`seeds/<target>/`), and a sample of the corpus (`seeds/<target>.zip`)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

SEEDS = Path(__file__).parent / "seeds"
LARGEST = 110_000
"""Bytes of the packed sample of one target."""

EPOCH = (2026, 1, 1, 0, 0, 0)


def seeds(target: str) -> dict[str, bytes]:
    """The seeds of a target by their names."""
    found = {path.name: path.read_bytes() for path in sorted((SEEDS / target).glob("*"))}
    packed = SEEDS / f"{target}.zip"
    if packed.exists():
        with zipfile.ZipFile(packed) as sample:
            found |= {name: sample.read(name) for name in sample.namelist()}
    return found


def write_sample(target: str, inputs: Iterable[tuple[str, bytes]]) -> int:
    """Pack a sample, the smallest inputs first, as many as there is room for; how many there are."""
    SEEDS.mkdir(exist_ok=True)
    path, taken = SEEDS / f"{target}.zip", 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as sample:
        for name, content in sorted(inputs, key=lambda each: (len(each[1]), each[0])):
            sample.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
            taken += 1
            if path.stat().st_size > LARGEST:
                break
    return taken
