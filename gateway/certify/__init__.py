"""Certifies a gateway: sends it the kit of test vectors, compares its answers with those expected, keeps the score."""
