"""Where the tests of the pictures find scripts/pictureskit."""

from __future__ import annotations

import sys

from tests.checkout import CHECKOUT

sys.path += [str(CHECKOUT), str(CHECKOUT / "scripts")]
