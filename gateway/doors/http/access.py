"""Who is asking: nothing is open without a key, and a partner's key opens nothing of another's."""

from __future__ import annotations

import re
from functools import partial
from typing import Annotated

from fastapi import Depends, Request

from gateway.access import Action, lacks, may, reads_nothing, role_for, sent, visible
from gateway.doors.http.connections.visits import visit_of
from gateway.doors.http.parts import parts_of
from gateway.doors.http.problems import Problem, problem
from gateway.ledger.tables import RowType
from gateway.partners import Partner
from gateway.queries.one_row import One, Visible
from gateway.queries.powers import Denied, read_own
from schemas.findings import finding
from schemas.vocabulary import SEND

_ODD = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


async def known_partner(request: Request) -> Partner:
    """The partner of the request's key (`Authorization: Bearer sk_...`). Raises 401.

    Every route behind a key comes by here: what follows the key is looked at for what no id and no parameter can be.
    """
    visit = visit_of(request)
    found = await visit.looked_up(parts_of(request).partners.of_key)
    if found is None:
        visit.unknown()
        raise Problem(401, [finding("API01")], {"WWW-Authenticate": "Bearer"})
    await visit.known(found)
    refuse_odd(request)
    if request.method == "GET":
        await visit.turn()  # the others take theirs when their body is here
    return found


def refuse_odd(request: Request) -> None:
    """Nothing is named by a text with control characters or half characters; a database may fail on one.

    Raises 404 for a path, 422 for a parameter.
    """
    if any(_ODD.search(value) for value in request.path_params.values()):
        raise problem(404, "API03")
    for name, value in request.query_params.multi_items():
        if _ODD.search(name + value):
            raise problem(422, "API07", facts={"reason": _ODD.sub("\ufffd", name)[:40]})


Known = Annotated[Partner, Depends(known_partner)]


async def _sender(partner: Known) -> Partner:
    return _allowed(partner, Action.SEND)


async def _officer(partner: Known) -> Partner:
    return _allowed(partner, Action.ACT)


def _allowed(partner: Partner, action: Action) -> Partner:
    if not may(partner, action):
        if action == Action.SEND and lacks(partner, SEND):
            raise problem(403, "PRM03", facts={"company": partner.company, "word": SEND})
        raise problem(403, "API02", facts={"role": role_for(action)})
    return partner


Sender = Annotated[Partner, Depends(_sender)]
Officer = Annotated[Partner, Depends(_officer)]


def owned(request: Request, partner: Partner, one: One[RowType], key: str) -> RowType:
    """A row that the partner may read. Raises 404 alike for what does not exist and for what is another's, 403 with the
    reason for what is his own company's, or was within its mandate, and as `must_have_bureaux` does.
    """
    try:
        row = read_own(parts_of(request).engine, partner, one, key)
    except Denied as refused:
        raise denied(refused) from None
    if row is None:
        must_have_bureaux(partner)
        raise problem(404, "API03")
    return row


def must_have_bureaux(partner: Partner) -> None:
    """Raise 403 for an office that reads nothing because it has no bureau: it is told who can help."""
    if reads_nothing(partner):
        raise problem(403, "API10", facts={"office": partner.id})


def denied(refused: Denied) -> Problem:
    """Why something is not allowed that is somebody's own: 403."""
    return problem(403, refused.code, facts=refused.facts)


def readable(partner: Partner) -> Visible:
    """What of each table the partner may read."""
    return partial(visible, partner, Action.READ)


def of_his_own(partner: Partner) -> Visible:
    """What of each table the partner sent, or everything: without what is read by his company."""
    return partial(sent, partner, Action.READ)
