from hypothesis import given
from hypothesis import strategies as st

from flowrunner.emulator.playback import Heard, Playback


def drain(playback: Playback, ticks: int = 50) -> tuple[bytes, list[tuple[int, str]]]:
    """Return the sound of so many ticks, and at which tick each checkpoint was reached."""
    sound, reached = b"", []
    for tick in range(ticks):
        heard = playback.tick()
        sound += heard.sound
        reached += [(tick, name) for name in heard.reached]
    return sound, reached


def test_sound_is_joined_byte_for_byte_whatever_the_size_of_its_chunks() -> None:
    playback = Playback(160)
    for chunk in (b"a" * 7, b"b" * 400, b"c", b"d" * 159):
        playback.add(chunk)
    sound, _ = drain(playback)
    assert sound == b"a" * 7 + b"b" * 400 + b"c" + b"d" * 159


def test_a_frame_is_never_longer_than_20_ms_and_only_the_last_is_shorter() -> None:
    playback = Playback(160)
    playback.add(b"x" * 400)
    assert [len(playback.tick().sound) for _ in range(4)] == [160, 160, 80, 0]


def test_a_checkpoint_is_reached_when_its_sound_has_been_played_not_when_it_was_taken() -> None:
    playback = Playback(160)
    playback.add(b"x" * 320)
    assert not playback.checkpoint("greeting")
    assert playback.tick() == Heard(b"x" * 160, ())
    assert playback.tick() == Heard(b"x" * 160, ())
    assert playback.tick() == Heard(b"", ("greeting",))


def test_a_checkpoint_in_the_middle_of_a_frame_is_reached_at_the_end_of_the_frame() -> None:
    playback = Playback(160)
    playback.add(b"x" * 40)
    playback.checkpoint("one")
    playback.add(b"y" * 120)
    playback.checkpoint("two")
    assert playback.tick() == Heard(b"x" * 40 + b"y" * 120, ())
    assert playback.tick() == Heard(b"", ("one", "two"))


def test_a_checkpoint_on_an_idle_queue_is_reached_at_once() -> None:
    assert Playback(160).checkpoint("now")


def test_a_checkpoint_during_the_last_frame_waits_for_its_end() -> None:
    playback = Playback(160)
    playback.add(b"x" * 160)
    playback.tick()
    assert not playback.checkpoint("end")
    assert playback.tick().reached == ("end",)
    assert playback.checkpoint("idle again")


def test_clearing_drops_sound_and_pending_checkpoints_without_acknowledging_them() -> None:
    playback = Playback(160)
    playback.add(b"x" * 8000)
    playback.checkpoint("never")
    playback.tick()
    playback.clear()
    assert playback.queued == 0
    assert drain(playback) == (b"", [])


def test_a_checkpoint_already_passed_by_is_dropped_too_when_the_frame_is_still_playing() -> None:
    playback = Playback(160)
    playback.add(b"x" * 40)
    playback.checkpoint("never")
    playback.add(b"y" * 400)
    playback.tick()
    playback.clear()
    assert drain(playback) == (b"", [])


def test_sound_after_clearing_starts_afresh() -> None:
    playback = Playback(160)
    playback.add(b"x" * 500)
    playback.tick()
    playback.clear()
    playback.add(b"y" * 160)
    playback.checkpoint("new")
    assert drain(playback) == (b"y" * 160, [(1, "new")])


def test_the_checkpoint_after_sound_that_could_not_be_played_is_withheld() -> None:
    playback = Playback(160)
    playback.spoil()
    assert not playback.checkpoint("lost")
    assert playback.checkpoint("next")


@given(st.lists(st.one_of(st.binary(min_size=1, max_size=900), st.text(max_size=3)), max_size=20))
def test_every_byte_is_played_in_order_and_each_checkpoint_reached_after_exactly_its_sound(
    queued: list[bytes | str],
) -> None:
    playback, before, expected = Playback(160), 0, []
    for item in queued:
        if isinstance(item, bytes):
            playback.add(item)
            before += len(item)
        elif not playback.checkpoint(item):
            expected.append((-(-before // 160), item))
    sound, reached = drain(playback, 130)
    assert sound == b"".join(item for item in queued if isinstance(item, bytes))
    assert reached == expected
