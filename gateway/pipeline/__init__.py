"""The road of a declaration: accept, read, check, register, answer, issue, deliver; each step can be repeated."""
