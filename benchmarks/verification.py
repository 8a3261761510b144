"""Verification: a thousand genuine files beside an earlier build, and what the worst files within our limits cost.

`python benchmarks/verification.py [REVISION]`: the earlier build is a revision of this repository (default 9af1ec6, the
last one that left XML to signxml and PDF to pyHanko alone). Files are issued once. Then both builds verify them in
turn, each time in a process of its own, so that a drift of the machine meets both.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
EARLIER = "9af1ec6"
XML, PDF, QR = 600, 300, 100
ROUNDS = 5
MOST_SECONDS, MOST_MEGABYTES = 2.0, 300

CHILD = """
import json, resource, sys
from datetime import UTC, datetime
from pathlib import Path
from gateway.signing.material import TrustBundle
try:
    from gateway.documents.verification import verify
except ImportError:  # an earlier build
    from gateway.signing.verify import verify
def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
folder = Path(sys.argv[1])
bundle, now = TrustBundle.from_pem((folder / "bundle.pem").read_bytes()), datetime(2026, 12, 1, tzinfo=UTC)
verify((folder / "warm.xml").read_bytes(), bundle, now), verify((folder / "warm.pdf").read_bytes(), bundle, now)
files = sorted(folder.glob(sys.argv[2]))
Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
start, before = peak(), resource.getrusage(resource.RUSAGE_SELF)
taken = sum(verify(file.read_bytes(), bundle, now).ok for file in files)
after = resource.getrusage(resource.RUSAGE_SELF)
seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(json.dumps([taken, len(files), seconds, peak() - start]))
"""


def issue_all(folder: Path) -> None:
    """The files, their trust bundle, and two to warm up with."""
    from datetime import UTC, datetime

    from gateway.documents import quittance_document
    from gateway.signing.authority import load_or_create_sandbox
    from gateway.signing.pades import sign_pdf
    from gateway.signing.seal import qr_text
    from gateway.signing.xades import sign_xml
    from renderers.quittance_pdf import render_quittance
    from renderers.quittance_xml import render_quittance_xml
    from tests.documents.examples import QUITTANCE

    at, material = datetime(2026, 11, 25, 12, tzinfo=UTC), load_or_create_sandbox(folder / "keys")
    (folder / "bundle.pem").write_bytes(material.bundle_pem)
    for number in range(max(XML, PDF, QR) + 1):
        record = replace(QUITTANCE, number=f"SPECIMEN-309Q2026{number:07}", issued_at=at)
        xml = sign_xml(render_quittance_xml(record), material, at)
        seal = qr_text(xml, quittance_document.KIND, material)
        forms = {"xml": xml, "qr": seal.encode()}
        if number <= PDF:
            forms["pdf"] = sign_pdf(render_quittance(record, xml, seal), material, at)
        for form, content in forms.items():
            name = "warm" if number == 0 else f"{number:04}"
            if number <= {"xml": XML, "pdf": PDF, "qr": QR}[form]:
                (folder / f"{name}.{form}").write_bytes(content)


def measure(build: Path, folder: Path, pattern: str) -> tuple[int, int, float, float]:
    """Files taken, files, seconds of CPU and megabytes above the start, of a build on the files of a pattern."""
    finished = subprocess.run(
        [sys.executable, "-c", CHILD, folder, pattern],
        cwd=build,
        env={"PYTHONPATH": str(build), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    taken, files, seconds, megabytes = json.loads(finished.stdout)
    return taken, files, seconds, megabytes


@contextmanager
def earlier_build(revision: str) -> Iterator[Path]:
    """The files of an earlier revision, in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(["git", "archive", revision], cwd=HERE, capture_output=True, check=True).stdout
        subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
        yield Path(folder)


def genuine(folder: Path, earlier: Path) -> None:
    """Both builds in turn on the genuine files."""
    print(f"{'form':<6}{'files':>6}{'now, ms':>10}{'earlier, ms':>13}{'now / earlier':>15}")
    for form in ("xml", "pdf", "qr"):
        ratios, now, before = [], [], []
        for _ in range(ROUNDS):
            ours, theirs = (measure(build, folder, f"0*.{form}") for build in (HERE, earlier))
            assert ours[0] == ours[1] == theirs[0], "every genuine file is taken by both"
            ratios.append(ours[2] / theirs[2])
            now.append(1000 * ours[2] / ours[1])
            before.append(1000 * theirs[2] / theirs[1])
        ratio = statistics.median(ratios)
        told = f"{statistics.median(now):>10.2f}{statistics.median(before):>13.2f}{ratio:>15.2f}"
        print(f"{form:<6}{ours[1]:>6}{told}  {'met' if ratio <= 1 else 'NOT MET'} (bound 1.00)")


def names(count: int) -> bytes:
    """So many declarations of namespaces."""
    return b"".join(b" xmlns:n%d='urn:%d'" % (each, each) for each in range(count))


def worst(folder: Path) -> None:
    """Files that go up to our limits, signed by a known signer: nothing is refused early."""
    from gateway.signing.authority import load_or_create_sandbox
    from gateway.signing.xades import sign_xml

    material = load_or_create_sandbox(folder / "keys")
    start, end = b'<Quittance xmlns="urn:dumgate:quittance:1">', b"</Quittance>"
    text = b"<t>" + b"x" * 9_000_000 + b"</t>"
    bodies = {
        "elements": b"<b/>" * 519_000,
        "elements and texts": b"<b/>z" * 519_000 + text,
        "attributes and texts": b"<b a='x' c='y'>x</b>" * 49_900 + b"<b/>" * 400_000 + text,
        "leaves": b"<b>x</b>\n" * 519_000 + text,
        "depth": (b"<a>" * 250 + b"</a>" * 250) * 2_070,
        "namespaces": b"<n" + names(22) + b">" + b"<b/>" * 220_000 + b"</n>",
    }
    print(f"\n{'worst files within the limits':<32}{'MB':>6}{'CPU, s':>9}{'memory, MB':>12}")
    for name, body in bodies.items():
        file = folder / "worst.xml"
        file.write_bytes(sign_xml(start + body + end, material))
        _, _, seconds, megabytes = measure(HERE, folder, "worst.xml")
        met = "met" if seconds <= MOST_SECONDS and megabytes <= MOST_MEGABYTES else "NOT MET"
        size = file.stat().st_size / 1e6
        print(f"{name:<32}{size:>6.1f}{seconds:>9.2f}{megabytes:>12.0f}  {met} (bounds {MOST_SECONDS:.0f} and 300)")


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    with tempfile.TemporaryDirectory() as name, earlier_build(sys.argv[1] if sys.argv[1:] else EARLIER) as before:
        files = Path(name)
        issue_all(files)
        genuine(files, before)
        worst(files)
