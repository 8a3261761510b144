"""What a worker has when it begins: the process from which workers are forked imports this module, once."""

from __future__ import annotations

import gc
from importlib import import_module

from gateway.garbage import look_rarely
from schemas.form import form

look_rarely()
import_module("gateway.pipeline.tasks")
for _name in ("dum", "request"):
    form(_name)  # compiled beforehand; it takes most of a worker's start
gc.freeze()  # what all workers share is not looked through in each of them, which would copy it
