"""The reference pages say what the code says: none is stale, and nothing is missing in them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import ModuleType

import pytest
from referencekit.service_page import commands

from tests.docs.sources import CHECKOUT

pytestmark = pytest.mark.service


DOCS = CHECKOUT / "docs"
PAGES = ["findings.md", "settings.md", "cli.md", "openapi.json"] + [
    f"{name}{language}.md" for name in ("form", "rules", "regimes", "cusdec") for language in ("", ".fr", ".ar")
]


def _text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_no_reference_is_stale(reference: ModuleType) -> None:
    assert reference.stale() == [], "run: python scripts/reference.py"


def test_every_reference_page_is_tested_for_staleness(reference: ModuleType) -> None:
    assert set(reference.PAGES) == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_stale_reference_is_seen(
    reference: ModuleType, other_docs: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reference.main(["--check"]) == 0
    page = other_docs / name
    page.write_text(page.read_text(encoding="utf-8") + "x", encoding="utf-8")
    assert reference.main(["--check"]) == 1
    assert name in capsys.readouterr().err
    page.unlink()
    assert reference.stale() == [name]


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("life.md", "| `"),
        ("acts.md", "| `"),
        ("sandbox.md", "| `"),
        ("edifact.md", "| response | d"),
        ("days.md", "Compared with"),
        ("partners.md", "| `partner`"),
    ],
)
def test_a_stale_part_of_a_page_is_seen_and_made_anew(
    reference: ModuleType, other_docs: Path, name: str, made: str
) -> None:
    page = other_docs / name
    assert made in _text(name)
    page.write_text(_text(name).replace(made, f"| stale{made[1:]}", 1), encoding="utf-8")
    assert reference.stale() == [name]
    assert reference.main([]) == 0
    assert page.read_text(encoding="utf-8") == _text(name)


def test_a_page_without_its_marks_is_told(reference: ModuleType, other_docs: Path) -> None:
    (other_docs / "life.md").write_text("# The life", encoding="utf-8")
    with pytest.raises(ValueError, match=r"life\.md"):
        reference.stale()


def test_every_act_state_and_prefix_of_the_script_is_in_its_page() -> None:
    from gateway.administration.sandbox import script
    from gateway.dossier.states import LIVES
    from schemas.acts import acts, form_of
    from schemas.form import form

    sections = _text("acts.md").split("\n### ")[1:]
    assert {each.partition("\n")[0] for each in sections} == {form(form_of(kind)).root.name for kind in acts().values()}
    assert all("```xml" in each and "| `DoneAt` |" in each.replace("PaidAt", "DoneAt") for each in sections)
    assert [name for name in LIVES if f"| `{name}` |" not in _text("life.md")] == []
    assert [row["prefix"] for row in script() if f"| `{row['prefix']}` |" not in _text("sandbox.md")] == []


def test_every_code_is_in_the_findings() -> None:
    from schemas.law import codes

    assert sorted(re.findall("^### (.+)$", _text("findings.md"), re.MULTILINE)) == sorted(codes())


def test_every_setting_is_in_the_settings() -> None:
    from gateway.settings import Settings

    assert set(re.findall(r"^\| `DUMGATE_\w+` \| `(\w+)`", _text("settings.md"), re.MULTILINE)) == set(
        Settings.model_fields
    )


def test_every_setting_says_what_it_means() -> None:
    from gateway.settings import Settings

    assert not [name for name, field in Settings.model_fields.items() if not field.description]


def test_every_command_is_in_the_commands() -> None:
    described = re.findall("^## (.+)$", _text("cli.md"), re.MULTILINE)
    assert described == [path for path, _ in commands()]
    assert {"dumgate validate", "dumgate serve", "dumgate partners add"} <= set(described)


def test_every_command_has_a_help_text_of_its_own() -> None:
    assert not [path for path, text in commands() if "\n\n  " not in text]


def test_every_route_is_described_by_hand_and_published() -> None:
    published = json.loads(_text("openapi.json"))["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in published.items() for method in methods}
    described = set(re.findall(r"^### `((?:GET|POST|PUT|DELETE) /[^`]+)`", _text("http.md"), re.MULTILINE))
    assert described == routes
    assert "POST /v1/submissions" in routes


def test_the_published_description_says_what_a_finding_and_a_problem_hold() -> None:
    from gateway.doors.http.problems import problem_content
    from schemas.findings import finding

    schemas = json.loads(_text("openapi.json"))["components"]["schemas"]
    sample = finding("XML01")
    assert set(schemas["Finding"]["properties"]) == set(sample.as_dict())
    assert set(schemas["Problem"]["properties"]) == set(problem_content(422, [sample], 1, "en"))


def test_references_in_the_published_description_resolve() -> None:
    description = _text("openapi.json")
    named = set(re.findall(r'"#/components/schemas/(\w+)"', description))
    assert named == set(json.loads(description)["components"]["schemas"])


def test_each_route_that_takes_a_body_says_which() -> None:
    paths = json.loads(_text("openapi.json"))["paths"]
    assert all("requestBody" in methods["post"] for methods in paths.values() if "post" in methods)
    assert "multipart/form-data" in paths["/v1/submissions"]["post"]["requestBody"]["content"]


def test_each_route_says_that_it_needs_a_key_but_those_that_do_not() -> None:
    paths = json.loads(_text("openapi.json"))["paths"]
    open_to_all = {path for path, methods in paths.items() if any("security" not in each for each in methods.values())}
    assert open_to_all == {"/healthz", "/readyz", "/v1/status/{number}/{sha256}"}


def test_what_each_role_may_over_http_is_what_the_table_of_rights_says() -> None:
    from gateway.access.rights import RIGHTS, ROLES, Action, Kind, Whose

    said = {
        ("partner", Action.SEND, Whose.OWN): "send declarations",
        ("partner", Action.READ, Whose.OWN): "read what is his own",
        ("partner", Action.READ, Whose.COMPANY): "what his company stands in, or one that gave it a mandate",
        ("office", Action.ACT, Whose.BUREAU): "do the acts of the office, payments among them, for its bureaux",
        ("office", Action.RECEIVE, Whose.BUREAU): "",  # all its acts are that
        ("office", Action.RECEIVE, Whose.TRANSIT): "some of them where a transit ends",
        ("office", Action.READ, Whose.BUREAU): "read what is of its bureaux",
        ("office", Action.READ, Whose.TRANSIT): "what ends its transit there",
        ("office", Action.READ, Whose.WHOLE): "submissions all of which it may read",
        ("office", Action.READ, Whose.OWN): "what it sent itself",
        ("archivist", Action.READ, Whose.ANY): "read everything",
    }
    for role in ROLES:
        read = [right.kinds for right in RIGHTS if (right.role, right.action) == (role, Action.READ)]
        assert {kind for kinds in read for kind in kinds} == set(Kind)
    words = {role: [said[role, each.action, each.whose] for each in RIGHTS if each.role == role] for role in ROLES}
    rows = [f"| `{role}` | {'; '.join(filter(None, words[role]))} |" for role in ROLES]
    assert "\n".join(["| role | may |", "|---|---|", *rows, ""]) in _text("http.md")
