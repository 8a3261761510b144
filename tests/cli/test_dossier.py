"""The commands about what became of a declaration: dossier, history, account, claim, credit, act, print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Office
from tests.service.messages import next_second, now, request

pytestmark = pytest.mark.service


Write = Callable[..., Path]
IMPORT, PROCESSING, EXPORT = "import-on-credit", "inward-processing", "export-after-processing"
CREDIT, CLAIM = "301000456", "SPECIMEN-301L"


def test_an_act_is_done_told_and_then_stands_in_dossier_and_history(office: Office, written: Write) -> None:
    number = office.numbers[IMPORT]
    next_second()
    before = now()
    next_second()
    file = written("visa", dum_number=number, text="Vu au bureau")
    done = office.run("act", file, key=office.officer)
    assert done.exit_code == 0, done.output
    assert "Act recorded: Inspector's visa" in done.output
    assert office.run("act", file, key=office.officer).output == done.output
    office.service.wait_until_idle()  # the notice is signed then
    assert "Inspector's visa" in office.run("dossier", number).output
    told = office.run("history", number).output
    assert "bureau (N. ALAMI)" in told and "Vu au bureau" in told
    for command in ("dossier", "history"):
        past = office.run(command, number, "--as-of", before)
        assert past.exit_code == 0, past.output
        assert "Inspector's visa" not in past.output and number in past.output


def test_an_act_that_does_not_fit_is_refused_with_its_line_and_a_caret(office: Office, written: Write) -> None:
    file = written("valuation", dum_number=office.numbers[IMPORT], decision="RETAINED")
    refused = office.run("act", file, key=office.officer)
    assert refused.exit_code == 1
    assert "ACT11" in refused.output and "^" in refused.output and "→" in refused.output


def test_an_act_needs_the_key_of_an_office(office: Office, written: Write) -> None:
    refused = office.run("act", written("visa", dum_number=office.numbers[IMPORT]))
    assert refused.exit_code == 2
    assert "API02" in refused.output


def test_a_declaration_is_found_by_number_id_and_reference(office: Office) -> None:
    number = office.numbers[IMPORT]
    by_number = office.run("dossier", f" {number[:3]} {number[3:].lower()}")
    assert by_number.exit_code == 0, by_number.output
    assert "Removal credit:" in by_number.output
    (identifier,) = (
        office.service.client(office.declarant)
        .get("/v1/declarations", params={"dum_number": number})
        .json()["declarations"]
    )
    for name in (identifier["id"], "IMP-2026-0150"):
        assert office.run("dossier", name).output == by_number.output


def test_anothers_declaration_is_not_found(office: Office) -> None:
    stranger = office.service.add_partner("stranger")
    for name in (office.numbers[IMPORT], "IMP-2026-0150"):
        found = office.run("dossier", name, key=stranger)
        assert found.exit_code == 2
        assert name in found.output


def test_the_account_of_a_processing_shows_what_was_charged(office: Office) -> None:
    shown = office.run("account", office.numbers[PROCESSING])
    assert shown.exit_code == 0, shown.output
    assert office.numbers[EXPORT] in shown.output and "partial" in shown.output
    before = office.run("account", office.numbers[PROCESSING], "--as-of", "2020-01-01")
    assert before.exit_code == 2


def test_claim_and_credit_account_tell_what_is_owed(office: Office) -> None:
    claims = (
        office.service.client(office.declarant)
        .get("/v1/declarations", params={"reference": "IMP-2026-0150"})
        .json()["declarations"][0]["claims"]
    )
    claim = office.run("claim", claims[0]["number"])
    assert claim.exit_code == 0, claim.output
    assert claims[0]["amount"] in claim.output and claims[0]["due_on"] in claim.output
    credit = office.run("credit", CREDIT)
    assert credit.exit_code == 0, credit.output
    assert claims[0]["amount"] in credit.output


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "n’est pas un instant"), ("en", "is no instant"), ("ar", "ليس وقتا")]
)
@pytest.mark.parametrize("command", ["dossier", "history", "account", "claim", "credit"])
def test_what_is_no_instant_is_told_what_one_looks_like(
    office: Office, command: str, language: str, words: str
) -> None:
    told = office.run(command, "x", "--as-of", "yesterday", language=language)
    assert told.exit_code == 2
    assert words in told.output and "2026-11-24T10:00:00+00:00" in told.output


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_no_word_is_missing_in_what_is_shown(office: Office, language: str) -> None:
    for arguments in (("dossier", office.numbers[PROCESSING]), ("history", office.numbers[PROCESSING])):
        shown = office.run(*arguments, language=language)
        assert shown.exit_code == 0, shown.output
        assert not [
            word
            for word in ("show.", "event.", "state.", "kind.", "discharged-")
            if word in shown.output.replace(".xml", "")
        ]


def test_the_form_is_printed_to_a_file(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "form.pdf"
    printed = office.run("print", office.numbers[IMPORT], "--copy", "2", "--titles", "ar", "-o", file)
    assert printed.exit_code == 0, printed.output
    assert file.read_bytes().startswith(b"%PDF")
    assert office.run("print", office.numbers[IMPORT], "--copy", "7").exit_code == 2


def test_declarations_are_asked_for_by_one_thing_at_least(office: Office) -> None:
    client = office.service.client(office.declarant)
    assert client.get("/v1/declarations").status_code == 422
    assert client.get("/v1/declarations", params={"dum_number": "1"}).status_code == 422
    assert client.get("/v1/declarations", params={"reference": "\x00"}).status_code == 422
    assert client.get("/v1/declarations", params={"reference": "unknown"}).json() == {"declarations": []}


def test_a_request_that_waits_is_shown_and_its_reference_means_the_declaration(office: Office, tmp_path: Path) -> None:
    number = office.numbers[IMPORT]
    client = office.service.client(office.declarant)
    (declaration,) = client.get("/v1/declarations", params={"dum_number": number}).json()["declarations"]
    file = tmp_path / "cancel.xml"
    file.write_bytes(request("cancel", declaration, None, reason="Marchandises perdues").body)
    assert office.run("submit", file).exit_code == 0
    for name in (number, "IMP-2026-0150"):
        shown = office.run("dossier", name)
        assert shown.exit_code == 0, shown.output
        assert "Requests of the declarant" in shown.output and "Marchandises perdues" in shown.output
        assert "waits for the office’s decision" in shown.output
