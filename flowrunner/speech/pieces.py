"""The pieces that a prompt is made of, each made and kept by itself.

A piece is a sentence. Within one a voice has a melody that a cut would break; between two it takes breath, so that
nobody hears whether they were made together. What is written once is made once, in however many prompts it stands; of a
prompt that varies only the sentences with a value in them are made while the caller waits.
"""

from __future__ import annotations

from dataclasses import replace

from flowrunner.engine.actions import Text
from flowrunner.flow.markup import as_plain, is_ssml
from flowrunner.flow.sentence_ends import sentences
from flowrunner.flow.template import Template

MOST = 50
"""Pieces of a prompt: nobody listens to so many sentences, and to look for more costs the calls of others."""
_VALUE = "\ue000"
"""Stands for a value: a character that no text has, and that no rule about ends of sentences knows."""


def pieces(text: Text) -> tuple[Text, ...]:
    """Return the sentences of a text; a document with marks for the voice is one piece."""
    if is_ssml(text.text):
        return (text,)
    return tuple(replace(text, text=as_plain(sentence)) for sentence in sentences(text.text, MOST))


def fixed_sentences(template: Template) -> tuple[str, ...]:
    """Return the sentences of a plain text that do not vary."""
    whole = template.filled(_VALUE)
    return tuple(sentence for sentence in sentences(whole, MOST) if _VALUE not in sentence)
