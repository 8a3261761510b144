"""The kit of test vectors as it lies in a folder: the manifest, and the files that it names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from schemas.vocabulary import LANGUAGES

MANIFEST = "manifest.json"
FORMAT = 1
LARGEST_MANIFEST = 50_000_000
"""Bytes. A hundred times that of the kit that comes with the program."""
VERDICTS = {"refused": True, "valid": False}
VERSION_LENGTH = 16
"""Hexadecimal digits of the manifest's SHA-256 that name a kit."""


class KitError(Exception):
    """The folder holds no kit, or its files are not those of its manifest. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as far as it is compared: code, box, article (from 1) and line (from 1)."""

    code: str
    box: str | None
    article: int | None
    line: int | None


INTERCHANGES, INTERCHANGE = "interchanges", "interchange"
"""Family and kind of the interchanges, which are of no family of régimes."""
XML, EDIFACT = "xml", "edifact"
FORMS = {".edi": EDIFACT}
"""By a file's ending; all others are XML, whatever they hold."""


@dataclass(frozen=True, slots=True)
class Vector:
    """One declaration or interchange of the kit: what must come of it, and why it is there.

    `door` is `http` or `folder` where it can be sent through that one alone, else empty. `regime` is None where the
    document has none that can be read. `declarations` is how many answers come; `contrl` are the CONTRLs that must
    come by the interchange (from 1) that they answer, None where they are not looked at.
    """

    file: str
    path: Path
    family: str
    kind: str
    regime: str | None
    refused: bool
    findings: tuple[Told, ...]
    reason: Mapping[str, str]
    attachments: tuple[Path, ...]
    door: str
    declarations: int = 1
    contrl: Mapping[int, Path] | None = None

    @property
    def form(self) -> str:
        """`xml` or `edifact`."""
        return FORMS.get(PurePosixPath(self.file).suffix, XML)

    def files(self) -> dict[str, bytes]:
        """Its attachments by their name, as the declaration names them."""
        return {path.name: path.read_bytes() for path in self.attachments}


@dataclass(frozen=True, slots=True)
class Kit:
    """The vectors, and the version of the kit: the beginning of the SHA-256 of its manifest."""

    version: str
    vectors: tuple[Vector, ...]

    def of_family(self, family: str) -> Kit:
        """The vectors of one family. Raises KitError where it has none."""
        found = tuple(each for each in self.vectors if each.family == family)
        if not found:
            families = ", ".join(sorted({each.family for each in self.vectors}))
            raise KitError(f"The kit has no family {family}. It has: {families}.")
        return Kit(self.version, found)

    def of_form(self, form: str) -> Kit:
        """The vectors of one form, `xml` or `edifact`. Raises KitError where it has none."""
        found = tuple(each for each in self.vectors if each.form == form)
        if not found:
            raise KitError(f"The kit has nothing of the form {form} here.")
        return Kit(self.version, found)

    def for_door(self, door: str) -> Kit:
        """The vectors that can be sent through a door (`http`, `folder`)."""
        return Kit(self.version, tuple(each for each in self.vectors if each.door in ("", door)))


def read_kit(folder: Path) -> Kit:
    """The kit of a folder; every file is compared with the manifest. Raises KitError."""
    try:
        with (folder / MANIFEST).open("rb") as opened:
            content = opened.read(LARGEST_MANIFEST + 1)
    except OSError as error:
        message = f"There is no kit in {folder}: {MANIFEST} cannot be read. Name its folder with --kit."
        raise KitError(message) from error
    try:
        manifest: dict[str, Any] = json.loads(content) if len(content) <= LARGEST_MANIFEST else {}
        if manifest["format"] != FORMAT:
            raise KitError(f"The kit in {folder} has format {manifest['format']}; this program reads {FORMAT}.")
        vectors = tuple(_vector(folder, entry) for entry in manifest["vectors"])
        vectors += tuple(_interchange(folder, entry) for entry in manifest.get("interchanges", ()))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise KitError(f"{folder / MANIFEST} is no manifest of a kit. Fetch the kit anew.") from error
    if not vectors:
        raise KitError(f"The kit in {folder} has no vectors.")
    return Kit(hashlib.sha256(content).hexdigest()[:VERSION_LENGTH], vectors)


def _vector(folder: Path, entry: Mapping[str, Any]) -> Vector:
    hashes = {str(name): str(digest) for name, digest in entry["attachments"].items()}
    path = _checked(folder, entry["file"], entry["sha256"])
    attachments = tuple(_checked(folder, name, digest) for name, digest in hashes.items())
    return Vector(
        file=entry["file"],
        path=path,
        family=str(entry["family"]),
        kind=str(entry["kind"]),
        regime=entry["regime"],
        refused=VERDICTS[entry["verdict"]],
        findings=tuple(_told(each) for each in entry["findings"]),
        reason={language: str(entry["reason"][language]) for language in LANGUAGES},
        attachments=attachments,
        door=str(entry.get("door", "")),
    )


def _interchange(folder: Path, entry: Mapping[str, Any]) -> Vector:
    """An interchange, which is a vector with fewer members and CONTRLs."""
    known: dict[str, Any] = {"family": INTERCHANGES, "kind": INTERCHANGE, "regime": None, "attachments": {}}
    contrl: dict[int, Path] = {}
    for each in entry["contrl"]:
        number = each["interchange"]
        if isinstance(number, bool) or not isinstance(number, int):
            raise TypeError("contrl")
        contrl[number] = _checked(folder, each["file"], each["sha256"])
    declarations = int(entry["declarations"])
    return replace(_vector(folder, {**entry, **known}), declarations=declarations, contrl=contrl)


def _told(entry: Mapping[str, Any]) -> Told:
    """A finding of the manifest. Raises TypeError where a member is of another type."""
    told = Told(entry["code"], entry["box"], entry["article"], entry["line"])
    kinds = ((told.code, str), (told.box, str | None), (told.article, int | None), (told.line, int | None))
    if not all(isinstance(value, kind) for value, kind in kinds):
        raise TypeError("findings")
    return told


def _checked(folder: Path, name: str, digest: str) -> Path:
    """A file of the kit that is as the manifest says."""
    inside = PurePosixPath(name)
    if inside.is_absolute() or ".." in inside.parts:
        raise KitError(f"The manifest names a file outside the kit: {name}.")
    path = folder / inside
    try:
        content = path.read_bytes()
    except OSError as error:
        raise KitError(f"{path} is missing. Fetch the kit anew.") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise KitError(f"{path} is not the file that the manifest names. Fetch the kit anew.")
    return path
