"""Judging a written declaration, and what holds of every finding."""

from __future__ import annotations

import re

from lxml import etree

from parsers.xml import read_xml
from schemas.check import Verdict, check
from schemas.findings import Finding
from schemas.structure import walk
from schemas.vocabulary import LANGUAGES

from .papers import Layout, Node, Written, write
from .samples import DUM_FORM, LAW


def judged(root: Node, layout: Layout, most: int = 10_000) -> tuple[Written, Verdict, etree._Element]:
    """A declaration written, read and checked."""
    written = write(root, layout)
    reading = read_xml(written.content)
    assert reading.root is not None and reading.source is not None, reading.findings
    return written, check(reading.root, reading.source, DUM_FORM, LAW, max_findings=most), reading.root


def verdicts_agree(tree: etree._Element, strange_blank: bool = False) -> bool:
    """What libxml2 says of the form; xmlschema says the same, and the walk finds a fault exactly when it refuses.

    One thing is known where xmlschema differs: a no-break space and its like, between elements or around a value, are
    white space to it, while XML 1.0 (2.3) has four white space characters only. libxml2 decides.
    """
    sound = bool(DUM_FORM.schema.validate(tree))
    assert bool(DUM_FORM.second.is_valid(tree)) == (sound or strange_blank)
    assert any(True for _ in walk(tree, DUM_FORM.root)) != sound
    return sound


def article_of(root: Node, node: Node) -> int | None:
    """The number of the article that holds a node, as it stands in the document."""
    articles = [child for child in root.children if child.name == "GoodsItem" and child.namespace is None]
    return next((number for number, article in enumerate(articles, start=1) if article.holds(node)), None)


def check_words(found: Finding) -> None:
    """A message and a remedy in three languages, complete, in less than 30 words beside the sender's value."""
    for language in LANGUAGES:
        for text in (found.message(language), found.fix(language)):
            ours = text.replace((found.value or "\0")[:79], "")
            assert ours and not re.search(r"\{\w+\}", ours), text
            assert len(ours.split()) < 40, text
            assert text[-1] in ".…", text
            assert ("\u2066" in text) <= (language == "ar"), text
            assert text.count("\u2066") == text.count("\u2069"), text
