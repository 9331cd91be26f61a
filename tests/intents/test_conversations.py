"""Telephone lines as authors write them, and what callers say to them: paraphrases, and what nobody offered."""

from __future__ import annotations

import pytest

from flowrunner.intents.match import close, exact, intent

Menu = list[tuple[str, list[str]]]

BANK: Menu = [
    ("balance", ["balance", "how much money do I have", "what is my balance"]),
    ("block_card", ["block my card", "lost card", "my card was stolen"]),
    ("pay_bill", ["pay my bill", "make a payment", "pay an invoice"]),
    ("send_money", ["transfer money", "send money to somebody", "make a transfer"]),
    ("pin", ["reset my pin", "new pin", "I forgot my password"]),
]
CLINIC: Menu = [
    ("book", ["book an appointment", "I want to see the doctor", "make an appointment"]),
    ("move", ["reschedule my appointment", "change the time of my appointment", "move my appointment"]),
    ("cancel", ["cancel my appointment", "call off my visit", "I can't come"]),
    ("results", ["test results", "is my lab report ready", "results of my blood test"]),
    ("refill", ["prescription refill", "I need more medicine", "renew my prescription"]),
]
DELIVERY: Menu = [
    ("track", ["where is my order", "track my parcel", "my package has not arrived"]),
    ("return", ["return an item", "send it back", "exchange"]),
    ("refund", ["refund", "I want my money back", "when do I get my refund"]),
    ("hours", ["opening hours", "when are you open", "what time do you close"]),
    ("agent", ["talk to a person", "agent", "customer service"]),
]
HINDI_BANK: Menu = [
    ("balance", ["बैलेंस", "मेरे खाते में कितने पैसे हैं", "खाते का बैलेंस बताइए"]),
    ("block_card", ["कार्ड बंद करो", "मेरा कार्ड खो गया", "कार्ड चोरी हो गया"]),
    ("pay_bill", ["बिल का भुगतान", "बिल भरना है", "पेमेंट करना है"]),
    ("agent", ["एजेंट से बात करनी है", "प्रतिनिधि", "किसी इंसान से बात कराइए"]),
]
HINDI_CLINIC: Menu = [
    ("book", ["अपॉइंटमेंट बुक करना है", "डॉक्टर से मिलना है", "नया अपॉइंटमेंट"]),
    ("cancel", ["अपॉइंटमेंट रद्द करना है", "अपॉइंटमेंट कैंसल", "मैं नहीं आ सकता"]),
    ("results", ["जाँच की रिपोर्ट", "टेस्ट रिपोर्ट तैयार है क्या", "खून की जाँच का नतीजा"]),
    ("hours", ["क्लिनिक कब खुलता है", "खुलने का समय", "कितने बजे बंद होता है"]),
]
ONE_WORD: Menu = [(word, [word]) for word in ("sales", "support", "billing", "hours", "operator")]


def meant(text: str, menu: Menu) -> str | None:
    found = exact(text, menu) or close(text, menu) or intent(text, menu)
    return found.label if found else None


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("what's left in my account", "balance"),
        ("how much money is left", "balance"),
        ("tell me how much cash I have", "balance"),
        ("my credit card is gone", "block_card"),
        ("freeze my card please", "block_card"),
        ("somebody stole my debit card", "block_card"),
        ("I cannot find my card", "block_card"),
        ("can I settle my bill now", "pay_bill"),
        ("I want to pay what I owe", "pay_bill"),
        ("I'd like to wire some money to my brother", "send_money"),
        ("I have forgotten my passcode", "pin"),
        ("my pin does not work any more", "pin"),
    ],
)
def test_a_bank_understands_paraphrases(text: str, choice: str) -> None:
    assert meant(text, BANK) == choice


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("I would like to schedule a consultation", "book"),
        ("I need to see a physician", "book"),
        ("is it possible to postpone my appointment", "move"),
        ("could we move it to another day", "move"),
        ("I have to cancel my visit on Friday", "cancel"),
        ("please cancel the booking", "cancel"),
        ("did my lab results come in", "results"),
        ("I'm calling for the report of my blood test", "results"),
        ("I am out of my medication", "refill"),
    ],
)
def test_a_clinic_understands_paraphrases(text: str, choice: str) -> None:
    assert meant(text, CLINIC) == choice


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("where's my package", "track"),
        ("I'm still waiting for my parcel", "track"),
        ("I haven't received my order", "track"),
        ("I want to send back the shoes", "return"),
        ("can I exchange the dress", "return"),
        ("I still don't have my money back", "refund"),
        ("until what time are you open on Saturday", "hours"),
        ("let me talk to somebody", "agent"),
        ("get me a human being", "agent"),
        ("can I speak to a representative please", "agent"),
    ],
)
def test_a_delivery_service_understands_paraphrases(text: str, choice: str) -> None:
    assert meant(text, DELIVERY) == choice


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("मेरा बैलेंस कितना है", "balance"),
        ("खाते में कितनी राशि है", "balance"),
        ("मेरा कार्ड गुम हो गया है", "block_card"),
        ("मेरा कार्ड ब्लॉक कर दीजिए", "block_card"),
        ("मेरा डेबिट कार्ड चोरी हो गया", "block_card"),
        ("मुझे बिल चुकाना है", "pay_bill"),
        ("बिजली का बिल भरना चाहता हूँ", "pay_bill"),
        ("मुझे किसी अधिकारी से बात करनी है", "agent"),
    ],
)
def test_a_bank_understands_paraphrases_in_hindi(text: str, choice: str) -> None:
    assert meant(text, HINDI_BANK) == choice


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("मुझे डॉक्टर से अपॉइंटमेंट चाहिए", "book"),
        ("मैं डॉक्टर साहब से मिलना चाहता हूँ", "book"),
        ("मेरा अपॉइंटमेंट कैंसिल कर दीजिए", "cancel"),
        ("मेरी खून की रिपोर्ट आ गई क्या", "results"),
        ("मेरी जांच रिपोर्ट चाहिए", "results"),
        ("क्लिनिक कितने बजे खुलता है", "hours"),
    ],
)
def test_a_clinic_understands_paraphrases_in_hindi(text: str, choice: str) -> None:
    assert meant(text, HINDI_CLINIC) == choice


OFF_TOPIC = [
    "what's the weather",
    "tell me a joke",
    "who won the match last night",
    "what is my name",
    "how much is the fish",
    "I have a dog",
    "can you hear me",
    "hold on a second",
    "sorry I was speaking with my wife",
    "happy birthday",
    "you are very kind",
    "what do you have",
    "is it going to rain tomorrow",
    "the television is too loud",
    "one moment please",
    "how do I get a mortgage",
    "what is the",
    "I would like to",
    "",
    "?!",
    "asdf qwer zxcv",
    "12345",
    "🙂",
]


@pytest.mark.parametrize("menu", [BANK, CLINIC, DELIVERY, ONE_WORD], ids=["bank", "clinic", "delivery", "one word"])
@pytest.mark.parametrize("text", OFF_TOPIC)
def test_what_nobody_offered_means_nothing(text: str, menu: Menu) -> None:
    assert meant(text, menu) is None


@pytest.mark.parametrize("menu", [HINDI_BANK, HINDI_CLINIC], ids=["bank", "clinic"])
@pytest.mark.parametrize(
    "text",
    [
        "आज मौसम कैसा है",
        "मुझे एक कहानी सुनाओ",
        "मेरा नाम क्या है",
        "आप कैसे हैं",
        "एक मिनट रुकिए",
        "मुझे है",
        "क्या है",
        "mausam kaisa hai",
    ],
)
def test_what_nobody_offered_means_nothing_in_hindi(text: str, menu: Menu) -> None:
    assert meant(text, menu) is None


@pytest.mark.parametrize(
    "text",
    ["tales", "the sport section", "I want to", "a house", "sails", "our", "an opera", "is it for me"],
)
def test_a_menu_of_single_words_is_not_too_eager(text: str) -> None:
    assert meant(text, ONE_WORD) is None


@pytest.mark.parametrize(
    ("text", "menu"),
    [
        ("I don't want to block my card", BANK),
        ("not the balance", BANK),
        ("I do not need a refund", DELIVERY),
        ("बैलेंस नहीं चाहिए", HINDI_BANK),
    ],
)
def test_what_is_turned_down_is_not_meant(text: str, menu: Menu) -> None:
    assert meant(text, menu) is None


@pytest.mark.parametrize(
    ("text", "choice", "menu"),
    [
        ("I'd like to check the funds in my account", "balance", BANK),
        ("can you send five hundred to my daughter", "send_money", BANK),
        ("can I get a slot with the dentist", "book", CLINIC),
        ("can the doctor renew my pills", "refill", CLINIC),
        ("my delivery is late", "track", DELIVERY),
        ("please reimburse me", "refund", DELIVERY),
        ("mera balance kitna hai", "balance", HINDI_BANK),
    ],
)
def test_a_paraphrase_of_mostly_new_words_may_be_missed_but_is_nothing_else(text: str, choice: str, menu: Menu) -> None:
    assert meant(text, menu) in (None, choice)


@pytest.mark.parametrize("text", ["appointment", "it is about my appointment", "my visit to the doctor"])
def test_what_two_choices_share_decides_for_neither(text: str) -> None:
    assert intent(text, [("move", ["reschedule my appointment"]), ("cancel", ["cancel my appointment"])]) is None
