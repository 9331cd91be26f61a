import numpy as np

from flowrunner.emulator.turns import Turn, Turns

FRAME = np.ones(160, np.int16)


class Conversation:
    """Drives turns by a clock of 20 ms."""

    def __init__(self) -> None:
        self.ended: list[Turn] = []
        self.turns = Turns(lambda turn: None, self.ended.append)
        self.now = 0.0

    def speaks(self, seconds: float) -> None:
        for _ in range(round(seconds * 50)):
            self.turns.tick(self.now, FRAME, 8000, marked=False)
            self.now = round(self.now + 0.02, 2)

    def is_quiet(self, seconds: float, *, marked: bool = True) -> None:
        for number in range(round(seconds * 50)):
            self.turns.tick(self.now, None, 8000, marked=marked and number == 0)
            self.now = round(self.now + 0.02, 2)

    def bot_is_done(self) -> bool:
        return self.turns.bot_is_done

    def said(self) -> list[tuple[str, float]]:
        return [(turn.prompted_by, round(turn.speech_s, 2)) for turn in self.turns.all]


def test_a_prompt_is_over_after_a_short_quiet_when_its_checkpoint_was_reached() -> None:
    talk = Conversation()
    talk.is_quiet(0.4, marked=False)
    talk.speaks(1.0)
    talk.is_quiet(0.2)
    assert not talk.bot_is_done()
    talk.is_quiet(0.12, marked=False)
    assert talk.bot_is_done()
    assert talk.said() == [("the call began", 1.0)]
    assert talk.turns.all[0].latency_s == 0.4


def test_without_a_checkpoint_a_prompt_is_over_only_after_a_long_quiet() -> None:
    talk = Conversation()
    talk.speaks(1.0)
    talk.is_quiet(0.9, marked=False)
    assert not talk.bot_is_done()
    talk.speaks(0.5)
    talk.is_quiet(1.1, marked=False)
    assert talk.said() == [("the call began", 1.5)]


def test_a_gap_between_two_prompts_does_not_split_a_turn() -> None:
    talk = Conversation()
    talk.speaks(0.5)
    talk.is_quiet(0.1)
    talk.speaks(0.5)
    talk.is_quiet(0.4)
    assert talk.said() == [("the call began", 1.0)]


def test_the_answer_to_a_key_is_timed_from_the_key() -> None:
    talk = Conversation()
    talk.speaks(0.2)
    talk.is_quiet(0.4)
    talk.turns.acted("pressed 1", talk.now)
    talk.turns.acted_until(talk.now)
    assert not talk.bot_is_done()
    talk.is_quiet(0.5, marked=False)
    talk.speaks(0.2)
    talk.is_quiet(0.4)
    assert talk.bot_is_done()
    assert talk.said() == [("the call began", 0.2), ("pressed 1", 0.2)]
    assert round(talk.turns.all[1].latency_s or 0, 2) == 0.5


def test_sound_under_way_when_the_caller_interrupts_belongs_to_the_turn_before() -> None:
    talk = Conversation()
    talk.speaks(1.0)
    talk.turns.acted("pressed 1", talk.now)
    talk.speaks(0.1)
    assert talk.ended == []
    talk.turns.cleared()
    assert [turn.prompted_by for turn in talk.ended] == ["the call began"]
    talk.speaks(0.3)
    talk.is_quiet(0.4)
    assert talk.said() == [("the call began", 1.1), ("pressed 1", 0.3)]
    assert round(talk.turns.all[1].latency_s or 0, 2) == 0.1


def test_a_prompt_that_may_not_be_interrupted_is_heard_out_and_then_answered() -> None:
    talk = Conversation()
    talk.speaks(1.0)
    talk.turns.acted("pressed 1", talk.now)
    talk.speaks(1.0)
    talk.is_quiet(0.02)
    talk.speaks(0.3)
    talk.is_quiet(0.4)
    assert talk.said() == [("the call began", 2.0), ("pressed 1", 0.3)]


def test_two_acts_in_a_row_are_answered_by_one_turn() -> None:
    talk = Conversation()
    talk.speaks(0.2)
    talk.is_quiet(0.4)
    talk.turns.acted("pressed 1", talk.now)
    talk.turns.acted("pressed 2", talk.now)
    talk.speaks(0.2)
    assert talk.said()[-1] == ("pressed 1, pressed 2", 0.2)


def test_a_bot_that_goes_on_by_itself_begins_a_turn_that_is_not_timed() -> None:
    talk = Conversation()
    talk.speaks(0.2)
    talk.is_quiet(5.0)
    talk.speaks(0.2)
    assert talk.said()[-1] == ("", 0.2)
    assert talk.turns.all[-1].latency_s is None


def test_who_stays_silent_waits_for_a_new_turn() -> None:
    talk = Conversation()
    talk.speaks(0.2)
    talk.is_quiet(0.4)
    talk.turns.acted("stayed silent", talk.now, is_timed=False)
    assert not talk.bot_is_done()
    talk.is_quiet(3.0)
    talk.speaks(0.2)
    talk.is_quiet(0.4)
    assert talk.bot_is_done()
    assert talk.turns.all[-1].latency_s is None


def test_the_end_of_the_stream_ends_the_turn() -> None:
    talk = Conversation()
    talk.speaks(0.2)
    talk.turns.stop()
    talk.turns.stop()
    assert talk.bot_is_done()
    assert len(talk.ended) == 1
