"""What the machine says when the author wrote nothing for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentences:
    """The built-in sentences of one language."""

    silence: str
    unclear: str
    apology: str
    confirm: str
    """With the answer in place of ``{}``."""
    either: str
    """With two choices."""
    bridge: str
    """After an interruption of the line."""
    between: str
    """An answer is outside its limits."""
    at_least: str
    at_most: str
    not_before: str
    """Of days and times of day."""
    not_after: str
    noted: str
    """Answers were understood beside the one that was asked for."""
    change: str
    """An answer of a form is wrong."""
    change_by_key: str
    """With the name of a question and its key."""
    cancel_by_key: str


_ENGLISH = Sentences(
    silence="Sorry, I didn't hear anything.",
    unclear="Sorry, I didn't understand.",
    apology="I'm sorry, something went wrong on our side. Please call again later. Goodbye.",
    confirm="{}. Is that right?",
    either="Did you mean {} or {}?",
    bridge="Sorry, we were cut off for a moment.",
    between="Sorry, it has to be between {} and {}.",
    at_least="Sorry, it has to be at least {}.",
    at_most="Sorry, it can be at most {}.",
    not_before="Sorry, it cannot be before {}.",
    not_after="Sorry, it cannot be after {}.",
    noted="All right: {}.",
    change="What should I change?",
    change_by_key="For {}, press {}.",
    cancel_by_key="To cancel, press {}.",
)
_HINDI = Sentences(
    silence="माफ़ कीजिए, मुझे कुछ सुनाई नहीं दिया।",
    unclear="माफ़ कीजिए, मैं समझ नहीं पाया।",
    apology="माफ़ कीजिए, हमारी तरफ़ कुछ गड़बड़ हो गई है। कृपया थोड़ी देर बाद फिर कॉल कीजिए। धन्यवाद।",
    confirm="{}। क्या यह सही है?",
    either="आपका मतलब {} है या {}?",
    bridge="माफ़ कीजिए, लाइन एक पल के लिए कट गई थी।",
    between="माफ़ कीजिए, यह {} और {} के बीच होना चाहिए।",
    at_least="माफ़ कीजिए, यह कम से कम {} होना चाहिए।",
    at_most="माफ़ कीजिए, यह ज़्यादा से ज़्यादा {} हो सकता है।",
    not_before="माफ़ कीजिए, यह {} से पहले नहीं हो सकता।",
    not_after="माफ़ कीजिए, यह {} के बाद नहीं हो सकता।",
    noted="ठीक है: {}।",
    change="क्या बदलना है?",
    change_by_key="{} के लिए {} दबाइए।",
    cancel_by_key="रद्द करने के लिए {} दबाइए।",
)
_BY_LANGUAGE: Mapping[str, Sentences] = {"en": _ENGLISH, "hi": _HINDI}


def sentences(language: str) -> Sentences:
    """Return the sentences of a language (BCP 47); English where a language is not known."""
    return _BY_LANGUAGE.get(language.partition("-")[0].lower(), _ENGLISH)
