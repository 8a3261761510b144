"""The totals that one page of an invoice prints: labels, and the amounts that stand with them.

An amount belongs to a label when it stands on its line behind it, or in its row of a ruled table, or alone below it as
below the head of a column. Behind an Arabic label means left of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pdfplumber.page import Page

from parsers.pdf.amounts import Amount, Token, tokens
from parsers.pdf.layout import Cell
from parsers.pdf.readings import Reading, read, read_label
from parsers.pdf.wording import AMOUNT_HEADS, QUANTITIES

FURTHEST_BELOW = 3.0
"""How far below its label an amount may stand, in heights of the label."""

LONGEST_LABEL = 60
"""Characters of a label that are told."""


@dataclass(frozen=True, slots=True)
class Total:
    """A label with its amount, or with None where several numbers stand there and none is clearly the amount.

    `rank`: the smaller, the stronger.
    """

    rank: int
    amount: Amount | None
    label: str


class PageOfTotals:
    """One page, read for its totals."""

    def __init__(self, page: Page, lines: Sequence[Sequence[Cell]]) -> None:
        self.page = page
        self.lines = lines

    def totals(self) -> Iterator[Total]:
        """All labels of the page that have an amount."""
        for index, line in enumerate(self.lines):
            for cell in line:
                found = tokens(cell.text)
                label = read_label(found)
                if label is None:
                    continue
                printed = cell.text[: label.rest[0].start] if label.rest else cell.text
                name = printed.strip(" :.=-–—_(/|…")[:LONGEST_LABEL]
                behind = [each for each in line if (each.x0 < cell.x0 if cell.right_to_left else each.x0 > cell.x0)]
                if cell.right_to_left:
                    behind.reverse()
                numbers = self._numbers(cell, label.rest, behind)
                if numbers == []:
                    numbers = self._numbers(cell, (), self._row(cell))
                if numbers is None:
                    yield Total(2 * label.strength, None, name)
                elif numbers:
                    if amounts := self._money(numbers, label.currency):
                        yield Total(2 * label.strength, amounts[0] if len(amounts) == 1 else None, name)
                elif below := self._below(cell, index):
                    for amount in self._money([below], label.currency):
                        yield Total(2 * label.strength + 1, amount, name)

    def _numbers(self, label: Cell, rest: Sequence[Token], behind: Sequence[Cell]) -> list[tuple[Cell, Amount]] | None:
        """The numbers behind a label up to the next words; None where two stand too close to be told apart."""
        numbers: list[tuple[Cell, Amount]] = []
        currency: str | None = None
        readings = ([(label, read(rest))] if rest else []) + [(each, read(tokens(each.text))) for each in behind]
        for cell, reading in readings:
            if reading.kind == "several":
                return None
            if reading.kind == "text":
                break
            if reading.kind == "amount" and reading.amount is not None:
                amount = reading.amount
                numbers.append((cell, replace(amount, currency=amount.currency or currency)))
                currency = None
            elif reading.kind == "currency":
                if numbers and numbers[-1][1].currency is None:
                    numbers[-1] = (numbers[-1][0], replace(numbers[-1][1], currency=reading.currency))
                else:
                    currency = reading.currency
            elif reading.kind == "unit" and numbers:
                numbers.pop()
        return numbers

    def _money(self, numbers: Sequence[tuple[Cell, Amount]], currency: str | None) -> list[Amount]:
        """Of these numbers the ones that are money; one alone where it is printed with a currency or under its head."""
        money: list[tuple[Amount, bool]] = []
        for cell, number in numbers:
            head = self._head(cell)
            if any(token.text in QUANTITIES for token in head) or len({number.currency, currency} - {None}) > 1:
                continue
            of_head = next((token.text for token in head if token.kind == "currency"), None)
            amount = replace(number, currency=number.currency or currency or of_head)
            if not amount.bare or amount.currency:
                money.append((amount, any(token.text in AMOUNT_HEADS for token in head)))
        for choice in (
            [amount for amount, _ in money if amount.currency],
            [amount for amount, headed in money if headed],
        ):
            if len(choice) == 1:
                return choice
        return [amount for amount, _ in money]

    def _head(self, cell: Cell) -> list[Token]:
        """The words above a number, past other numbers: the head of its column, where it has one."""
        for line in reversed(self.lines):
            for above in line:
                if above.bottom <= cell.top and above.shares_column(cell):
                    found = tokens(above.text)
                    if all(token.kind != "number" for token in found):
                        return found
        return []

    def _below(self, label: Cell, index: int) -> tuple[Cell, Amount] | None:
        """The amount in the cell below a label, unless another stands below that: then it is a column of items."""
        column = [cell for line in self.lines[index + 1 :] for cell in line if cell.shares_column(label)]
        readings: list[tuple[Cell, Reading]] = [(cell, read(tokens(cell.text))) for cell in column[:3]]
        if (
            readings
            and readings[0][1].kind != "amount"
            and (readings[0][1].kind == "currency" or read_label(tokens(readings[0][0].text)))
        ):
            readings.pop(0)  # the label's second line: another language, or a currency
        if not readings:
            return None
        cell, reading = readings[0]
        if reading.amount is None or cell.middle - label.middle > FURTHEST_BELOW * max(label.height, cell.height):
            return None
        if len(readings) > 1 and readings[1][1].kind != "text":
            return None
        return cell, reading.amount

    def _row(self, label: Cell) -> list[Cell]:
        """The cells behind a label in its row of a ruled table, where their text may stand higher or lower."""
        x, y = (label.x0 + label.x1) / 2, label.middle
        for boxes in self._rows:
            own = next((box for box in boxes if box[0] <= x <= box[2] and box[1] <= y <= box[3]), None)
            if own is None:
                continue
            if label.right_to_left:
                behind = [box for box in reversed(boxes) if box[2] <= own[0] + 1]
            else:
                behind = [box for box in boxes if box[0] >= own[2] - 1]
            return [
                cell
                for box in behind
                for line in self.lines
                for cell in line
                if box[0] <= (cell.x0 + cell.x1) / 2 <= box[2] and box[1] <= cell.middle <= box[3]
            ]
        return []

    @cached_property
    def _rows(self) -> list[list[tuple[float, float, float, float]]]:
        """The boxes of each row of the page's ruled tables, from left to right."""
        return [
            sorted(box for box in row.cells if box is not None)
            for table in self.page.find_tables()
            for row in table.rows
        ]
