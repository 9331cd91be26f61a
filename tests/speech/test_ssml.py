import pytest

from flowrunner.errors import SpeechError
from flowrunner.speech.ssml import parts


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("<speak>Hello there</speak>", ["Hello there"]),
        ("<speak>One<break time='500ms'/>two</speak>", ["One", 0.5, "two"]),
        ("<speak>One <break time='1.5s'/> two</speak>", ["One", 1.5, "two"]),
        ("<speak>One<break strength='strong'/>two<break/></speak>", ["One", 0.75, "two", 0.5]),
        ("<speak>One<break time='soon'/>two</speak>", ["One", 0.5, "two"]),
        ("<speak>One<break time='3600s'/>two</speak>", ["One", 10.0, "two"]),
        ("<speak>Ask the <sub alias='World Wide Web'>WWW</sub> about it</speak>", ["Ask the World Wide Web about it"]),
        ("<speak>Code <say-as interpret-as='characters'>AB 12</say-as></speak>", ["Code A B 1 2"]),
        ("<speak>On <say-as interpret-as='date'>2026-11-27</say-as></speak>", ["On 2026-11-27"]),
        ("<speak><p>First.</p><p><s>Second.</s> Third.</p></speak>", ["First.", 0.0, "Second.", 0.0, "Third.", 0.0]),
        ("<speak><emphasis>Now</emphasis> <prosody rate='slow'>slowly</prosody></speak>", ["Now slowly"]),
        ("<speak>Salt &amp; <![CDATA[pepper]]></speak>", ["Salt & pepper"]),
        ("<speak xmlns='http://www.w3.org/2001/10/synthesis'>A<break time='1s'/></speak>", ["A", 1.0]),
        ("<speak/>", []),
    ],
)
def test_a_document_is_words_and_pauses(document: str, said: list[str | float]) -> None:
    found = list(parts(document))
    assert found[: len(said)] == said
    assert [part for part in found[len(said) :] if part] == []


@pytest.mark.parametrize("document", ["<speak>", "<speak>a & b</speak>", "<speak><b></speak>"])
def test_what_is_not_well_formed_is_refused(document: str) -> None:
    with pytest.raises(SpeechError, match="not well-formed"):
        list(parts(document))


def test_a_declaration_is_refused() -> None:
    bomb = '<!DOCTYPE speak [<!ENTITY a "aaaa">]><speak>&a;</speak>'
    with pytest.raises(SpeechError, match="declaration"):
        list(parts(bomb))
