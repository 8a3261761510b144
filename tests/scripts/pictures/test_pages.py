"""Every document looks as it was accepted; a page that shows something else is found, and shown before and after."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pictureskit.pages import Change, accept, accepted, changes, differ, pictures
from pictureskit.picture_report import report
from pictureskit.sample_documents import CERTIFICATE, DOCUMENTS, FORM, NOTICE, QUITTANCE, Pictured, form, issued
from PIL import Image

from .conftest import CHECKOUT

pytestmark = pytest.mark.service


GOLDEN = Path(__file__).parent / "golden"
MOST_BYTES = 1_500_000


def seen(made: Callable[..., bytes], before: Any, after: Any, *more: Any) -> list[Change]:
    """What is found to differ between the pages of two records."""
    one, other = (pictures([Pictured("page", partial(made, each, *more))]) for each in (before, after))
    return changes(one, other)


def test_every_page_looks_as_it_was_accepted() -> None:
    pages = pictures(DOCUMENTS)
    changed = changes(accepted(GOLDEN), pages)
    if changed:
        place = CHECKOUT / "dist" / "pictures" / "index.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(report(changed, {}), encoding="utf-8")
        names = ", ".join(change.page for change in changed)
        pytest.fail(f"changed: {names}\nLook at {place}; where it is meant: python scripts/pictures.py --accept")


def test_all_pictures_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in GOLDEN.glob("*.png")) < MOST_BYTES


def test_one_changed_figure_of_the_smallest_print_is_found() -> None:
    """7 points in the certificate's tables, less than 7 on the form."""
    line = CERTIFICATE.lines[1]
    charged = replace(line, charged=line.charged + Decimal("0.000001"))
    assert len(seen(issued, CERTIFICATE, replace(CERTIFICATE, lines=(CERTIFICATE.lines[0], charged)))) == 1
    other = replace(FORM, declaration=FORM.declaration.replace(b"<Amount>3868<", b"<Amount>3869<", 1))
    assert [change.page for change in seen(form, FORM, other, "fr")] == ["page.1"]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_each_figure_is_told_from_each_other(language: str) -> None:
    pages = [
        pictures([Pictured("page", partial(form, _with_amount(figure), language))])["page.1"] for figure in range(10)
    ]
    alike = [(a, b) for a in range(10) for b in range(a) if not differ(pages[a], pages[b])]
    assert alike == []


def _dots(image: Image.Image) -> Iterator[tuple[int, ...]]:
    content = image.tobytes()
    return zip(content[::3], content[1::3], content[2::3], strict=True)


def _with_amount(figure: int) -> Any:
    return replace(FORM, declaration=FORM.declaration.replace(b"<Amount>3868<", b"<Amount>386%d<" % figure, 1))


def test_the_report_shows_what_was_what_is_and_what_changed() -> None:
    (change,) = seen(issued, NOTICE, replace(NOTICE, order_not_before_notice=date(2026, 12, 16)))
    html = report([change], {})
    assert change.before is not None and change.after is not None and "page.1: changed" in html
    before, after, difference = (
        Image.open(BytesIO(b64decode(each))) for each in re.findall(r"base64,([^\"]+)\"", html)
    )
    assert not differ(before, change.before) and not differ(after, change.after) and differ(before, after)
    coloured = {(red > green) - (red < green) for red, green, _ in _dots(difference.convert("RGB"))}
    assert coloured == {-1, 0, 1}, "some of it went, some came, the rest stayed"


def test_pages_that_come_and_go_are_told() -> None:
    longer = replace(NOTICE, assessment=replace(NOTICE.assessment, lines=NOTICE.assessment.lines * 9))
    told = {change.page: (change.before is None, change.after is None) for change in seen(issued, NOTICE, longer)}
    assert told["page.3"] == (True, False)
    back = {change.page: (change.before is None, change.after is None) for change in seen(issued, longer, NOTICE)}
    assert back["page.3"] == (False, True)
    html = report(seen(issued, NOTICE, longer), {})
    assert "page.3: new" in html and html.count("<img") == 3 * (len(told) - 1) + 1


def test_the_same_document_shows_no_change_and_a_shade_is_none() -> None:
    assert seen(issued, QUITTANCE, QUITTANCE) == []
    page = pictures([Pictured("page", partial(issued, QUITTANCE))])["page.1"]
    assert not differ(page, page.point(lambda value: min(255, value + 17)))
    dotted = page.copy()
    dotted.putpixel((3, 3), 0)
    assert differ(page, dotted)


def test_accepting_takes_the_new_and_drops_what_is_gone(tmp_path: Path) -> None:
    pages = pictures([Pictured("quittance", partial(issued, QUITTANCE))])
    accept({**pages, "old.1": pages["quittance.1"]}, tmp_path)
    assert sorted(accepted(tmp_path)) == ["old.1", "quittance.1"]
    accept(pages, tmp_path)
    assert changes(accepted(tmp_path), pages) == []
    assert [path.name for path in tmp_path.iterdir()] == ["quittance.1.png"]
