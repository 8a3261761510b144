"""Attachments: each file that a declaration names was received as announced, and nothing else came with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from schemas.declaration import text_of
from schemas.findings import Finding, finding
from schemas.form import Field, Form
from schemas.gathering import Places


@dataclass(frozen=True, slots=True)
class Received:
    """A file that came with the declaration: its name and the SHA-256 (hex) of its bytes."""

    name: str
    sha256: str


def check_attachments(
    root: etree._Element,
    places: Places,
    form: Form,
    received: Sequence[Received],
    rejected: Mapping[str, Finding],
) -> list[Finding]:
    """Compare the names and hashes in the declaration with the files that came.

    `rejected` are named files that were refused at the door, with the finding that says why: it is given in the place
    of "not received". The hash is required of XML; EDIFACT carries none and does not come through here.
    """
    namespace = etree.QName(form.root.tag).namespace
    group = form.root.by_tag[f"{{{namespace}}}Attachment"]
    found: list[Finding] = []
    hashes = {each.name: each.sha256 for each in received}
    named: Counter[str] = Counter()
    for attachment in root.findall(group.tag):
        file_name = attachment.find(f"{{{namespace}}}FileName")
        if file_name is None:
            continue
        name = text_of(file_name)
        named[name] += 1
        if not _sound(file_name, group):
            continue
        at = places.value(file_name)
        digest = attachment.find(f"{{{namespace}}}SHA256")
        if named[name] > 1:
            found.append(finding("ATT05", value=name, facts={"name": name}, position=at))
        elif name in rejected:
            found.append(rejected[name].placed(at))
        elif name not in hashes:
            found.append(finding("ATT02", value=name, facts={"name": name}, position=at))
        elif digest is None:
            found.append(finding("ATT01", facts={"name": name}, position=places.end(attachment)))
        elif _sound(digest, group) and text_of(digest) != hashes[name]:
            facts = {"name": name, "sha256": hashes[name]}
            found.append(finding("ATT04", value=text_of(digest), facts=facts, position=places.value(digest)))
    repeated = Counter(each.name for each in received)
    end = places.end(root)
    for name, count in repeated.items():
        if name not in named:
            found.append(finding("ATT03", value=name, facts={"name": name}, file=name, position=end))
        if count > 1:
            found.append(finding("ATT05", value=name, facts={"name": name}, file=name, position=end))
    return found


def placed_at_their_names(found: Sequence[Finding], root: etree._Element, places: Places, form: Form) -> list[Finding]:
    """What was found in the files themselves, pointed at where the declaration names them; else at its end."""
    namespace = etree.QName(form.root.tag).namespace
    names = {text_of(each): each for each in root.findall(f"{{{namespace}}}Attachment/{{{namespace}}}FileName")}
    end = places.end(root)
    return [each.placed(places.value(names[each.file]) if each.file in names else end) for each in found]


def _sound(leaf: etree._Element, group: Field) -> bool:
    """True where the XSD takes the value: what it refuses has its finding, and is not judged twice."""
    return group.by_tag[leaf.tag].accepts(text_of(leaf))
