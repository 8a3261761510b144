"""Whose address, whose place, whose memory: the parts that the door is made of."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import anyio
import pytest

from gateway.doors.http.connections import bounds
from gateway.doors.http.connections.connection_places import Places
from gateway.doors.http.connections.proxies import Proxies, plain, share_of
from gateway.doors.http.connections.uploads import NoRoom, Upload, Uploads
from gateway.doors.http.on_demand import MOST, MOST_OF_ONE, OnDemand
from gateway.doors.http.problems import Problem
from gateway.settings import Settings

PROXIES = Proxies([ip_network("10.0.0.0/8"), ip_network("2001:db8::/64")])


@pytest.mark.parametrize(
    ("peer", "told", "address"),
    [
        ("203.0.113.1", "198.51.100.1", "203.0.113.1"),  # nobody's proxy
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1:5000", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8:1::1]:5000", "2001:db8:1::1"),
        ("10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("2001:db8::1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", ",".join(["10.0.0.2"] * 5_000), "10.0.0.2"),
    ],
)
def test_a_trusted_proxy_tells_the_right_most_address_that_is_no_proxy_s(peer: str, told: str, address: str) -> None:
    assert PROXIES.sender(peer, [(b"x-forwarded-for", told.encode())]) == address


def test_addresses_are_compared_and_shared_as_subscribers_have_them() -> None:
    assert plain("::ffff:192.0.2.1") == "192.0.2.1" and plain("fe80::1%eth0") == "fe80::1"
    assert share_of("2001:db8::1") == share_of("2001:db8::ffff") != share_of("2001:db8:0:1::1")
    assert share_of("192.0.2.1") != share_of("192.0.2.2")


def test_proxies_are_set_as_a_list_parted_by_commas() -> None:
    found = Settings(trusted_proxies="192.0.2.1, 10.0.0.0/8 2001:db8::/32")  # type: ignore[arg-type]
    assert [str(each) for each in found.trusted_proxies] == ["192.0.2.1/32", "10.0.0.0/8", "2001:db8::/32"]
    with pytest.raises(ValueError, match="trusted_proxies"):
        Settings(trusted_proxies="proxy.example")  # type: ignore[arg-type]


class Holder:
    def __init__(self, gone: list[Holder]) -> None:
        self.gone = gone

    def evict(self) -> None:
        self.gone.append(self)


def test_when_places_are_scarce_the_oldest_idle_stranger_of_who_has_most_goes_first() -> None:
    gone: list[Holder] = []
    places = Places(8)
    many = [Holder(gone) for _ in range(5)]
    few, known = Holder(gone), [Holder(gone), Holder(gone)]
    for each in known:
        assert places.enter(each, "a", False)
        places.stand(each, "partner atlas", "busy")
    assert places.enter(few, "b", False)
    for each in many:
        assert places.enter(each, "c", False)
    places.stand(many[0], "address c", "asking")
    assert places.enter(Holder(gone), "d", False)
    assert gone == many[1:3]  # half of the idle ones, the oldest first; the one that asks and the others stay
    assert many[0] in places.held and few in places.held and all(each in places.held for each in known)


def test_a_service_full_of_known_requests_takes_no_stranger() -> None:
    gone: list[Holder] = []
    places = Places(2)
    for _ in range(2):
        each = Holder(gone)
        assert places.enter(each, "a", False)
        places.stand(each, "partner atlas", "busy")
    assert not places.enter(Holder(gone), "b", False)
    assert gone == []


def test_unfinished_heads_together_are_bounded() -> None:
    gone: list[Holder] = []
    places = Places(10_000)
    one = Holder(gone)
    places.enter(one, "b", False)
    places.head(one, 100)
    for _ in range(bounds.HEADS_BYTES // bounds.HEAD_BYTES + 10):
        each = Holder(gone)
        places.enter(each, "a", False)
        places.head(each, bounds.HEAD_BYTES)
    assert places.head_bytes <= bounds.HEADS_BYTES
    assert gone and one not in gone


def test_answers_that_nobody_takes_are_bounded_together() -> None:
    gone: list[Holder] = []
    places = Places(10_000)
    one, many = Holder(gone), [Holder(gone) for _ in range(20)]
    for each in (one, *many):
        places.enter(each, "a", False)
        places.stand(each, "partner atlas" if each is one else "partner greedy", "idle")
        places.answer(each, 10_000_000)
    assert places.answer_bytes <= bounds.ANSWERS_BYTES
    assert gone == many[: len(gone)] and len(gone) == 9  # the oldest of who has most
    places.answer(one, 0)
    places.leave(many[-1])
    assert places.answer_bytes == 10 * 10_000_000


@pytest.mark.anyio
async def test_who_holds_most_gives_up_his_newest_body_for_another(anyio_backend: Any) -> None:
    uploads = Uploads(100)
    large, small = Upload(uploads, "large"), Upload(uploads, "small")
    ended: list[str] = []

    async def read() -> None:
        try:
            async with uploads.reading(large):
                await large.grow(90)
                await anyio.sleep_forever()
        except NoRoom:
            ended.append("large")

    async with anyio.create_task_group() as group:
        group.start_soon(read)
        await anyio.wait_all_tasks_blocked()
        async with uploads.reading(small):
            await small.grow(20)
        await anyio.wait_all_tasks_blocked()
    assert ended == ["large"] and uploads.bytes == 20
    small.end()
    assert uploads.bytes == 0 and not uploads.all


@pytest.mark.anyio
async def test_who_holds_most_himself_is_told_to_come_again(anyio_backend: Any) -> None:
    uploads = Uploads(100)
    other, large = Upload(uploads, "other"), Upload(uploads, "large")
    async with uploads.reading(other):
        await other.grow(40)
        async with uploads.reading(large):
            await large.grow(50)
            with pytest.raises(NoRoom):
                await large.grow(20)


@pytest.mark.anyio
async def test_however_much_others_ask_for_the_first_of_a_partner_is_judged(anyio_backend: Any) -> None:
    on_demand = OnDemand(1)
    on_demand._asked.update({"a": MOST_OF_ONE, "b": MOST - MOST_OF_ONE})
    assert await on_demand.run("other", lambda: 1) == 1
    on_demand._asked["other"] += 1
    with pytest.raises(Problem):
        await on_demand.run("other", lambda: 1)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
