"""The code of a signed document of each kind is read: by programs, and by the libraries that browsers use.

It lies at eight places of a page, upright and turned: two of each for each kind. `benchmarks/codes_read.py` measures
all of them for new codes. These four are real and stay the same: of codes that come by chance, ZXing's ports do not
read each at every place (docs/signatures.md).
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from gateway.documents.document_kinds import kind_of
from gateway.signing.material import SignerMaterial
from gateway.signing.pades import sign_pdf
from gateway.signing.xades import sign_xml
from tests.documents.code_readers import OF_BROWSERS, OF_DESKS, PLACES, RESOLUTIONS, TURNS, at_places, scans
from tests.documents.conftest import EARLIER
from tests.documents.examples import NOON, QUITTANCE
from tests.documents.family import CERTIFICATE, NOTICE
from tests.renderers.printed_form.samples import IMPORT, document

pytestmark = pytest.mark.outside

RECORDS = (QUITTANCE, CERTIFICATE, NOTICE, document(IMPORT.read_bytes()))
Placed = tuple[str, dict[int, list[Path]]]
CODES = (EARLIER / "codes.txt").read_text(encoding="ascii").splitlines()


@pytest.fixture(scope="module", params=range(len(RECORDS)), ids=lambda number: kind_of(RECORDS[number]).name)
def placed(request: pytest.FixtureRequest, sandbox: SignerMaterial, tmp_path_factory: pytest.TempPathFactory) -> Placed:
    """The text of a signed document's code, and pages on which it stands at places of its own."""
    number = request.param
    kind = kind_of(RECORDS[number])
    xml = sign_xml(kind.to_xml(RECORDS[number]), sandbox, NOON)
    pdf = sign_pdf(kind.to_pdf(RECORDS[number], xml, CODES[number]), sandbox, NOON)
    pages: dict[int, list[Path]] = {resolution: [] for resolution in RESOLUTIONS}
    for turn, degrees in enumerate(TURNS):
        moved = at_places(
            pdf, degrees, PLACES[(number + turn) % len(RECORDS) :: len(RECORDS)], tmp_path_factory.mktemp("located")
        )
        for resolution in RESOLUTIONS:
            pages[resolution] += scans(moved, resolution, tmp_path_factory.mktemp("scanned"))
    return CODES[number], pages


@pytest.mark.parametrize("reader", OF_DESKS)
def test_programs_read_it_at_each_resolution(reader: str, placed: Placed) -> None:
    text, pages = placed
    for scanned in pages.values():
        assert set(OF_DESKS[reader](scanned)) == {text}


@pytest.mark.parametrize("reader", OF_BROWSERS)
def test_what_browsers_use_reads_it_at_two_of_three_resolutions(reader: str, placed: Placed) -> None:
    """The third is looked at only where one of the first two fails."""
    text, pages = placed
    read = (set(OF_BROWSERS[reader](scanned)) == {text} for scanned in pages.values())
    assert sum(islice(filter(None, read), 2)) == 2


def test_the_places_of_all_kinds_are_all_places() -> None:
    for turn in range(len(TURNS)):
        taken = [PLACES[(number + turn) % len(RECORDS) :: len(RECORDS)] for number in range(len(RECORDS))]
        assert sorted(place for each in taken for place in each) == sorted(PLACES)
