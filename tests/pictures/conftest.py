"""Where the tests of the pictures find scripts/pictureskit."""

from __future__ import annotations

import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path += [str(CHECKOUT), str(CHECKOUT / "scripts")]
