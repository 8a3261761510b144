"""All targets by their names."""

from __future__ import annotations

from tests.fuzz.targets.acts import ACTS
from tests.fuzz.targets.edifact import EDIFACT
from tests.fuzz.targets.multipart import MULTIPART
from tests.fuzz.targets.names import NAMES
from tests.fuzz.targets.pdf import PDF
from tests.fuzz.targets.requests import REQUESTS
from tests.fuzz.targets.xml import XML

TARGETS = {each.name: each for each in (XML, EDIFACT, ACTS, REQUESTS, PDF, MULTIPART, NAMES)}
