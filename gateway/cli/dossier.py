"""`dumgate dossier`: everything about a declaration on one page, as it stands or as it stood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gateway.cli.client import DEFAULT_URL, Key, Url
from gateway.cli.found import Name
from gateway.cli.show import Language, console, language_of
from gateway.cli.status import show_waiting
from gateway.cli.told import AsOf, clean, figure, heads, instant, label, past, show_pairs, show_table, worded

if TYPE_CHECKING:
    from rich.console import Console

MONEY = ("due", "paid", "settled", "receipted")
"""States that tell of money; the others repeat the life."""


def command(
    name: Name,
    as_of: AsOf = "",
    url: Url = DEFAULT_URL,
    key: Key = "",
    language: Language = "fr",
) -> None:
    """Show a declaration: where it stands, its version, money, account, documents and notices.

    Exit code 0: shown. 2: not found, or the gateway does not answer.

    Example: `dumgate dossier 30101020260000001S --as-of 2026-11-24`
    """
    from gateway.cli.client import connect, fetch
    from gateway.cli.found import found

    spoken = language_of(language)
    asked = past(as_of, spoken)
    with connect(url, key) as client:
        view = found(client, name, spoken)
        if asked:
            view = fetch(client, "GET", f"/v1/declarations/{view['id']}", params=asked, language=spoken).json()
    out = console()
    if asked:
        out.print(label("as_of", spoken, at=instant(asked["as_of"])), style="dim")
    _show_head(out, view, spoken)
    show_waiting(out, view.get("waiting"), spoken)
    requests = [_request(each, spoken) for each in view.get("requests", [])]
    show_table(out, label("requests", spoken), heads(spoken, "number", "what", "state", "when", "details"), requests)
    for claim in view["claims"]:
        show_claim(out, claim, spoken)
    if view["account"]:
        show_account(out, view["account"], spoken)
    _show_papers(out, view, spoken)


def _show_head(out: Console, view: dict[str, Any], language: str) -> None:
    life = worded("life", view["life"], language) if view["life"] else worded("state", view["state"], language)
    version = label("version", language, version=str(view["version"]))
    out.print(f"{view['dum_number'] or view['id']}: {life}, {version}", style="bold")
    asked = view["asked"] and worded("act", view["asked"].get("kind", ""), language)
    still_open = list(dict.fromkeys("documents" if ":" in each else each for each in view["open"]))
    pairs = [
        ("reference", view["declarant_reference"]),
        ("asked", asked),
        ("about", view["about"]),
        ("registered", instant(view["registered_at"])),
        ("released", instant(view["released_at"])),
        ("money", worded("state", view["state"], language) if view["state"] in MONEY else None),
        ("open", ", ".join(worded("open", each, language) for each in still_open)),
        ("replaces", view["replaces"]),
        ("replaced_by", view["replaced_by"]),
        ("findings", view["findings_total"] or None),
    ]
    show_pairs(out, pairs, language)
    if len(view["versions"]) > 1:
        rows = [
            (label("version", language, version=str(each["version"])), each["body_url"]) for each in view["versions"]
        ]
        out.print(label("versions", language), style="bold")
        for row in rows:
            out.print(f"  {row[0]}  {row[1]}")


def _request(request: dict[str, Any], language: str) -> list[str]:
    state = worded("state", request["state"], language)
    return [request["id"], worded("act", request["kind"], language), state, instant(request["at"]), request["reason"]]


def show_claim(out: Console, claim: dict[str, Any], language: str) -> None:
    """A claim, line by line."""
    from decimal import Decimal

    out.print(
        f"{label('claims', language)} {claim['number']}: {worded('claim', claim['state'], language)}", style="bold"
    )
    left = Decimal(claim["amount"]) - Decimal(claim["paid"])
    pairs = [
        ("debtor", (claim["debtor"] or {}).get("name")),
        ("amount", claim["amount"]),
        ("paid", claim["paid"] if Decimal(claim["paid"]) else None),
        ("left", f"{left:f}" if claim["state"] == "open" else None),
        ("surplus", claim["surplus"] if Decimal(claim["surplus"]) else None),
        ("due_on", claim["due_on"]),
        ("notice_on", claim["notice_on"] if claim["state"] == "open" and not claim["dasf"] else None),
        ("dasf", claim["dasf"]),
        ("credit", claim["credit"]),
        ("disputed", label("yes", language) if claim["disputed"] else None),
    ]
    show_pairs(out, pairs, language)


def show_account(out: Console, account: dict[str, Any], language: str) -> None:
    """A regime account: its articles, what was charged to them, and the certificates."""
    state = worded("state", account["state"], language)
    out.print(f"{label('account', language)} {account['number']}: {state}", style="bold")
    names = ("regime", "opened_on", "deadline", "last_deadline")
    show_pairs(out, [(name, account[name]) for name in names], language)
    columns = heads(language, "article", "admitted", "charged", "remaining", "unit", "suspended", "released_duties")
    show_table(out, "", columns, [_article(each) for each in account["articles"]])
    columns = heads(language, "day", "article", "kind", "by", "quantity", "charged", "remark")
    show_table(out, label("discharges", language), columns, [_line(each, language) for each in account["discharges"]])
    columns = heads(language, "number", "kind", "released_duties", "state")
    rows = [_certificate(each, language) for each in account["certificates"]]
    show_table(out, label("certificates", language), columns, rows)


def _article(article: dict[str, Any]) -> list[str]:
    from decimal import Decimal

    remaining = Decimal(article["admitted"]) - Decimal(article["charged"])
    quantities = [figure(article["admitted"]), figure(article["charged"]), figure(f"{remaining:f}"), article["unit"]]
    return [f"{article['article']} ({article['ngp_code']})", *quantities, article["suspended"], article["released"]]


def _line(line: dict[str, Any], language: str) -> list[str]:
    kind = worded("discharge", line["kind"], language)
    remarks = ", ".join(label(name, language) for name in ("late", "undone") if line[name])
    return [line["on"], line["article"], kind, line["by"], figure(line["quantity"]), figure(line["charged"]), remarks]


def _certificate(certificate: dict[str, Any], language: str) -> list[str]:
    kind = label("definitive" if certificate["definitive"] else "partial", language)
    return [certificate["number"], kind, certificate["released"], worded("state", certificate["state"], language)]


def _show_papers(out: Console, view: dict[str, Any], language: str) -> None:
    documents = [_document(each, language) for each in view["documents"]]
    show_table(out, label("documents", language), heads(language, "kind", "number", "state", "day"), documents)
    notices = [
        (each["number"], instant(each["at"]), _cause(each["cause"], language), clean(each["reason"]))
        for each in view["notices"]
    ]
    show_table(out, label("notices", language), heads(language, "number", "when", "what", "details"), notices)


def _document(document: dict[str, Any], language: str) -> list[str]:
    kind, stands = worded("kind", document["kind"], language), []
    validity = document.get("validity", document["state"])  # a service of 0.2.0 says less
    if validity != "superseded":
        stands.append(worded("state", validity, language))
    if document.get("superseded_by"):
        stands.append(label("superseded_by", language, number=document["superseded_by"]))
    return [kind, document["number"], ", ".join(stands), instant(document["issued_at"])]


def _cause(cause: str, language: str) -> str:
    words = worded("cause", cause, language)
    return words if words != cause else worded("act", cause, language)
