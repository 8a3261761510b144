"""The form that is issued holds it once; six copies are a print of that document, made when somebody asks."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from gateway.documents.verification import verify
from gateway.ledger import tables
from tests.renderers.printed_form.samples import text_of_pdf
from tests.service.conftest import Sender
from tests.service.declaring import small

pytestmark = pytest.mark.outside


@pytest.fixture
def due(sender: Sender) -> dict[str, Any]:
    """A registered declaration whose form is issued."""
    found = sender.declaration(sender.send(small()), "due")
    sender.service.wait_until_idle()
    return sender.declaration(found["submission"])


def _inside(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (file,) = opened.attachments.values()
        return bytes(file.get_file().read_bytes())


def test_six_copies_are_a_print_of_the_document_that_is_issued(
    sender: Sender, due: dict[str, Any], tmp_path: Path
) -> None:
    (form,) = due["documents"]
    rows = len(sender.service.rows(tables.event)), len(sender.service.rows(tables.document))
    issued = sender.client.get(form["pdf_url"]).content
    printed = sender.client.get(f"/v1/declarations/{due['id']}/form").content
    pages, prints = (text_of_pdf(each, tmp_path).split("\f")[:-1] for each in (issued, printed))
    assert len(prints) == 6 * len(pages)
    assert not any("Exemplaire" in page for page in pages)
    assert all("Exemplaire" in page and f"Impression du document {form['number']}" in page for page in prints)
    assert _inside(issued) == _inside(printed) == sender.client.get(form["xml_url"]).content
    roots = sender.client.get("/v1/trust").content
    told, told_of_print = verify(issued, roots), verify(printed, roots)
    assert told.ok and told_of_print.ok
    assert told.facts == told_of_print.facts
    with pikepdf.open(io.BytesIO(issued)) as one, pikepdf.open(io.BytesIO(printed)) as other:
        assert one.docinfo["/CreationDate"] == other.docinfo["/CreationDate"]
    assert rows == (len(sender.service.rows(tables.event)), len(sender.service.rows(tables.document)))


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("copies=1", "copies"),
        ("copy=1&language=en", None),
        ("copy=2&copies=1&copies=2&%C3%A9%0A=x", None),
        ("copies=1&Copy=2&copy=3&%C3%A9=x", "copies, Copy, %C3%A9"),
    ],
)
def test_parameters_that_the_form_does_not_know_are_told(
    sender: Sender, due: dict[str, Any], query: str, ignored: str | None
) -> None:
    answer = sender.client.get(f"/v1/declarations/{due['id']}/form?{query}")
    assert answer.status_code == (422 if "%0A" in query else 200)
    assert answer.headers.get("Ignored-Parameters") == ignored
