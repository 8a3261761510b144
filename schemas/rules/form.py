"""How the form is built: boxes 3, 5 and 29, and the boxes reserved to the office."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.rules import Circumstances, Fault, Group, rule

ARTICLES_A_FORM = 2
OFFICE_BOXES = (
    "registration",
    "inspector_visa",
    "accounting_data",
    "examination_result",
    "transit_examination_result",
    "undertakings_and_decisions",
)


@rule("B03-1")
def article_count(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 3 is the number of articles."""
    count = len(dum.goods_item)
    if dum.goods_item_quantity != count:
        yield dum.fault("goods_item_quantity", count=count)


@rule("B05-1")
def form_count(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 5 is the number of forms: two articles stand on one."""
    count = len(dum.goods_item)
    forms = -(-count // ARTICLES_A_FORM)
    if dum.form_quantity != forms:
        yield dum.fault("form_quantity", count=count, forms=forms)


@rule("B29-1", each="GoodsItem")
def articles_are_numbered(article: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 29 runs 1, 2, 3... without gaps, in the order of the articles."""
    if article.sequence_number != article.rank:
        yield article.fault("sequence_number", expected=article.rank)


@rule("OFF01")
def office_boxes_are_left_to_the_office(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """A and D to H are filled by the office; a declarant may propose B and C."""
    for name in OFFICE_BOXES:
        if dum.has(name):
            yield dum.fault(name, whole=True)
