"""Everything that is done to one PDF inside its bounded process, in the order that says most when it is ended early."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

import pikepdf

from parsers.pdf.active import active_features
from parsers.pdf.examiner_protocol import OUT_OF_MEMORY, line
from parsers.pdf.expansion import Expansion, TooLargeError, expand_raw, expand_stream
from parsers.pdf.invoice import invoice_total
from parsers.pdf.pdf_limits import PdfLimits
from parsers.pdf.pdf_text import has_text

Say = Callable[[bytes], Any]

OUR_FAULTS = (NameError, AssertionError, ImportError, OSError, SystemError)
"""What no content of a file raises: our own code or its surroundings are at fault, and the file is not blamed."""


def inspect(content: bytes, limits: PdfLimits, say: Say) -> None:
    """Inspect one PDF and say each finding as soon as it is known, then pages, text, and the total of an invoice."""
    bomb = _too_large(lambda expansion: expand_raw(content, expansion), limits, say)
    text = None
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if _structure(pdf, limits, say, bomb):
                text = has_text(content, limits)
                say(line(has_text=text))
    except pikepdf.PasswordError:
        say(line(code="PDF04", facts={}))
    except MemoryError:
        say(OUT_OF_MEMORY)  # unfinished: PDF08, or the PDF07 said above
        return
    except OUR_FAULTS:
        raise
    except Exception:  # whatever the library makes of hostile bytes, the file cannot be read
        say(line(code="PDF03", facts={}))
    # Whatever ends this process from here on is no fault of the file's.
    say(line(judged=True))
    invoice = invoice_total(content, limits) if text else None
    say(line(invoice=invoice.to_record() if invoice else None, finished=True))


def _structure(pdf: pikepdf.Pdf, limits: PdfLimits, say: Say, bomb: bool) -> bool:
    """Encryption, active content, pages and expansion; True where the text may be looked for."""
    if pdf.is_encrypted:
        say(line(code="PDF04", facts={}))
    objects = pdf.objects
    for feature in active_features(pdf, objects):
        say(line(code="PDF05", facts={"feature": feature}))
    pages = len(pdf.pages)  # the leaves, not what /Count says; a tree that holds itself was refused on opening
    say(line(pages=pages))
    if pages == 0:
        say(line(code="PDF03", facts={}))
    if pages > limits.max_pages:
        say(line(code="PDF06", facts={"pages": pages, "limit": limits.max_pages}))
    if not bomb:
        bomb = _too_large(lambda expansion: _expand_all(objects, expansion), limits, say)
    return not bomb


def _expand_all(objects: Iterable[pikepdf.Object], expansion: Expansion) -> None:
    for each in objects:
        if isinstance(each, pikepdf.Stream):
            expand_stream(each, expansion)


def _too_large(expand: Callable[[Expansion], None], limits: PdfLimits, say: Say) -> bool:
    """Run one expansion; True and PDF07 where it goes beyond the limit."""
    try:
        expand(Expansion(limits.max_expanded_bytes))
    except TooLargeError:
        say(line(code="PDF07", facts={"limit": limits.max_expanded_bytes}))
        return True
    return False
