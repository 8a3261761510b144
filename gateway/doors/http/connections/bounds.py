"""What the HTTP door bounds, with the reason of each figure. docs/http.md tells them to those who call."""

from __future__ import annotations

import resource

HEAD_BYTES = 65_536
"""Request line and headers together; beyond: 431. Common servers take 8 to 64 KB."""

HEADERS = 100
"""Headers of a request; beyond: 431. Thousands of empty ones fit into 64 KB, and cost 2 MB and many milliseconds."""

FRAMING_BYTES = 16_384
"""Sizes and extensions of chunks, and trailers, that may come without a byte of the body; beyond: 431."""

READ_AT_ONCE = 16_384
"""Read of a connection at once. As long as a request's key is not known, no more of its body is in memory."""

KEPT_BYTES = 16_384
"""What a client may send of his next requests before the present one is answered."""

HEADS_BYTES = 32_000_000
"""Heads of all connections together that are unfinished, or whose key is not known yet; beyond, the oldest of the
address that has most of it goes."""

ANSWERS_BYTES = 128_000_000
"""Answers that their clients have not taken yet; beyond, the oldest of who has most of it is broken off."""

HEAD_SECONDS = 10.0
"""From the first byte of a head, or from the connection, to its end."""

BODY_SECONDS, BODY_WINDOW_BYTES = 30.0, 15_000
"""In each such time a body must bring so many bytes: 4 kbit/s, less than any line that is still of use."""

BODY_MOST_SECONDS = 3_600.0
"""For a whole body: 100 MB on a line of 256 kbit/s."""

STRANGER_IDLE_SECONDS = 5.0
KNOWN_IDLE_SECONDS = 75.0
"""Between two requests: without a key, and with one or behind a trusted proxy, whose pools keep them for 60 s."""

CLOSING_SECONDS = 5.0
"""What is left of an answer must move within this time, and a client who still sends gets it to read his answer."""

LINGER_SECONDS = 30.0
"""The longest that a client may still send after an answer that ends the connection."""

CONNECTIONS = 6_000
"""Of all together. An idle one costs some 15 kB of memory."""

RESERVED_FILES = 512
"""Open files left to the folders, the store and the database (as many again are accepted in one go at the worst)."""

STRANGERS_OF_AN_ADDRESS = 2_500
"""Connections (behind a proxy: requests) without a key; for IPv6 of a network of 64 bits. To hold one until its time is
over costs less than to close it and see it come again; where places get scarce, whoever has most gives way first."""

IDLE_OF_A_PARTNER = 64
"""Connections kept between requests; beyond, the oldest one is closed."""

WAITING_OF_A_PARTNER = 256
"""Requests of a partner at once, those that wait for their turn included; beyond: 429."""

RUNNING_OF_A_PARTNER = 16
"""Requests of a partner that are worked on at once, of the forty that are worked on in all."""

KEY_CHECKS = 8
"""Keys looked up at once, in threads of their own: no work of a known partner keeps another's key waiting."""

STRANGERS_WORKED_ON = 4
"""Requests without a known key that are worked on at once for one address; the others of this address wait."""

UPLOADS_OF_A_PARTNER = 16
"""Bodies of a partner that are read at once; further ones wait."""

UPLOADS_WAITING_OF_A_PARTNER = 48
"""Bodies of a partner that are read or wait; beyond: 429."""

BODIES_BYTES = 128_000_000
"""Bodies in memory, of all partners together; one request of the largest size must fit in any case."""

BODIES_BYTES_OF_A_PARTNER = 32_000_000
"""Bodies of one partner in memory; beyond, they are read one after the other."""


def connections_at_once() -> int:
    """How many connections there may be, so that the open files of this process leave the reserve."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(32, min(CONNECTIONS, files - 2 * RESERVED_FILES if files > 4 * RESERVED_FILES else files // 2))
