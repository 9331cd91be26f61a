import numpy as np

from flowrunner.emulator.mouth import KEY_EVERY, Mouth


def test_keys_leave_one_by_one_100_ms_apart() -> None:
    mouth = Mouth()
    mouth.press("12#")
    pressed = [(tick, key) for tick in range(20) if (key := mouth.tick(160).keys)]
    assert pressed == [(0, "1"), (KEY_EVERY, "2"), (2 * KEY_EVERY, "#")]


def test_a_burst_brings_all_keys_at_once() -> None:
    mouth = Mouth()
    mouth.bursts = True
    mouth.press("12#")
    assert [mouth.tick(160).keys for _ in range(3)] == ["12#", "", ""]


def test_silence_is_sent_when_there_is_nothing_to_say() -> None:
    assert not mouth_frames(Mouth(), 1)[0].any()


def test_words_leave_in_whole_frames_the_last_filled_up_with_silence() -> None:
    mouth = Mouth()
    mouth.say(np.full(400, 7, np.int16), 160)
    assert mouth.is_busy
    first, second, third = mouth_frames(mouth, 3)
    assert np.array_equal(np.concatenate([first, second, third]), [7] * 400 + [0] * 80)
    assert not mouth.is_busy


def test_whoever_is_cut_off_says_and_presses_nothing_more() -> None:
    mouth = Mouth()
    mouth.say(np.full(400, 7, np.int16), 160)
    mouth.press("1")
    mouth.stop()
    assert not mouth.is_busy


def mouth_frames(mouth: Mouth, count: int) -> list[np.ndarray[tuple[int], np.dtype[np.int16]]]:
    return [mouth.tick(160).sound for _ in range(count)]
