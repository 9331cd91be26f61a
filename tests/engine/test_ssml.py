from flowrunner.engine.actions import Play, Text
from tests.engine.phone import Phone


def said(phone: Phone) -> list[str]:
    return [item.text for each in phone.did if isinstance(each, Play) for item in each.items if isinstance(item, Text)]


def test_marks_for_the_voice_come_whole() -> None:
    assert said(Phone("states: {first: {say: {ssml: One <break/> two}}}")) == ["<speak>One <break/> two</speak>"]
    assert said(Phone("states: {first: {say: {ssml: '<speak>One</speak>'}}}")) == ["<speak>One</speak>"]


def test_a_value_cannot_bring_marks_of_its_own() -> None:
    phone = Phone("""
        states:
          first:
            set: {name: "<break time='9s'/> & sons"}
            say: {ssml: "Hello {{ name }}"}
    """)
    assert said(phone) == ["<speak>Hello &lt;break time='9s'/&gt; &amp; sons</speak>"]


def test_plain_text_is_never_taken_for_marks() -> None:
    phone = Phone("""
        states:
          first:
            set: {name: "<speak>loud</speak>"}
            say: "{{ name }}"
    """)
    assert said(phone) == [" <speak>loud</speak>"]
