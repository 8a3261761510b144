"""Four journeys through a running service, and what a reader who follows them has to open.

A sandbox service of a tree runs in a temporary folder. Each call of one of our functions by another is noted once, in
the service and in its worker process. Changes: how often a file calls a file of another room, each pair counted once.
Files: those in which a function was called. What an idle service calls too is left out, and so is what was loaded for
an earlier declaration of the same kind.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx

from housekit.rooms import room_of

PATIENCE_SECONDS, IDLE_SECONDS = 90, 4
DECLARATION = "import-on-credit.xml"

HOOK = """
import os, sys, threading, time
FOLDER, ROOT = os.environ["HOUSE_TRACE"], os.environ["HOUSE_ROOT"] + "/"
OURS = tuple(ROOT + each + "/" for each in ("gateway", "schemas", "parsers", "renderers"))
out = os.open(FOLDER + "/calls", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
now, seen = "start", set()

def note(frame, event, _):
    if event == "call" and frame.f_code.co_filename.startswith(OURS):
        caller = frame.f_back
        while caller is not None and not caller.f_code.co_filename.startswith(OURS):
            caller = caller.f_back
        pair = (now, caller and caller.f_code, frame.f_code)
        if pair not in seen:
            seen.add(pair)
            names = [code.co_filename[len(ROOT):] + ":" + code.co_qualname if code else "-" for code in pair[1:]]
            os.write(out, f"{now} {names[0]} {names[1]}\\n".encode())

def follow():
    global now
    while True:
        now = open(FOLDER + "/journey").read()
        time.sleep(0.02)

threading.Thread(target=follow, daemon=True).start()
threading.setprofile(note)
sys.setprofile(note)
"""
"""Put before all else in each process of the service, as `sitecustomize`: it notes the calls of each journey."""

PAYMENT = """<?xml version="1.0" encoding="UTF-8"?>
<Payment xmlns="urn:dumgate:payment:1"><PaymentNumber>1</PaymentNumber><DUMNumber>{dum_number}</DUMNumber>
<Amount>{due}</Amount><MethodCode>TRANSFER</MethodCode><PaidAt>{now}</PaidAt></Payment>"""


BUREAUX = ("100", "301", "309", "411", "607")
"""Those of the examples."""


class Service:
    """A sandbox service of a tree that runs in a folder and notes each call, and what its partners do."""

    def __init__(self, tree: Path, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.examples = folder, tree / "examples"
        (folder / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        own = {f"DUMGATE_{name.upper()}": str(folder / name) for name in ("data", "inbox", "outbox")}
        own |= {"DUMGATE_PORT": port, "DUMGATE_WORKERS": "1", "HOUSE_TRACE": str(folder), "HOUSE_ROOT": str(tree)}
        self.environment = os.environ | own | {"PYTHONPATH": f"{folder}:{tree}"}
        self.set_out("start")
        roles = {"first": "partner", "acme": "partner", "atlas": "partner", "office": "office"}
        self.keys = {name: self._key(name, role) for name, role in roles.items()}
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)
        command = [sys.executable, "-m", "gateway", "serve"]
        with (folder / "log").open("w") as log:
            self.process = subprocess.Popen(  # noqa: S603
                command, env=self.environment, cwd=folder, stdout=log, stderr=log
            )
        wait_for(self._answers)

    def _key(self, name: str, role: str) -> str:
        command = [sys.executable, "-m", "gateway", "partners", "add", name, "--role", role]
        said = subprocess.run(  # noqa: S603
            command, env=self.environment, cwd=self.folder, capture_output=True, text=True, check=True
        )
        if role == "office":  # earlier revisions have no bureaux, and let every office act everywhere
            given = [part for bureau in BUREAUX for part in ("--add", bureau)]
            command = [*command[:4], "office", name, *given]
            subprocess.run(command, env=self.environment, cwd=self.folder, capture_output=True, check=False)  # noqa: S603
        return str(re.findall(r"sk_test_[^\s]+", said.stdout)[0])

    def _answers(self) -> bool:
        try:
            return self.client.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False

    def close(self) -> None:
        """Stop the service."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE_SECONDS)

    def set_out(self, journey: str) -> None:
        """Begin another journey, when the one before has come to rest."""
        time.sleep(IDLE_SECONDS)
        (self.folder / "next").write_text(journey)
        (self.folder / "next").rename(self.folder / "journey")
        time.sleep(0.2)

    def post(self, key: str, path: str, content: bytes) -> Any:
        """What is answered to a message. Raises HTTPStatusError."""
        headers = {"Authorization": f"Bearer {self.keys[key]}", "Content-Type": "application/xml"}
        return self.client.post(path, content=content, headers=headers).raise_for_status().json()

    def fetch(self, key: str, submission: str, kind: str) -> Any:
        """The declaration of a submission, when a document of it could be fetched."""
        headers = {"Authorization": f"Bearer {self.keys[key]}"}

        def fetched() -> Any:
            told = self.client.get(f"/v1/submissions/{submission}", headers=headers).json()["declarations"]
            urls = [each["pdf_url"] for each in (told[0]["documents"] if told else ()) if each["kind"] == kind]
            return told[0] if urls and self.client.get(urls[0], headers=headers).status_code == 200 else None

        return wait_for(fetched)

    def drop(self, name: str, answer: str) -> None:
        """Drop an example with its PDFs, and wait for an answer of that pattern and the list of its batch."""
        content = (self.examples / name).read_bytes()
        inbox, outbox = self.folder / "inbox" / "atlas", self.folder / "outbox" / "atlas"
        for each in (*re.findall(r"[\w.-]+\.pdf", content.decode("latin-1")), name):
            shutil.copyfile(self.examples / each, inbox / f"{each}.part")
            (inbox / f"{each}.part").rename(inbox / each)
        wait_for(lambda: list(outbox.glob(answer)))


def wait_for(found: Callable[[], Any]) -> Any:
    """What is found in the end. Raises TimeoutError."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if what := found():
            return what
        time.sleep(0.3)
    raise TimeoutError(found)


def journeys(tree: Path, folder: Path) -> Iterator[str]:
    """A line for each journey: rooms, changes of the room, files. Raises TimeoutError where one does not end."""
    service = Service(tree, folder)
    try:
        content = (service.examples / DECLARATION).read_bytes()
        service.fetch("first", service.post("first", "/v1/submissions", content)["id"], "dum")
        service.set_out("idle")
        service.set_out("http")
        sent = service.post("acme", "/v1/submissions", content)["id"]
        declaration = service.fetch("acme", sent, "dum")
        service.set_out("folder")
        service.drop(DECLARATION, "*.dum.pdf")
        service.set_out("payment")
        now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
        service.post("office", "/v1/payments", PAYMENT.format(**declaration, now=now).encode())
        service.fetch("acme", sent, "quittance")
        service.set_out("cusdec")
        service.drop("cusdec.edi", "*.cusres-0.edi")
        service.set_out("end")
    finally:
        service.close()
    noted = {tuple(line.split()) for line in (folder / "calls").read_text(encoding="utf-8").splitlines()}
    for name in ("http", "folder", "payment", "cusdec"):
        calls = {(*pair,) for journey, *pair in noted if journey == name and ("idle", *pair) not in noted}
        pairs = {tuple(each.partition(":")[0] for each in pair) for pair in calls}
        yield f"{name}: {_counted(pairs)}; inside gateway/ {_counted({pair for pair in pairs if _inside(pair)})}"


def _inside(pair: tuple[str, ...]) -> bool:
    return all(each == "-" or each.startswith("gateway/") for each in pair)


def _counted(pairs: set[tuple[str, ...]]) -> str:
    files = {called for _, called in pairs}
    changes = sum(room_of(caller) != room_of(called) for caller, called in pairs if caller != "-")
    return f"{len({room_of(each) for each in files})} rooms, {changes} changes, {len(files)} files"
