"""The law: XSDs, code lists, rules and words as data, and the little code that judges by them.

Imports nothing of the other rooms.
"""
