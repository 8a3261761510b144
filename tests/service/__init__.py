"""Tests of the running service: a process of its own, real folders, real HTTP."""
