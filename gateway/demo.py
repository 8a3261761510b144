"""The demonstration: real folders, real HTTP, a real service in a process of its own, the sandbox administration."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.live import Live
from rich.table import Table

from gateway.clock import casablanca_now
from gateway.documents.verification import verify
from gateway.judging.files_beside import named_files
from gateway.service import open_gateway
from gateway.settings import Settings

MARK = ".dumgate-demo"
BY_FOLDER, BY_HTTP, OFFICE, BUREAUX = "atlas", "medina", "bureaux", ("100", "301", "309", "411", "607")
DROPPED = frozenset({"import", "transit", "faulty", "inward-processing", "cusdec"})
UNPAID = "import-on-credit"
"""Left unpaid, to see what the calendar does."""
AFTER = {"export-after-processing": ("inward-processing", "607-023-2026-0000001")}
"""What follows from another example: its number stands in box 37, where the file has the one behind it."""
DAYS_LATER = 45
PATIENCE_SECONDS = 100
DOCUMENT = re.compile(r"\.(quittance|certificate|dasf|dum)\.(pdf|xml)$")
FINAL = frozenset({"refused", "draft", "verdict", "settled", "receipted"})


@dataclass
class Case:
    """One example on its road."""

    name: str
    file: Path
    door: str
    submission: str | None = None
    declaration: dict[str, Any] = field(default_factory=dict)
    paid: bool = False

    @property
    def final(self) -> bool:
        """True when nothing more will happen to it."""
        if not self.declaration.get("response_url"):
            return False
        return self.declaration["state"] in FINAL or (self.name == UNPAID and self.declaration["state"] == "due")


def run(examples: Path, folder: Path) -> int:
    """Run it all; 0 where every example came to its end."""
    out = Console(width=max(Console().width, 132))
    make_anew(folder)
    settings = Settings(
        data=folder / "var", inbox=folder / "inbox", outbox=folder / "outbox", port=_free_port(), attachment_wait=5
    )
    keys = _add_partners(settings)
    cases = [
        Case(path.stem, path, "folder" if path.stem in DROPPED else "HTTP")
        for path in sorted([*examples.glob("*.xml"), *examples.glob("*.edi")])
    ]
    out.print(f"A gateway with a sandbox administration runs on {folder}/ and http://127.0.0.1:{settings.port}")
    with _service(settings, folder), httpx.Client(base_url=f"http://127.0.0.1:{settings.port}", timeout=30) as client:
        _wait_for(client)
        for case in cases:
            if case.name not in AFTER:
                _send(case, settings, client, keys)
        _follow(cases, settings, client, keys, out)
    out.print(f"\n{DAYS_LATER} days later, {UNPAID} is still not paid ...")
    with _service(settings, folder, DAYS_LATER), httpx.Client(base_url=client.base_url, timeout=30) as client:
        _wait_for(client)
        _wait_for_notice(next(case for case in cases if case.name == UNPAID), client, keys[BY_HTTP])
        for case in cases:
            _look_again(case, client, keys)
        _fetch_documents(cases, client, keys, folder / "downloads")
    return _report(cases, folder, settings, out)


def make_anew(folder: Path) -> None:
    """An empty folder with its mark. Raises SystemExit where it holds something else than an earlier demonstration."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise SystemExit(f"{folder} is not a folder of the demonstration: give another one with --folder.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()


def _add_partners(settings: Settings) -> dict[str, str]:
    gateway = open_gateway(settings)
    try:
        given = {BY_FOLDER: (["partner"], ()), BY_HTTP: (["partner"], ()), OFFICE: (["office"], BUREAUX)}
        return {name: gateway.partners.add(name, of[0], casablanca_now(), of[1]) for name, of in given.items()}
    finally:
        gateway.close()


@contextmanager
def _service(settings: Settings, folder: Path, days_ahead: int = 0) -> Iterator[None]:
    """`dumgate serve` in a process of its own, stopped in the end whatever happens."""
    names = ("data", "inbox", "outbox", "port", "attachment_wait")
    environment = os.environ | {f"DUMGATE_{name.upper()}": str(getattr(settings, name)) for name in names}
    environment["DUMGATE_DAYS_AHEAD"] = str(days_ahead)
    with (folder / "service.log").open("a") as log:
        process = subprocess.Popen([sys.executable, "-m", "gateway", "serve"], env=environment, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(client: httpx.Client) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            if client.get("/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("The gateway did not start; see service.log in the folder of the demonstration.")


def _wait_for_notice(case: Case, client: httpx.Client, key: str) -> None:
    """The calendar looks at the claims when the service starts."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        view = client.get(f"/v1/declarations/{case.declaration['id']}", headers=_bearer(key)).json()
        if any(document["kind"] == "dasf" for document in view["documents"]):
            return
        time.sleep(0.2)


def _look_again(case: Case, client: httpx.Client, keys: dict[str, str]) -> None:
    """What became of it since: documents come after the answer."""
    key = keys[BY_FOLDER if case.door == "folder" else BY_HTTP]
    case.declaration = client.get(f"/v1/declarations/{case.declaration['id']}", headers=_bearer(key)).json()


def _send(case: Case, settings: Settings, client: httpx.Client, keys: dict[str, str]) -> None:
    content = case.file.read_bytes()
    attachments = named_files(case.file, content, settings)
    if case.door == "folder":
        inbox = settings.inbox / BY_FOLDER
        for path in (*attachments, case.file):
            _drop(path, inbox)
        return
    parts = [("declaration", (case.file.name, content, "application/xml"))]
    parts += [("attachment", (path.name, path.read_bytes(), "application/pdf")) for path in attachments]
    answer = client.post("/v1/submissions", files=parts, headers=_bearer(keys[BY_HTTP]))
    case.submission = answer.raise_for_status().json()["id"]


def _drop(path: Path, inbox: Path) -> None:
    """As an ERP does it: write under a temporary name, then rename."""
    inbox.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, inbox / f"{path.name}.part")
    (inbox / f"{path.name}.part").rename(inbox / path.name)


def _follow(cases: list[Case], settings: Settings, client: httpx.Client, keys: dict[str, str], out: Console) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    with Live(_table(cases), console=out, refresh_per_second=4) as live:
        while time.monotonic() < until and not all(case.final for case in cases):
            for case in cases:
                _look(case, settings, client, keys)
                _send_what_follows(case, cases, settings, client, keys)
            live.update(_table(cases))
            time.sleep(0.3)
        live.update(_table(cases))


def _send_what_follows(
    case: Case, cases: list[Case], settings: Settings, client: httpx.Client, keys: dict[str, str]
) -> None:
    """An export names in box 37 the declaration whose account it discharges: its number is known once it is given."""
    first, printed = AFTER.get(case.name, ("", ""))
    number = next((each.declaration.get("dum_number") for each in cases if each.name == first), None)
    if number and case.submission is None:
        content = case.file.read_bytes().replace(printed.encode(), number.encode())
        answer = client.post("/v1/submissions", content=content, headers=_xml(keys[BY_HTTP]))
        case.submission = answer.raise_for_status().json()["id"]


def _look(case: Case, settings: Settings, client: httpx.Client, keys: dict[str, str]) -> None:
    if case.final:
        return
    if case.submission is None and case.door == "folder":
        found = list((settings.outbox / BY_FOLDER).glob(f"{case.name}.sub_*.ack.xml"))
        case.submission = found[0].name.split(".")[-3] if found else None
    if case.submission is None:
        return
    key = keys[BY_FOLDER if case.door == "folder" else BY_HTTP]
    declarations = client.get(f"/v1/submissions/{case.submission}", headers=_bearer(key)).json()["declarations"]
    case.declaration = declarations[0] if declarations else {}
    if case.declaration.get("state") == "due" and not case.paid and case.name != UNPAID:
        client.post("/v1/payments", content=_payment(case.declaration), headers=_xml(keys[OFFICE])).raise_for_status()
        case.paid = True


def _payment(declaration: dict[str, Any]) -> bytes:
    """What the office records at its counter."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Payment xmlns="urn:dumgate:payment:1">
  <PaymentNumber>CAISSE-{declaration["message_number"]}</PaymentNumber>
  <DUMNumber>{declaration["dum_number"]}</DUMNumber>
  <Amount>{declaration["due"]}</Amount>
  <MethodCode>TRANSFER</MethodCode>
  <PaidAt>{casablanca_now():%Y-%m-%dT%H:%M:%S}</PaidAt>
</Payment>
""".encode()


def _fetch_documents(cases: list[Case], client: httpx.Client, keys: dict[str, str], folder: Path) -> None:
    """What a broker does who has no folder: fetch his documents over HTTP."""
    folder.mkdir()
    for case in cases:
        for document in case.declaration.get("documents", ()) if case.door == "HTTP" else ():
            for kind in ("xml", "pdf"):
                answer = client.get(document[f"{kind}_url"], headers=_bearer(keys[BY_HTTP]))
                path = folder / f"{document['number']}.{document['kind']}.{kind}"
                path.write_bytes(answer.raise_for_status().content)


def _table(cases: list[Case]) -> Table:
    table = Table(title="Declarations on their road")
    for heading in ("example", "door", "ack", "verdict", "DUM number", "due (MAD)", "paid", "documents"):
        table.add_column(heading, justify="right" if heading.startswith("due") else "left", no_wrap=True)
    for case in cases:
        told = case.declaration
        outcome = told.get("outcome", "…")
        if told.get("findings_total"):
            outcome += f", {told['findings_total']} findings"
        colour = {"refused": "red", "registered": "green"}.get(told.get("outcome", ""), "yellow")
        documents = ", ".join(sorted({document["kind"] for document in told.get("documents", ())}))
        table.add_row(
            case.name,
            case.door,
            "✔" if case.submission else "…",
            f"[{colour}]{outcome}[/]",
            told.get("dum_number") or "",
            told.get("due") or "",
            "✔" if told.get("paid") else "",
            documents,
        )
    return table


def _report(cases: list[Case], folder: Path, settings: Settings, out: Console) -> int:
    bundle = settings.data / "keys" / "trust-bundle.pem"
    documents = sorted(path for path in folder.rglob("*") if DOCUMENT.search(path.name))
    out.print(f"\nDocuments, signed (SPECIMEN: a sandbox), each checked as: dumgate verify FILE --root {bundle}")
    genuine = True
    for path in documents:
        report = verify(path.read_bytes(), bundle.read_bytes())
        genuine &= report.ok
        out.print(f"  {'✔' if report.ok else '✘'} {path}", highlight=False, soft_wrap=True)
    outbox = settings.outbox / BY_FOLDER
    out.print(f"\nAnswers to what was dropped: {outbox}/", highlight=False)
    shown = {"faulty.*.html": "the findings of faulty.xml as a page", "cusdec.*.edi": "an answer to cusdec.edi"}
    for pattern, what in shown.items():
        for path in sorted(outbox.glob(pattern)):
            out.print(f"  {what}: {path}", highlight=False, soft_wrap=True)
    unfinished = [case.name for case in cases if not case.final]
    kinds = {path.name.split(".")[-2] for path in documents}
    if unfinished or not genuine or kinds != {"quittance", "certificate", "dasf", "dum"}:
        out.print(
            f"[red]Not finished: {', '.join(unfinished) or 'a document does not verify'}[/]; see {folder}/service.log"
        )
        return 1
    return 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def _xml(key: str) -> dict[str, str]:
    return _bearer(key) | {"Content-Type": "application/xml"}
