"""The page on companies lists the words of a scope, and the codes of what is refused, as the program has them."""

from __future__ import annotations

import re

from schemas.findings import codes
from schemas.vocabulary import SCOPE
from tests.checkout import CHECKOUT

PAGE = (CHECKOUT / "docs/companies.md").read_text(encoding="utf-8")


def test_each_word_and_each_code_is_there() -> None:
    section = PAGE.partition("## Scope")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.M) == list(SCOPE)
    refused = PAGE.partition("## What is refused")[2].partition("\n## ")[0]
    assert re.findall(r"^\| (PRM\d\d) \|", refused, re.M) == sorted(each for each in codes() if each.startswith("PRM"))
