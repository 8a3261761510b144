"""The mark beside the ledger: it is there, can be read, and the ledger did not go back in time."""

from __future__ import annotations

from gateway.checking.check_report import Checked, Fault
from gateway.checking.installation import Installation
from gateway.ledger.agreement import LedgerRefused, compare, refuse_lost
from gateway.ledger.mark import Mark
from gateway.ledger.refusal import told_at_opening
from schemas.words import phrase


def check_mark(installation: Installation, checked: Checked) -> None:
    """Compare ledger and mark as a start does; a ledger that is gone is told by the mark alone."""
    settings = installation.settings
    mark = Mark(settings.mark_file)
    try:
        if installation.engine is None:
            with told_at_opening(settings.database_url):
                refuse_lost(settings.database_url, mark)
        state = compare(installation.database, mark, installation.store)
        checked.facts = {"file": str(mark.file), "marked": state.marked, "last": state.last}
        state.must_be_sound()
    except LedgerRefused as refusal:
        checked.take(Fault(refusal.key, "wrong", given=(refusal.words, phrase("check.mark.remedy"))))
