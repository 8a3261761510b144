"""The process is killed for real, again and again, while files come in: nothing lost, nothing twice, nothing torn."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.doors.folder.dropping import PARTNER, dum

pytestmark = pytest.mark.service


SERVICE = """
import hashlib, json, os, sys, threading
from pathlib import Path
from gateway.doors.folder.folder_door import FolderIntake

root = Path(sys.argv[1])

def accept(arrival):
    key = hashlib.sha256(arrival.claim.encode()).hexdigest()
    said = {"name": arrival.name, "body": arrival.body.decode(), "pdf": [[n, len(b)] for n, b in arrival.attachments]}
    (root / "accepted" / f".{key}").write_text(json.dumps(said))
    os.rename(root / "accepted" / f".{key}", root / "accepted" / key)

intake = FolderIntake(
    root / "inbox", root / "outbox", lambda: ["atlas"], accept, stable_for=0.4, scan_interval=0.05, use_events=False
)
intake.run(threading.Event())
"""


def test_killed_again_and_again(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox" / PARTNER
    inbox.mkdir(parents=True)
    accepted = tmp_path / "accepted"
    accepted.mkdir()
    chance = random.Random(7)
    for number in range(300):
        (inbox / f"{number}.xml").write_bytes(dum(f"{number}.pdf", note=str(number)))
        (inbox / f"{number}.pdf").write_bytes(b"%PDF" + b"x" * number)
    kills = 0
    until = time.monotonic() + 60
    while any(inbox.glob("*.xml")) or any((inbox / ".claimed").glob("*")):
        assert time.monotonic() < until
        service = subprocess.Popen([sys.executable, "-c", SERVICE, str(tmp_path)])
        before = len(list(accepted.glob("[!.]*")))
        while len(list(accepted.glob("[!.]*"))) < min(300, before + 40) and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(chance.random() * 0.02 if kills < 8 else 1.5)
        service.kill()
        service.wait()
        kills += 1
    found = [json.loads(each.read_text()) for each in accepted.glob("[!.]*")]
    assert sorted(each["name"] for each in found) == sorted(f"{number}.xml" for number in range(300))
    for each in found:
        number = int(each["name"].removesuffix(".xml"))
        assert each["body"] == dum(f"{number}.pdf", note=str(number)).decode()
        assert each["pdf"] == [[f"{number}.pdf", 4 + number]]
    assert kills > 3
