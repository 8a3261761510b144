"""A declaration may say where its schema lies; nobody goes there: a path in it must open nothing of ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from parsers.xml import read_xml
from schemas.check import check
from schemas.form import form
from tests.checkout import EXAMPLES

from .samples import LAW

IMPORT = (EXAMPLES / "import.xml").read_bytes()
XSI = b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '


@pytest.mark.timeout(60)
@pytest.mark.parametrize("element", [b"Declaration", b"FormQuantity"])
@pytest.mark.parametrize(
    "hint",
    ["schemaLocation='urn:other {}'", "schemaLocation='urn:dumgate:dum:1 {}'", "noNamespaceSchemaLocation='{}'"],
)
def test_a_schema_location_is_never_opened(tmp_path: Path, element: bytes, hint: str) -> None:
    pipe = tmp_path / "pipe.xsd"
    os.mkfifo(pipe)  # whoever opens it waits for ever
    attribute = XSI + b"xsi:" + hint.format(pipe).encode()
    content = IMPORT.replace(b"<" + element, b"<" + element + b" " + attribute, 1)
    reading = read_xml(content)
    assert reading.root is not None
    assert reading.source is not None
    assert check(reading.root, reading.source, form("dum"), LAW).findings == ()
