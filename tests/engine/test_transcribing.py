from __future__ import annotations

from flowrunner.engine import transcribing
from flowrunner.engine.actions import Transcribe
from flowrunner.engine.events import Transcribed, TranscriptionEnded
from tests.engine.phone import Phone, without_listening

LISTEN = """
    states:
      first:
        say: This call is written down.
        transcribe: {with: ["+15550100001", "{{ call.extra.desk }}"], ring: 20s, max: 30m, language: en-IN}
        save: words
        go: {ended: after, failed: sorry}
      after: {say: "We have {{ words }}.", go: hangup}
      sorry: {say: Not today., go: hangup}
"""


def listening() -> Phone:
    phone = Phone(LISTEN)
    phone.hears_it_out()
    return phone


def test_what_is_said_first_is_heard_before_anybody_listens() -> None:
    phone = Phone(LISTEN)
    assert phone.said == "This call is written down."
    phone.hears_it_out()
    assert phone.did == (Transcribe(("+15550100001",), 20.0, 1800.0, "en-IN"),)


def test_both_are_written_down_in_the_order_of_time() -> None:
    phone = listening()
    phone.feed(Transcribed("person", "Hello, how can I help?", phone.at))
    phone.feed(Transcribed("caller", "  I have moved.  ", phone.at))
    phone.feed(Transcribed("caller", " ", phone.at))
    phone.feed(TranscriptionEnded("ended", phone.at))
    assert phone.said == "We have Person: Hello, how can I help?\nCaller: I have moved.."


def test_what_was_written_down_survives_a_new_connection() -> None:
    phone = listening()
    phone.feed(Transcribed("caller", "One.", phone.at))
    phone.rejoins()
    assert [type(each) for each in phone.did] == [Transcribe]
    phone.feed(Transcribed("caller", "Two.", phone.at))
    assert phone.call.variables["words"] == "Caller: One.\nCaller: Two."


def test_a_second_time_begins_with_an_empty_page() -> None:
    phone = Phone("""
        states:
          first: {transcribe: true, save: words, go: {ended: repeat}}
    """)
    phone.feed(Transcribed("caller", "One.", phone.at))
    phone.feed(TranscriptionEnded("ended", phone.at))
    phone.feed(Transcribed("caller", "Two.", phone.at))
    assert phone.call.variables["words"] == "Caller: Two."


def test_where_nobody_can_be_reached_it_has_failed() -> None:
    phone = listening()
    phone.feed(TranscriptionEnded("failed", phone.at))
    assert phone.said == "Not today."
    nobody = Phone("""
        states:
          first: {transcribe: {with: "{{ heard }}"}, go: {ended: hangup, failed: sorry}}
          sorry: {say: Not today., go: hangup}
    """)
    assert nobody.said == "Not today."


def test_no_more_is_kept_than_has_room() -> None:
    phone = listening()
    sentence = "word " * 2000
    for _ in range(transcribing.LONGEST_TRANSCRIPT // len(sentence) + 5):
        phone.feed(Transcribed("caller", sentence, phone.at))
    assert len(str(phone.call.variables["words"])) <= transcribing.LONGEST_TRANSCRIPT + 100


def test_keys_and_words_do_nothing_meanwhile() -> None:
    phone = listening()
    before = phone.call
    phone.press("1")
    assert (phone.call, without_listening(phone.did)) == (before, ())


KEEP = """
    {extra}
    states:
      first: {{transcribe: true, save: words, go: {{ended: keep, failed: hangup}}}}
      keep:
        say: Thank you.
        request: POST https://example.com/notes
        body: {{words: "{{{{ words }}}}"}}
        go: {{ok: hangup}}
      after: {{request: "POST https://example.com/after", go: {{otherwise: hangup}}}}
"""


def test_a_caller_who_hangs_up_ends_it_and_what_was_said_is_kept_in_silence() -> None:
    phone = Phone(KEEP.format(extra=""))
    phone.feed(Transcribed("caller", "Goodbye.", phone.at))
    phone.hangs_up()
    assert (phone.said, phone.request.body) == ("", {"words": "Caller: Goodbye."})
    phone.server_answers()
    assert phone.call.ended


def test_what_a_flow_does_after_its_caller_comes_first() -> None:
    phone = Phone(KEEP.format(extra="on_hangup: after"))
    phone.hangs_up()
    assert phone.request.url == "https://example.com/after"
