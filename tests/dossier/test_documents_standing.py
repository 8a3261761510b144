"""Whether a document holds still: valid, cancelled or superseded, the same wherever it is shown."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from gateway.cli import app, client
from gateway.doors.http.addresses import address
from gateway.history.as_of import ledger_as_of
from gateway.ledger import tables
from gateway.pipeline.printed_forms import PrintedForms
from gateway.queries import documents
from gateway.queries.belongings import of_declarations
from gateway.queries.log_events import streams_behind
from gateway.queries.one_row import everything
from gateway.views.belonging_views import document_view
from gateway.views.declaration_views import declaration_view
from renderers.form_records import DumDocument
from tests.checkout import EXAMPLES
from tests.dossier.books import Books
from tests.dossier.test_accounts import admit, export

pytestmark = pytest.mark.service


Told = tuple[str, str | None]


def stands(books: Books, number: str) -> Told:
    """How a document stands, the same in its list, alone, for its declaration and for the public."""
    row = documents.one(books.engine, number, everything)
    assert row is not None and row.xml is not None
    declaration = books.declaration(row.declaration)
    theirs = of_declarations(books.engine, [declaration.id])
    of_it = declaration_view(declaration, theirs, address)["documents"]
    listed = documents.page(books.engine, "", 1000, everything)
    shown = document_view(row, address)
    assert [each for each in of_it if each["number"] == number] == [shown]
    assert [document_view(each, address) for each in listed if each.number == number] == [shown]
    public = documents.standing(books.engine, number, row.xml)
    assert public is not None and public._asdict().keys() == {"validity", "superseded_by"}
    assert (public.validity, public.superseded_by) == (shown["validity"], shown["superseded_by"])
    return shown["validity"], shown["superseded_by"]


def forms(books: Books, row: Any) -> list[str]:
    """The editions of a declaration's form, the oldest first."""
    rows = books.rows(tables.document, declaration=row.id, kind="dum")
    return [each.number for each in sorted(rows, key=lambda each: int(each.record["edition"]))]


def test_a_later_edition_supersedes_all_before_it_the_tenth_too(books: Books) -> None:
    row = books.lodge()
    for _ in range(10):
        books.act("visa", dum_number=row.dum_number, text="seen")
    books.sign()
    *earlier, newest = forms(books, row)
    assert newest.endswith("-11")
    assert [stands(books, each) for each in earlier] == [("superseded", newest)] * 10
    assert stands(books, newest) == ("valid", None)
    found = documents.one(books.engine, newest, everything)
    assert found is not None and document_view(found, address)["edition"] == 11


def test_an_edition_that_is_due_supersedes_nothing_yet(books: Books) -> None:
    row = books.lodge()
    books.sign()
    books.act("visa", dum_number=row.dum_number, text="seen")
    first, due = forms(books, row)
    assert stands(books, first) == ("valid", None)
    found = documents.one(books.engine, due, everything)
    assert found is not None and (found.validity, found.superseded_by) == ("valid", None)
    books.sign()
    assert stands(books, first) == ("superseded", due)


class Bytes:
    """In the place of a store: a declaration, whatever is asked for. Of workers: what they are given."""

    def get(self, _: str) -> bytes:
        """The bytes of an example."""
        return (EXAMPLES / "import.xml").read_bytes()

    def run(self, _: object, record: DumDocument, *more: object) -> bytes:
        """Whether the print is one of a cancelled declaration."""
        return b"cancelled" if record.cancelled else b"in force"


def test_a_print_bears_the_cancellation_before_the_last_edition_is_signed(books: Books) -> None:
    row, at_hand = books.lodge(), Bytes()
    books.sign()
    given: Any = (at_hand, at_hand, lambda: books.now, lambda digest="": books.law, True)
    printed = PrintedForms(books.engine, *given)
    assert printed.of(row.id, (1,), "fr") == b"in force"
    asked = books.ask("cancel", books.again(row))
    if books.again(asked).outcome == "pending":
        books.act("request-decision", declaration_id=asked.id, decision="ACCEPTED")
    assert books.rows(tables.document, declaration=row.id, xml=None), "the last edition is due"
    assert printed.of(row.id, (1,), "fr") == b"cancelled"


def test_what_was_issued_on_a_cancelled_declaration_is_cancelled(books: Books) -> None:
    row, other = books.lodge(), books.lodge()
    books.act("visa", dum_number=row.dum_number, text="seen")
    asked = books.ask("cancel", books.again(row))
    books.act("request-decision", declaration_id=asked.id, decision="ACCEPTED")
    books.sign()
    first, *_, newest = forms(books, row)
    assert stands(books, newest) == ("cancelled", None)
    assert stands(books, first) == ("cancelled", newest)
    said = {each.number: each.record["cancelled"] for each in books.rows(tables.document, kind="dum")}
    assert [number for number, cancelled in said.items() if cancelled] == [newest]
    assert stands(books, *forms(books, other)) == ("valid", None)


def test_the_form_of_a_replaced_declaration_is_superseded_by_the_newest_of_the_other(books: Books) -> None:
    old = books.lodge()
    new = books.ask("replace", old)
    books.act("visa", dum_number=new.dum_number, text="seen")
    books.sign()
    assert stands(books, *forms(books, old)) == ("superseded", forms(books, new)[-1])
    assert [each.record["cancelled"] for each in books.rows(tables.document, kind="dum", declaration=old.id)] == [None]
    with ledger_as_of(books.engine, streams_behind(books.engine, old.id), books.now) as then:
        past = documents.one(then, *forms(books, old), everything)
    assert past is not None and (past.validity, past.superseded_by) == ("superseded", forms(books, new)[-1])


def test_the_quittance_of_a_reversed_payment_is_cancelled_and_tells_the_one_in_its_place(books: Books) -> None:
    row = books.lodge(due=1000)
    wrong = books.pay(row, 400)
    books.sign()
    assert stands(books, wrong) == ("valid", None)
    (payment,) = books.rows(tables.payment)
    books.act("reversal", payment_number=payment.number, reason="bounced")
    assert stands(books, wrong) == ("cancelled", None)
    right = books.pay(row, 500)
    books.sign()
    assert stands(books, wrong) == ("cancelled", right)
    assert stands(books, right) == ("valid", None)


@pytest.mark.parametrize("way", ["claim-cancellation", "cancel", "replace"])
def test_the_last_notice_on_a_claim_that_fell_is_cancelled(books: Books, way: str) -> None:
    fell, stays = books.lodge(due=1000), books.lodge(due=1000)
    books.wait(60)
    books.sign()
    notice, other = (books.rows(tables.claim, declaration=each.id)[0].dasf for each in (fell, stays))
    assert stands(books, notice) == ("valid", None)
    if way == "claim-cancellation":
        (claim,) = books.rows(tables.claim, declaration=fell.id)
        books.act(way, claim_number=claim.number, reason="given up")
    else:
        books.ask(way, books.again(fell))
    assert stands(books, notice) == ("cancelled", None)
    assert stands(books, other) == ("valid", None)


def test_a_cancelled_certificate_is_cancelled_and_the_next_one_valid(books: Books) -> None:
    opened = admit(books)
    export(books, 480, opened)
    (certificate,) = books.rows(tables.certificate)
    books.act("certificate-cancellation", certificate_number=certificate.number, reason="wrong")
    export(books, 480, opened)
    books.sign()
    first, second = books.rows(tables.certificate)
    assert stands(books, first.number) == ("cancelled", None)
    assert stands(books, second.number) == ("valid", None)


def test_only_the_right_pair_is_told_how_a_document_stands(books: Books) -> None:
    books.lodge()
    (due,) = books.rows(tables.document)
    assert documents.standing(books.engine, due.number, "0" * 64) is None
    books.sign()
    told = documents.standing(books.engine, due.number, "0" * 64)
    assert told is not None and told.validity == "valid"
    for number, sha256 in ((due.number, "1" * 64), (due.number, ""), ("none", "0" * 64), ("none", "1" * 64)):
        assert documents.standing(books.engine, number, sha256) is None


@pytest.mark.parametrize(
    ("language", "valid", "cancelled", "superseded"),
    [
        ("fr", "valable", "annulée", "remplacée par"),
        ("en", "valid", "cancelled", "superseded by"),
        ("ar", "صالحة", "ملغى", "معوضة بالوثيقة"),
    ],
)
def test_the_dossier_marks_what_holds_no_more(
    books: Books, monkeypatch: pytest.MonkeyPatch, language: str, valid: str, cancelled: str, superseded: str
) -> None:
    row = books.lodge(due=1000)
    wrong = books.pay(row, 400)
    (payment,) = books.rows(tables.payment)
    books.act("reversal", payment_number=payment.number, reason="bounced")
    right = books.pay(row, 1000)
    books.sign()
    view = declaration_view(books.again(row), of_declarations(books.engine, [row.id]), address)
    answer = httpx.MockTransport(lambda _: httpx.Response(200, json=view))
    monkeypatch.setattr(client, "connect", lambda *_: httpx.Client(base_url="http://gateway", transport=answer))
    shown = CliRunner().invoke(app, ["dossier", row.id, "--language", language])
    assert shown.exit_code == 0, shown.output
    *earlier, newest = forms(books, row)
    told = {wrong: f"{cancelled}, {superseded} {right}", right: valid, newest: valid}
    told |= dict.fromkeys(earlier, f"{superseded} {newest}")
    assert len(earlier) == 3
    for number, words in told.items():
        assert re.search(f"  {number} +{words}  ", shown.output), (number, words, shown.output)
