"""The channels by which answers go out, each batch whole or not at all."""
