"""A receipt read back by pdfplumber, as an accountant's program would: the figures stand in the rows of their codes."""

from __future__ import annotations

from io import BytesIO

import pdfplumber

from renderers.formats import amount
from tests.documents.conftest import Issued
from tests.documents.examples import DUTIES, QUITTANCE


def plain(text: str) -> str:
    return text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")


def test_each_duty_stands_in_one_row_with_its_base_and_amount(issued: Issued) -> None:
    with pdfplumber.open(BytesIO(issued.pdf)) as pdf:
        words = [word for page in pdf.pages for word in page.extract_words(keep_blank_chars=False)]
    for line in DUTIES:
        (code,) = (word for word in words if word["text"] == line.code)
        row = sorted((word for word in words if abs(word["top"] - code["top"]) < 3), key=lambda word: word["x0"])
        read = plain("".join(word["text"] for word in row))
        assert line.base is not None
        assert read.endswith(plain(amount(line.amount)))
        assert plain(amount(line.base)) in read


def test_the_total_is_the_sum_of_what_is_read(issued: Issued) -> None:
    with pdfplumber.open(BytesIO(issued.pdf)) as pdf:
        text = plain("".join(page.extract_text() for page in pdf.pages))
    assert plain(amount(QUITTANCE.amount)) + "MAD" in text
    assert sum(line.amount for line in DUTIES) == QUITTANCE.amount
