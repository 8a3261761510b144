"""The office: its acts, one message each, checked against the state and applied in one commit."""
