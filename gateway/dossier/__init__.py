"""The life of a declaration: its states, what fits which, its versions, its end."""
