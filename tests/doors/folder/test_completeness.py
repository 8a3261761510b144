"""When a file is complete: pure logic with a clock of its own."""

from __future__ import annotations

import pytest

from gateway.doors.folder.completeness import Completeness, Seen, is_temporary


def seen(inode: int = 1, size: int = 10, modified: int = 5, changed: int = 0) -> Seen:
    return Seen(inode, size, modified, changed or modified)


def test_one_byte_a_second_is_never_complete_until_it_stops() -> None:
    following = Completeness(3.0)
    for second in range(60):
        assert following.observe({"a.xml": seen(size=second, modified=second + 1)}, second) == frozenset()
    assert following.observe({"a.xml": seen(size=59, modified=60)}, 61.9) == frozenset()
    assert following.observe({"a.xml": seen(size=59, modified=60)}, 62.0) == {"a.xml"}


def test_each_of_inode_size_and_time_starts_the_wait_again() -> None:
    for other in (seen(inode=2), seen(size=11), seen(modified=6)):
        following = Completeness(3.0)
        following.observe({"a": seen()}, 0)
        assert following.observe({"a": seen()}, 3) == {"a"}
        assert following.observe({"a": other}, 4) == frozenset()
        assert following.observe({"a": other}, 7) == {"a"}


@pytest.mark.parametrize("name", ["a.xml.part", "a.TMP", "a.filepart", "a.crdownload", "a.swp", "a.xml~", ".a.xml"])
def test_temporary_names_are_never_complete_and_a_rename_completes_at_once(name: str) -> None:
    following = Completeness(3.0)
    assert is_temporary(name)
    assert following.observe({name: seen()}, 0) == frozenset()
    assert following.observe({name: seen()}, 100) == frozenset()
    assert following.observe({"a.xml": seen(changed=9)}, 100.5) == {"a.xml"}


def test_renamed_after_more_was_written_since_the_last_look() -> None:
    following = Completeness(3.0)
    following.observe({"a.part": seen(size=1, modified=1)}, 0)
    assert following.observe({"a.xml": seen(size=9, modified=7, changed=8)}, 1) == {"a.xml"}


def test_an_inode_that_another_file_got_is_no_rename() -> None:
    following = Completeness(3.0)
    following.observe({"a.part": seen(size=1, modified=1)}, 0)
    assert following.observe({"a.xml": seen(size=9, modified=7, changed=7)}, 1) == frozenset()


def test_a_second_link_beside_the_temporary_name_is_no_rename() -> None:
    following = Completeness(3.0)
    following.observe({"a.part": seen()}, 0)
    assert following.observe({"a.part": seen(), "a.xml": seen(changed=9)}, 1) == frozenset()


def test_a_marker_completes_at_once() -> None:
    following = Completeness(3.0)
    assert "a.xml" in following.observe({"a.xml": seen(), "a.xml.done": seen(inode=2, size=0, modified=5)}, 0)
    assert "b.xml" not in following.observe({"b.xml": seen(), "b.done": seen(inode=2)}, 0)


def test_a_marker_older_than_the_file_says_nothing() -> None:
    following = Completeness(3.0)
    assert following.observe({"a.xml": seen(modified=9), "a.xml.done": seen(inode=2, modified=5)}, 0) == frozenset()


def test_a_complete_file_that_is_written_again_is_not() -> None:
    following = Completeness(3.0)
    following.observe({"a.part": seen()}, 0)
    assert following.observe({"a.xml": seen()}, 1) == {"a.xml"}
    assert following.observe({"a.xml": seen(size=20, modified=9)}, 2) == frozenset()


def test_a_name_that_was_away_starts_again() -> None:
    following = Completeness(3.0)
    following.observe({"a.xml": seen()}, 0)
    following.observe({}, 1)
    assert following.observe({"a.xml": seen()}, 3.5) == frozenset()
