import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flowrunner.speech.cache import LEFT_OVER_S, SUFFIX, DiskCache, MemoryCache


def files(cache: DiskCache) -> list[Path]:
    return sorted(cache.folder.glob(f"*{SUFFIX}"))


def test_what_was_stored_is_there_for_the_next_process(tmp_path: Path) -> None:
    DiskCache(tmp_path).store(b"sound", "voice", "hello")
    assert DiskCache(tmp_path).load("voice", "hello") == b"sound"
    assert DiskCache(tmp_path).load("voice", "goodbye") is None
    assert DiskCache(tmp_path).load("other voice", "hello") is None


def test_nothing_at_all_may_be_stored(tmp_path: Path) -> None:
    DiskCache(tmp_path).store(b"", "silence")
    assert DiskCache(tmp_path).load("silence") == b""


@pytest.mark.parametrize("broken", [b"", b"\0" * 10, b"\0" * 40])
def test_a_broken_file_is_no_file_and_is_replaced(tmp_path: Path, broken: bytes) -> None:
    cache = DiskCache(tmp_path)
    cache.store(b"sound", "hello")
    files(cache)[0].write_bytes(broken)
    assert cache.load("hello") is None
    cache.store(b"sound", "hello")
    assert cache.load("hello") == b"sound"


def test_half_a_file_is_no_file(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path)
    cache.store(b"sound" * 100, "hello")
    file = files(cache)[0]
    file.write_bytes(file.read_bytes()[:-1])
    assert cache.load("hello") is None


def test_several_who_store_the_same_do_not_spoil_it(tmp_path: Path) -> None:
    sounds = [bytes([number]) * 200_000 for number in range(4)]

    def store_and_load(sound: bytes) -> bool:
        cache = DiskCache(tmp_path)
        found = []
        for _ in range(25):
            cache.store(sound, "hello")
            found.append(cache.load("hello"))
            cache.prune()
        return all(each in sounds for each in found)

    with ThreadPoolExecutor(4) as builders:
        assert all(builders.map(store_and_load, sounds))
    assert [path.suffix for path in tmp_path.iterdir()] == [SUFFIX]


def test_what_an_ended_process_left_half_done_is_cleared_away(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path)
    cache.store(b"sound", "hello")
    for name, age_s in (("tmp_old", 2 * LEFT_OVER_S), ("tmp_new", 0)):
        (tmp_path / name).write_bytes(b"half")
        os.utime(tmp_path / name, (time.time() - age_s,) * 2)
    cache.prune()
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != SUFFIX) == ["tmp_new"]


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = DiskCache(tmp_path / "file" / "cache")
    assert cache.load("hello") is None
    with pytest.raises(OSError, match="file"):
        cache.store(b"sound", "hello")
    cache.prune()


def test_what_was_not_used_for_the_longest_time_goes_first(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, limit_bytes=300)
    for age, name in enumerate(["new", "older", "oldest"]):
        cache.store(b"x" * 100, name)
        (file,) = set(files(cache)) - {each for each in files(cache) if each.stat().st_mtime < 10**9}
        os.utime(file, (10**8 - age, 10**8 - age))
    cache.load("oldest")
    cache.prune()
    assert [cache.load(name) is not None for name in ("new", "older", "oldest")] == [True, False, True]
    assert not [path for path in tmp_path.iterdir() if path.suffix != SUFFIX]


def test_memory_keeps_what_was_used_last() -> None:
    memory = MemoryCache(limit_bytes=10)
    memory.put("a", b"aaaa")
    memory.put("b", b"bbbb")
    assert memory.get("a") == b"aaaa"
    memory.put("c", b"cccc")
    assert [memory.get(key) for key in "abc"] == [b"aaaa", None, b"cccc"]


def test_memory_counts_what_is_replaced_once() -> None:
    memory = MemoryCache(limit_bytes=10)
    for _ in range(5):
        memory.put("a", b"aaaaaa")
    memory.put("b", b"bbbb")
    assert memory.get("a") == b"aaaaaa"
    memory.put("huge", b"x" * 11)
    assert memory.get("huge") is None
