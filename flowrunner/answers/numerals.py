"""The words for numbers, in English and Hindi. Either language is understood on any line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flowrunner.answers.words import fold, lexicon, spellings


def _counted(words: str, start: int, step: int = 1) -> dict[str, int]:
    """Number the words; those with ``/`` between are spellings of one."""
    return {
        spelling: start + place * step
        for place, each in enumerate(fold(words).replace("/", "|").split())
        for spelling in each.split("|")
    }


ONES: Mapping[str, int] = {
    **_counted("zero/nought/naught/nil one two three four five six seven eight nine/niner", 0),
    **_counted("ज़ीरो वन टू थ्री फोर फाइव सिक्स सेवन एट/ऐट नाइन", 0),
}
TEENS: Mapping[str, int] = {
    **_counted("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10),
    **_counted("टेन इलेवन/इलेवेन ट्वेल्व थर्टीन फोर्टीन फिफ्टीन सिक्सटीन सेवनटीन/सेवेंटीन एटीन नाइनटीन", 10),
}
TENS: Mapping[str, int] = {
    **_counted("twenty thirty forty/fourty fifty sixty seventy eighty ninety", 20, 10),
    **_counted("ट्वेंटी थर्टी फोर्टी फिफ्टी सिक्सटी सेवंटी/सेवेंटी एटी नाइंटी/नाइन्टी", 20, 10),
}
HINDI: Mapping[str, int] = _counted(
    """
    शून्य एक दो तीन चार पांच छह/छः/छे/छ/छै सात आठ नौ
    दस ग्यारह बारह तेरह चौदह पंद्रह/पंदरह सोलह सत्रह/सत्तरह अठारह उन्नीस
    बीस इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस/उन्तीस
    तीस इकतीस/इकत्तीस बत्तीस तैंतीस/तेंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस
    उनतालीस/उन्तालीस/उनचालीस
    चालीस इकतालीस बयालीस/बियालीस तैंतालीस/तिरतालीस/तेतालीस चवालीस/चौवालीस पैंतालीस छियालीस/छयालीस
    सैंतालीस अड़तालीस उनचास/उन्चास
    पचास इक्यावन बावन तिरपन/तिरेपन चौवन/चौअन पचपन छप्पन सत्तावन अट्ठावन उनसठ
    साठ इकसठ बासठ तिरसठ/तिरेसठ चौंसठ पैंसठ छियासठ/छयासठ सड़सठ/सरसठ अड़सठ उनहत्तर/उनहतर
    सत्तर इकहत्तर/इकहतर बहत्तर/बहतर तिहत्तर/तिहतर चौहत्तर/चौहतर पचहत्तर/पिचहत्तर/पचहतर
    छिहत्तर/छिहतर सतहत्तर/सतहतर अठहत्तर/अठहतर उन्यासी/उनासी/उनयासी
    अस्सी इक्यासी बयासी/बियासी तिरासी चौरासी पचासी छियासी सत्तासी/सतासी अट्ठासी नवासी
    नब्बे/नव्वे इक्यानवे/इक्यानबे बानवे/बानबे/बयानवे तिरानवे/तिरानबे चौरानवे/चौरानबे
    पचानवे/पंचानवे/पचानबे/पंचानबे छियानवे/छियानबे सत्तानवे/सत्तानबे
    अट्ठानवे/अट्ठानबे निन्यानवे/निन्यानबे
    """,
    0,
)
"""From nought to ninety-nine, each of which has a word of its own."""
_ENGLISH_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_ENGLISH_ONES = "zero one two three four five six seven eight nine"
_HINDI_FEW = """
    शून्य एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस
    बीस इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस तीस इकतीस
"""
FEW: Mapping[str, tuple[str, ...]] = {
    "en": (
        *f"{_ENGLISH_ONES} {_ENGLISH_TEENS} twenty".split(),
        *(f"twenty {each}" for each in _ENGLISH_ONES.split()[1:]),
        *("thirty", "thirty one"),
    ),
    "hi": tuple(_HINDI_FEW.split()),
}
"""The numbers from 0 to 31 as callers say them, such as those of a scale or the days of a month."""
HUNDRED = lexicon("hundred hundreds सौ हंड्रेड")
SCALES: Mapping[str, int] = {
    **dict.fromkeys(spellings("dozen dozens दर्जन"), 12),
    **dict.fromkeys(spellings("thousand thousands grand k हज़ार थाउज़ेंड थाउजंड"), 10**3),
    **dict.fromkeys(spellings("lakh lakhs lac lacs लाख"), 10**5),
    **dict.fromkeys(spellings("million millions मिलियन"), 10**6),
    **dict.fromkeys(spellings("crore crores करोड़"), 10**7),
    **dict.fromkeys(spellings("billion billions अरब"), 10**9),
}
ORDINALS: Mapping[str, int] = {
    **_counted(
        "first second third fourth fifth sixth seventh eighth ninth/nineth tenth eleventh twelfth thirteenth fourteenth"
        " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
        1,
    ),
    "thirtieth": 30,
    **_counted("पहली/पहला/पहले दूसरी/दूसरा तीसरी/तीसरा चौथी/चौथा पांचवीं/पांचवी/पांचवां", 1),
}
FRACTIONS: Mapping[str, Decimal] = {
    **dict.fromkeys(spellings("half आधा आधी आधे"), Decimal("0.5")),
    **dict.fromkeys(spellings("quarter पाव"), Decimal("0.25")),
    **dict.fromkeys(spellings("डेढ़"), Decimal("1.5")),
    **dict.fromkeys(spellings("ढाई अढ़ाई"), Decimal("2.5")),
    **dict.fromkeys(spellings("पौन"), Decimal("0.75")),
}
MORE_OR_LESS: Mapping[str, Decimal] = {
    **dict.fromkeys(spellings("साढ़े"), Decimal("0.5")),
    **dict.fromkeys(spellings("सवा"), Decimal("0.25")),
    **dict.fromkeys(spellings("पौने"), Decimal("-0.25")),
}
"""Hindi: what the word adds to the number after it; ``साढ़े तीन`` is three and a half."""
POINT = lexicon("point dot दशमलव पॉइंट पोइंट")
AND = lexicon("and और एंड")
MINUS = lexicon("minus negative माइनस ऋण")
