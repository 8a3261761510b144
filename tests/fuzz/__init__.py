"""Fuzzing: hostile inputs through the product's own doors; each gets a verdict, in bounded time and memory."""
