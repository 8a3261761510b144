"""Who registers and assesses: the administration behind an interface, and a sandbox that answers in its place."""
