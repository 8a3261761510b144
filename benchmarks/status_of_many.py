"""The status of a submission of a thousand messages, beside an earlier build: queries, CPU and bytes.

`python benchmarks/status_of_many.py [REVISION]`
The earlier build is a revision of this repository (default 9af1ec6). Both get
the same rows in an SQLite ledger of their own, and answer in turn, each time in a process of its own.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from verification import earlier_build

HERE = Path(__file__).resolve().parents[1]
EARLIER = "9af1ec6"
MESSAGES, ROUNDS, MOST_QUERIES = 1_000, 5, 10

CHILD = """
import json, resource, sys
import sqlalchemy as sa
from gateway.ledger import database, tables
try:
    from gateway.doors.http.addresses import address
    from gateway.ledger.opening import open_database
    from gateway.queries.submissions import contents
    from gateway.views import submission_views
    def submission_view(engine, row):
        return submission_views.submission_view(row, contents(engine, row.id), address)
except ImportError:  # an earlier build
    try:
        from gateway.doors.http.views import submission_view
        from gateway.ledger.opening import open_database
    except ImportError:
        from gateway.api.views import submission_view
        from gateway.ledger.database import open_database

at, digest = "2026-11-25T12:00:00+01:00", "0" * 64
def insert(connection, table, rows):
    known = {column.name for column in table.columns}
    connection.execute(sa.insert(table), [{k: v for k, v in row.items() if k in known} for row in rows])
def fill(engine, count):
    ids = [(n, f"dec_test_{n:05}", f"309010202600{n:05}A") for n in range(1, count + 1)]
    sub = {"id": "sub_test_many", "partner": "atlas", "body": {"name": "x.edi", "sha256": digest, "size": 1},
           "attachments": [], "rejected": {}, "received_at": at, "acknowledgement": digest}
    one = {"submission": "sub_test_many", "partner": "atlas", "state": "due", "outcome": "registered",
           "findings": [{"code": "X", "facts": {"text": "y" * 200}}] * 3, "findings_total": 3, "law": {},
           "examined": [], "judged_at": at, "registered_at": at,
           "facts": {"articles": [{"description": "z" * 100}] * 10},
           "assessment": {"total": "500", "lines": []},
           "answers": {k: digest for k in ("xml", "json", "fr", "en", "ar", "cusres")},
           "life": "registered", "version": 0, "current": "", "asked": {}, "open": [], "function": "9",
           "edifact": {"interchange": 1, "message": 1, "reference": "1", "rejected": False}}
    with engine.begin() as c:
        insert(c, tables.submission, [sub])
        insert(c, tables.declaration, [{**one, "id": i, "ordinal": n, "dum_number": d, "reference": f"R{n}",
                                        "message_number": str(n)} for n, i, d in ids])
        insert(c, tables.interchange, [{"submission": "sub_test_many", "number": 1, "partner": "atlas", "sender": "A",
            "reference": "1", "action": "7", "first": 1, "declarations": count, "interchanges": 1, "terms": {},
            "header": {"messages": [{"reference": str(n), "type": "CUSDEC"} for n, *_ in ids]}, "control": None,
            "contrl_due": False, "contrl": None, "read_at": at}])
        insert(c, tables.claim, [{"number": f"C{n}", "declaration": i, "partner": "atlas", "office": "309",
            "debtor": {"name": "A"}, "state": "open", "disputed": False, "amount": "500", "paid": "100",
            "surplus": "0", "opened_on": "2026-11-25", "due_on": "2026-11-25", "notice_on": None, "method": "CASH",
            "credit": None, "balances": [], "dasf": None} for n, i, _ in ids])
        insert(c, tables.account, [{"number": d, "declaration": i, "partner": "atlas", "operator": "A",
            "office": "309", "regime": "022", "state": "open", "opened_on": "2026-11-25", "deadline": None,
            "last_deadline": None, "binding": False, "principal": {}, "guarantor": {}, "discharges": 1}
            for n, i, d in ids if n % 2])
        insert(c, tables.account_article, [{"account": d, "article": 1, "ngp_code": "5208320090", "description": "T",
            "unit": "KGM", "waste_rate": "4", "value": "1", "suspended": "1", "admitted": "1", "charged": "0",
            "released": "0", "discharges": 0} for n, i, d in ids if n % 2])
        insert(c, tables.document, [{"number": f"{d}-{k}", "kind": "dum", "declaration": i, "partner": "atlas",
            "record": {"edition": k, "boxes": {str(b): "v" * 60 for b in range(60)}}, "state": "issued",
            "replaces": None, "replaced_by": None, "xml": digest, "pdf": digest, "issued_at": at}
            for n, i, d in ids for k in (1, 2)])
        insert(c, tables.notice, [{"declaration": i, "number": 1, "at": at, "data": {"cause": "visa"}, "xml": digest,
            "cusres": digest} for n, i, _ in ids])
engine = open_database(f"sqlite:///{sys.argv[1]}")
if not database.read(engine, sa.select(tables.submission.c.id)):
    fill(engine, int(sys.argv[2]))
(row,) = database.read(engine, sa.select(tables.submission))
submission_view(engine, row)
asked = [0]
sa.event.listen(engine, "before_cursor_execute", lambda *_: asked.__setitem__(0, asked[0] + 1))
before = resource.getrusage(resource.RUSAGE_SELF)
view = submission_view(engine, row)
LATER = {"waiting", "requests", "validity", "superseded_by", "edition"}
def before_these(shown):  # what earlier builds do not show here
    if isinstance(shown, dict):
        return {name: before_these(each) for name, each in shown.items() if name not in LATER}
    return [before_these(each) for each in shown] if isinstance(shown, list) else shown
view = before_these(view)
text = json.dumps(view, ensure_ascii=False, sort_keys=True)
after = resource.getrusage(resource.RUSAGE_SELF)
import hashlib
print(json.dumps([asked[0], after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, len(text),
                  hashlib.sha256(text.encode()).hexdigest()]))
"""


def ask(tree: Path, ledger: Path) -> tuple[int, float, int, str]:
    """Queries, seconds of CPU, characters and SHA-256 of one status, by the build in `tree`."""
    command = [sys.executable, "-c", CHILD, str(ledger), str(MESSAGES)]
    ended = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=True)
    queries, seconds, size, digest = json.loads(ended.stdout.splitlines()[-1])
    return queries, seconds, size, digest


def main() -> None:
    """Print both builds side by side."""
    revision = sys.argv[1] if len(sys.argv) > 1 else EARLIER
    with tempfile.TemporaryDirectory() as folder, earlier_build(revision) as earlier:
        trees = {"now": HERE, "earlier": earlier}
        ledgers = {name: Path(folder) / f"{name}.sqlite" for name in trees}
        rounds = [{name: ask(tree, ledgers[name]) for name, tree in trees.items()} for _ in range(ROUNDS)]
    queries = {name: rounds[0][name][0] for name in trees}
    seconds = {name: statistics.median(each[name][1] for each in rounds) for name in trees}
    assert rounds[0]["now"][3] == rounds[0]["earlier"][3], "the two builds do not show the same"
    print(f"| {MESSAGES} messages, {rounds[0]['now'][2] / 1e6:.1f} MB of JSON | now | {revision} | now / earlier |")
    print("|---|--:|--:|--:|")
    print(f"| queries | {queries['now']} | {queries['earlier']} | {queries['now'] / queries['earlier']:.4f} |")
    print(f"| CPU, s | {seconds['now']:.2f} | {seconds['earlier']:.2f} | {seconds['now'] / seconds['earlier']:.3f} |")
    if queries["now"] > MOST_QUERIES:
        raise SystemExit(f"more than {MOST_QUERIES} queries")


if __name__ == "__main__":
    main()
