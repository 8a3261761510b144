"""A printed form, typeset from its parts: at once where it is short, else in pieces that are joined.

Typst takes 2 MB for each form that it lays out, and more than twice the time for twice the forms; pieces hold both to
what one of them takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from renderers.pdf_joining import Joined
from renderers.pdf_packing import packed
from renderers.typesetting import laid_out

Copy = Mapping[str, Any] | None
"""Number and destination of a copy; None for a form without one."""

MOST_FORMS_AT_ONCE = 48
FORMS_OF_A_PIECE = 12
MOST_TIMES_LAID_OUT = 4
"""Each time with the number of pages of the time before; the second time it is right, but nothing ensures that."""
_TEMPLATE = "dum_form"


@dataclass(frozen=True, slots=True)
class Part:
    """A form of a copy, both sides of it, or with `form` None what had no room on the copy's forms.

    `rank` is the level of its first heading.
    """

    copy: Copy
    form: int | None
    rank: int


def typeset_parts(
    data: Mapping[str, Any], parts: Sequence[Part], signed_xml: bytes, qr_text: str, at: datetime
) -> bytes:
    """The PDF of all parts, packed; `data` is what the template is given, the articles of all `forms` by number in it.

    Raises typst.TypstError.
    """
    forms = sum(each.form is not None for each in parts)
    if forms <= MOST_FORMS_AT_ONCE:
        whole = {**data, "parts": [asdict(each) for each in parts], "piece": None}
        pdf, _ = laid_out(None, _TEMPLATE, whole, signed_xml, qr_text, at)
        return packed(pdf, sum(each.form == 1 for each in parts))
    pages = 2 * forms
    for _ in range(MOST_TIMES_LAID_OUT):
        joined = _joined(data, parts, pages, (signed_xml, qr_text, at))
        if joined.pages == pages:
            break
        pages = joined.pages  # boxes go on behind the forms, and each page says how many there are
    return joined.to_bytes()


def _joined(data: Mapping[str, Any], parts: Sequence[Part], pages: int, given: tuple[bytes, str, datetime]) -> Joined:
    """The pieces of a document of which each page says that it has so many `pages`."""
    continued: dict[int, Mapping[str, Any]] = {}
    joined = Joined()
    for piece in _pieces(parts):
        first = piece[0].form
        if first is None and not continued:
            continue
        forms = {str(each.form): data["forms"][str(each.form)] for each in piece if each.form is not None}
        start = {
            "page": joined.pages + 1,
            "pages": pages,
            "continued": 0 if first in (None, 1) else _before(first, continued),
            "annex": [] if first else [_with_content(each, data) for each in continued.values()],
        }
        attachment = None if joined.pages else data["attachment"]
        own = {"forms": forms, "parts": [asdict(each) for each in piece], "piece": start, "attachment": attachment}
        pdf, told = laid_out("continued", _TEMPLATE, {**data, **own}, *given)
        if first is not None:
            continued |= {each["number"]: each for each in told}
        joined.add(pdf, piece[0].rank - 1)
    return joined


def _pieces(parts: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """The parts in their order; what had no room stands alone."""
    piece: list[Part] = []
    for part in parts:
        if piece and (part.form is None or len(piece) == FORMS_OF_A_PIECE):
            yield piece
            piece = []
        if part.form is None:
            yield [part]
        else:
            piece.append(part)
    if piece:
        yield piece


def _before(form: int, continued: Mapping[int, Mapping[str, Any]]) -> int:
    """How many boxes go on elsewhere before the articles of a form."""
    return sum(each["article"] is None or each["article"] <= 2 * (form - 1) for each in continued.values())


def _with_content(entry: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """A box that goes on elsewhere, with all that stands in it; no box: the list of attachments."""
    box, article = entry["box"], entry["article"]
    if box is None:
        content = data["attachments"]
    elif article is None:
        content = data["boxes"][box]
    else:
        content = data["forms"][str((article + 1) // 2)][(article + 1) % 2][box]
    return {**entry, "content": content}
