"""The printed form conforms to PDF/A-3a and PDF/UA-1, in three languages: short, longest and emptiest (veraPDF)."""

from __future__ import annotations

from pathlib import Path

import pytest

from renderers.form_records import OfficeBoxes
from tests.scripts import verapdf

from .samples import EMPTIEST, IMPORT, LONG, document, printed

pytestmark = pytest.mark.service


LANGUAGES = ("fr", "en", "ar")
RECORDS = {
    "short": document(IMPORT.read_bytes()),
    "longest": LONG,
    "emptiest": document(EMPTIEST, OfficeBoxes()),
    "lawful": document(IMPORT.read_bytes(), specimen=False),
}


@pytest.mark.skipif(verapdf.missing() is not None, reason=f"veraPDF: {verapdf.missing()}")
@pytest.mark.timeout(240)
def test_pdf_conforms_in_three_languages(tmp_path: Path) -> None:
    files = []
    for name, record in RECORDS.items():
        for language in LANGUAGES:
            path = tmp_path / f"{name}-{language}.pdf"
            path.write_bytes(printed(record, (1, 6), language))
            files.append(path)
    for path, verdicts in verapdf.validate(files).items():
        assert verdicts == {flavour: {"compliant": True, "failures": []} for flavour in verapdf.FLAVOURS}, path.name
