import numpy as np
import pytest

from flowrunner.audio.codec import PCM, Codec
from flowrunner.audio.echo import PLAYED_S
from flowrunner.call.played import LATE_S, Played


class Line:
    """What is played on a line whose clock the test sets; each second of it is a level of its own."""

    def __init__(self, codec: Codec = Codec.L16_8K) -> None:
        self.now = 0.0
        self.codec = codec
        self.played = Played(codec, lambda: self.now)

    def play(self, *levels: int, begins: float) -> None:
        sound = np.repeat(levels, self.codec.sample_rate).astype(np.int16)
        self.played.add(memoryview(self.codec.encode(sound)), begins)

    def recent(self) -> list[int]:
        """Return the level of each tenth of a second."""
        pcm: PCM = self.played.recent()
        assert len(pcm) == round(PLAYED_S * self.codec.sample_rate)
        return [int(part[-1]) for part in np.split(pcm, 12)]


@pytest.mark.parametrize("codec", [Codec.L16_8K, Codec.L16_16K])
def test_what_is_heard_now_was_sent_before(codec: Codec) -> None:
    line = Line(codec)
    line.play(100, 200, 300, begins=0.0)
    line.now = 2.5
    assert line.recent() == [200] * 7 + [300] * 5
    line.now = 0.3
    assert line.recent() == [0] * 9 + [100] * 3


def test_prompts_follow_each_other() -> None:
    line = Line()
    line.play(100, begins=0.0)
    line.play(200, begins=1.2)
    line.now = 1.5
    assert line.recent() == [100] * 7 + [0] * 2 + [200] * 3


def test_what_was_cut_is_not_heard() -> None:
    line = Line()
    line.play(100, 200, begins=0.0)
    line.now = 0.5
    line.played.cut()
    line.now = 1.0
    assert line.recent() == [0] * 2 + [100] * 5 + [0] * 5


def test_the_last_word_is_heard_a_little_late_and_its_echo_later_still() -> None:
    line = Line()

    def heard(now: float) -> tuple[bool, bool]:
        line.now = now
        return line.played.is_heard, line.played.may_echo

    assert heard(10.0) == (False, False)
    line.play(100, begins=10.0)
    assert heard(10.0) == (True, True)
    assert heard(11.0 + LATE_S - 0.1) == (True, True)
    assert heard(11.0 + LATE_S + 0.1) == (False, True)
    assert heard(11.0 + PLAYED_S + 0.1) == (False, False)


def test_what_is_long_past_is_forgotten() -> None:
    line = Line()
    for second in range(60):
        line.now = float(second)
        line.play(second, begins=line.now)
    line.now = 59.0
    assert line.recent() == [57] * 2 + [58] * 10
