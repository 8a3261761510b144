"""The HTTP door: who may hold a connection, how long and with how many bytes, and what is logged of it."""
