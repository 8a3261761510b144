"""Verdicts on what came in: the same bytes under the same law always give the same one."""
