"""The tables. `event` is the truth; the others are projections of it, but for `work`, which is to be done.

Times are ISO 8601 text with their zone, amounts are decimal text: the same in every database.
"""

from gateway.ledger.tables.account_tables import account, account_article, certificate, discharge
from gateway.ledger.tables.base import key_of, metadata
from gateway.ledger.tables.claim_tables import claim, credit, payment
from gateway.ledger.tables.document_tables import document
from gateway.ledger.tables.log import event, series, work
from gateway.ledger.tables.message_tables import (
    act,
    arrival,
    declaration,
    interchange,
    interchange_reference,
    message_number,
    notice,
    reference,
    submission,
)
from gateway.ledger.tables.partner_tables import partner, partner_key
from gateway.ledger.tables.register_tables import register_signer, series_gap

PROJECTIONS = (
    partner,
    partner_key,
    submission,
    arrival,
    interchange,
    interchange_reference,
    declaration,
    message_number,
    reference,
    register_signer,
    series,
    series_gap,
    act,
    notice,
    claim,
    credit,
    payment,
    account,
    account_article,
    discharge,
    certificate,
    document,
)

__all__ = [
    "PROJECTIONS",
    "account",
    "account_article",
    "act",
    "arrival",
    "certificate",
    "claim",
    "credit",
    "declaration",
    "discharge",
    "document",
    "event",
    "interchange",
    "interchange_reference",
    "key_of",
    "message_number",
    "metadata",
    "notice",
    "partner",
    "partner_key",
    "payment",
    "reference",
    "register_signer",
    "series",
    "series_gap",
    "submission",
    "work",
]
