"""`make demo` is sacred: it shows the main job, ends well, leaves nothing running, and can be run again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.demo import MARK, make_anew
from tests.checkout import CHECKOUT

pytestmark = pytest.mark.service


def test_the_demonstration_runs_again_and_leaves_nothing_running(tmp_path: Path) -> None:
    """In the folder of an earlier one, of which nothing is left: a ledger, an answer."""
    folder = tmp_path / "demo"
    make_anew(folder)
    for name in ("var/gateway.sqlite", "outbox/atlas/cusdec.sub_1.contrl-1.edi"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("of an earlier one")
    ran = subprocess.run(
        [sys.executable, "-m", "gateway", "demo", "--folder", str(folder)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count("✔ ") >= 4  # two receipts, as PDF and XML, each genuine
    assert "refused" in ran.stdout
    assert "Traceback" not in (folder / "service.log").read_text()
    assert not running_in(folder)
    outbox = folder / "outbox" / "atlas"
    assert list(outbox.glob("*.quittance.pdf"))
    (control,) = outbox.glob("cusdec.*.contrl-1.edi")
    assert "UCM+00012+CUSDEC:D:96B:UN:MADUM1+4'" in control.read_text("latin-1")
    assert list(outbox.glob("cusdec.*.1.cusres-0.edi"))


def test_a_folder_is_made_where_there_is_none_and_emptied_where_it_is_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "far" / "demo"
    for _ in range(2):
        make_anew(folder)
        assert [each.name for each in folder.iterdir()] == [MARK]
        (folder / "service.log").write_text("of an earlier one")


def test_it_does_not_empty_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("keep")
    ran = subprocess.run(
        [sys.executable, "-m", "gateway", "demo", "--folder", str(tmp_path)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
    )
    assert ran.returncode != 0
    assert (tmp_path / "precious").read_text() == "keep"


def running_in(folder: Path) -> list[str]:
    """The processes whose environment names the folder: the service and its workers."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "environ").read_bytes() and process.name != str(os.getpid()):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:  # ended meanwhile, or not ours
            continue
    return found
