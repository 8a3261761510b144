"""The verdict alone, keeping nothing: the same doors and the same check as for a submission, by the law of any day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gateway.clock import Clock
from gateway.judging.attached import Attached, examined
from gateway.judging.edifact_file import EdifactBody
from gateway.judging.judge import Judgement
from gateway.judging.replay.judged_again import Replay, replayed, unchangeable
from gateway.judging.replay.stored_documents import Stored, verdict_of
from gateway.partners import Partner
from gateway.pipeline import tasks
from gateway.pipeline.accept import File
from gateway.pipeline.no_verdict import too_much
from gateway.settings import Settings
from gateway.work.workers import Workers
from parsers.root_name import is_edifact
from renderers.findings_pages import findings_html
from renderers.records import Response
from schemas.days import day_of


@dataclass(frozen=True, slots=True)
class Validation:
    """Judges by the tables in force. `specimen`: nothing that is issued has legal effect."""

    workers: Workers
    clock: Clock
    settings: Settings
    specimen: bool

    def validate(self, partner: Partner, body: File, attachments: Sequence[File], day: date | None = None) -> Judgement:
        """Judge a declaration with its attachments by the law of a day (default: today), in a worker process.

        Of EDIFACT it is one judgement on all that the body holds, by what is agreed with the partner.
        """
        settings = self.settings
        attached = examined(((each.name, each.content) for each in attachments), settings.pdf_limits)
        content = self._content(partner, body)
        if isinstance(content, bytes):
            return self._judged(content, attached, day)
        given = (day or day_of(self.clock()), content, attached, settings.edifact_limits, settings.max_findings)
        try:
            return self.workers.run(tasks.judge_edifact_at_once, *given)
        except TimeoutError as failed:
            return too_much(failed)

    def page(self, partner: Partner, body: File, record: Response, language: str) -> bytes:
        """The page on a verdict, made in a worker process; without what was declared where that ends one."""
        try:
            return self.workers.run(tasks.make_page, record, language, self._content(partner, body))
        except TimeoutError:
            return findings_html(record, language)

    def _content(self, partner: Partner, body: File) -> bytes | EdifactBody:
        if not is_edifact(body.content, body.name):
            return body.content
        agreement = partner.edifact.agreement(self.settings.edifact_own, self.specimen)
        return EdifactBody(body.content, agreement, not self.specimen)

    def replay(self, stored: Stored, declaration: str, day: date | None = None) -> Replay:
        """Judge a kept declaration again by the law of a day (default: today), in a worker process.

        Raises KeyError for an unknown one, and as `Stored.load` where what is kept cannot be read.
        """
        row = stored.named(declaration)
        if row is None:
            raise KeyError(declaration)
        return unchangeable(row) or replayed(verdict_of(row), self._judged(*stored.load(row), day))

    def _judged(self, body: bytes, attached: Attached, day: date | None) -> Judgement:
        settings = self.settings
        asked = day or day_of(self.clock())
        given = (asked, body, attached, settings.xml_limits, settings.max_findings)
        try:
            return self.workers.run(tasks.judge_by_law_of, *given)
        except TimeoutError as failed:
            return too_much(failed)
