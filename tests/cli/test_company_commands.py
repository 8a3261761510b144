"""`dumgate companies`, `mandates`, `partners attach` and `ledger complete`: what an operator does and is shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import app
from gateway.people import PeopleError
from schemas.vocabulary import LANGUAGES

pytestmark = pytest.mark.service

BAHIA = ("companies", "add", "bahia", "--name", "BAHIA ARTS", "--ice", "002841907000070", "--rc", "81/0518204")


def run(data: Path, *arguments: str) -> Result:
    """A command, in English."""
    environment = {"LANG": "en", "DUMGATE_DATA": str(data / "data")}
    environment |= {f"DUMGATE_{name.upper()}": str(data / name) for name in ("inbox", "outbox")}
    return CliRunner().invoke(app, [*arguments], env=environment)


def done(data: Path, *arguments: str) -> str:
    """What a command prints that must succeed."""
    result = run(data, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(data: Path, *arguments: str) -> str:
    """The message of what is refused; it is told in all languages."""
    error = run(data, *arguments).exception
    assert isinstance(error, PeopleError), error
    assert all(error.words[language] and "{" not in error.words[language] for language in LANGUAGES)
    return error.key


def test_a_company_from_its_first_day_to_another_identifier(tmp_path: Path) -> None:
    assert done(tmp_path, *BAHIA) == "bahia  BAHIA ARTS\n  002841907000070\n  81/0518204\n"
    done(tmp_path, "partners", "add", "bahia-erp")
    done(tmp_path, "partners", "attach", "bahia-erp", "--company", "bahia", "--scope", "send", "--scope", "follow")
    done(tmp_path, "companies", "rename", "bahia", "BAHIA DE LA TABLE")
    done(tmp_path, "companies", "end", "bahia", "81/0518204", "--until", "2026-08-31")
    done(tmp_path, "companies", "identify", "bahia", "01/73267", "--since", "2026-09-01")
    (told,) = json.loads(done(tmp_path, "companies", "list", "--json"))["companies"]
    assert (told["name"], told["partners"]) == ("BAHIA DE LA TABLE", ["bahia-erp"])
    assert {each["value"]: (each["since"], each["until"]) for each in told["identifiers"]} == {
        "002841907000070": ("", None),
        "81/0518204": ("", "2026-08-31T23:00:00Z"),
        "01/73267": ("2026-08-31T23:00:00Z", None),
        "bahia-erp": ("", None),
    }
    assert "partners: bahia-erp" in done(tmp_path, "companies", "list", "--language", "en")
    done(tmp_path, "partners", "detach", "bahia-erp")
    assert refused(tmp_path, "partners", "detach", "bahia-erp") == "people.not_attached"


def test_a_mandate_from_its_offer_to_its_end(tmp_path: Path) -> None:
    done(tmp_path, *BAHIA)
    done(tmp_path, "companies", "add", "transit", "--name", "TRANSIT")
    limits = ("--office", "309", "--flow", "import", "--until", "2999-01-31", "--basis", "procuration")
    number = done(tmp_path, "mandates", "give", "bahia", "transit", "--scope", "send", *limits).strip()
    assert number == "bahia-1"
    assert "given, not taken up yet" in done(tmp_path, "mandates", "list", "--language", "en")
    done(tmp_path, "mandates", "take-up", number)
    (told,) = json.loads(done(tmp_path, "mandates", "list", "--company", "transit", "--json"))["mandates"]
    expected = {"state": "in-force", "scope": ["send"], "offices": ["309"], "flow": "import", "basis": "procuration"}
    assert {name: told[name] for name in expected} == expected
    assert told["until"] == "2999-02-01T00:00:00Z"
    done(tmp_path, "mandates", "end", number, "--reason", "contract over")
    assert refused(tmp_path, "mandates", "end", number, "--reason", "again") == "people.mandate_is_ended"
    assert refused(tmp_path, "mandates", "take-up", number) == "people.mandate_is_ended"


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (("companies", "add", "Bahia", "--name", "x"), "people.id"),
        (("companies", "add", "x", "--name", " "), "people.name"),
        (BAHIA, "people.exists"),
        (("companies", "add", "other", "--name", "x", "--ice", "002841907000070"), "people.taken"),
        (("companies", "add", "other", "--name", "x", "--ice", "12"), "people.identifier"),
        (("companies", "rename", "nobody", "x"), "people.unknown"),
        (("companies", "identify", "bahia", "1/2", "--since", "soon"), "people.no_date"),
        (("companies", "end", "bahia", "1/2", "--until", "2026-01-01"), "people.no_identifier"),
        (("partners", "attach", "nobody", "--company", "bahia", "--scope", "send"), "people.no_partner"),
        (("partners", "attach", "nobody", "--company", "bahia", "--scope", "all"), "people.scope"),
        (("mandates", "give", "bahia", "bahia", "--scope", "send"), "people.to_oneself"),
        (("mandates", "give", "bahia", "nobody", "--scope", "send"), "people.unknown"),
        (("mandates", "give", "bahia", "x", "--scope", "send", "--flow", "up"), "people.flow"),
        (("mandates", "give", "bahia", "x", "--scope", "send", "--since", "2020-01-01"), "people.past_begin"),
        (("mandates", "take-up", "bahia-9"), "people.no_mandate"),
    ],
)
def test_what_cannot_be_done_says_why(known: Path, arguments: tuple[str, ...], key: str) -> None:
    assert refused(known, *arguments) == key


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("companies")
    done(folder, *BAHIA)
    return folder


def test_completing_an_empty_ledger_does_nothing(tmp_path: Path) -> None:
    assert done(tmp_path, "ledger", "complete", "--language", "en") == "Declarations completed: 0\n"
