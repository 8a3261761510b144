"""The mark beside the ledger: it is there, can be read, and the ledger did not go back in time."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.checking.installation import Installation
from gateway.checking.report import Checked, Fault
from gateway.ledger.agreement import LedgerRefused, compare, refuse_lost
from gateway.ledger.mark import Mark
from schemas.words import phrase


def check_mark(installation: Installation, checked: Checked) -> None:
    """Compare ledger and mark as a start does; a ledger whose file is gone is told by the mark alone."""
    settings = installation.settings
    mark = Mark(settings.mark_file)
    try:
        if installation.engine is None:
            refuse_lost(sa.make_url(settings.database_url), mark)
        state = compare(installation.database, mark, installation.store)
        checked.facts = {"file": str(mark.file), "marked": state.marked, "last": state.last}
        state.must_be_sound()
    except LedgerRefused as refusal:
        checked.take(Fault(refusal.key, "wrong", given=(refusal.words, phrase("check.mark.remedy"))))
