"""What others need to check what was signed here: the served bundle, and the signers of the past."""
