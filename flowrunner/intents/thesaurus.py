"""What callers say for the same thing: the small vocabulary of telephone lines, in English and Hindi.

With three examples a choice, the words of a paraphrase are mostly new. A line is about money, cards, appointments and
parcels, though, and those have few names. Each group is one concept; its members are words, or phrases of up to three.
Hindi is written in both scripts, because recognizers and authors use both, mixed with English.
"""

from __future__ import annotations

from functools import lru_cache

from flowrunner.intents.stems import stem
from flowrunner.intents.words import phrase_words

MAX_PHRASE = 3

_GROUPS = (
    # money
    "balance, money, funds, cash, amount, left in, in my account, remaining, paisa, paise, rupaye, bachat, "
    "kitna bacha, बैलेंस, शेष, राशि, पैसा, पैसे, रकम, रुपये, रुपए",
    "account, khata, khate, खाता, खाते, अकाउंट",
    "pay, payment, settle, bhugtan, भुगतान, पेमेंट, चुकाना, जमा",
    "bill, invoice, dues, owe, बिल, बकाया",
    "statement, transactions, history, activity, recent charges, last charges, स्टेटमेंट, लेनदेन, विवरण",
    "transfer, send money, wire, remit, ट्रांसफर, भेजना, भेजने",
    "loan, mortgage, borrow, emi, lend, लोन, कर्ज, ऋण, उधार",
    "refund, money back, reimburse, give back, reverse, paise wapas, रिफंड, वापसी, पैसे वापस",
    "price, cost, fee, fees, charge, rate, expensive, how much is, kitne ka, कीमत, दाम, शुल्क, फीस, खर्च",
    "fraud, scam, suspicious, unauthorized, unrecognized, did not make, didnt make, dont recognize, hacked, "
    "धोखा, धोखाधड़ी, फ्रॉड",
    # cards and access
    "card, debit card, credit card, atm card, कार्ड",
    "lost, missing, misplaced, cant find, cannot find, gone, kho gaya, gum, खो, गुम, खोया",
    "stolen, robbed, theft, took my, stole, pickpocketed, chori, चोरी",
    "block, freeze, lock, deactivate, disable, stop my, shut off, band, ब्लॉक, बंद",
    "activate, enable, switch on, turn on, chalu, चालू, एक्टिवेट, शुरू",
    "password, pin, passcode, login, log in, sign in, locked out, पासवर्ड, पिन, लॉगिन",
    "reset, forgot, forgotten, new password, new pin, bhool, भूल, रीसेट",
    # appointments and health
    "appointment, booking, reservation, slot, visit, checkup, consultation, see the doctor, see a doctor, milna, "
    "अपॉइंटमेंट, अपॉइन्टमेंट, बुकिंग, मिलना, मिलने",
    "book, schedule, reserve, arrange, make an appointment, new appointment, बुक, लेना",
    "reschedule, postpone, move my, change the date, change my appointment, another day, different day, "
    "different time, later date, another time, push back, बदलना, बदलनी, बदल, तारीख बदल, आगे बढ़ाना",
    "cancel, call off, drop, cant make it, cannot come, cant come, not coming, radd, रद्द, कैंसल, कैंसिल",
    "doctor, physician, dr, dentist, specialist, nurse, daktar, डॉक्टर, चिकित्सक",
    "prescription, medicine, medication, refill, pills, tablets, drugs, dawa, dawai, दवा, दवाई, दवाइयाँ, पर्चा",
    "results, report, reports, lab, test results, x ray, blood test, scan, jaanch, रिपोर्ट, जाँच, जांच, नतीजे",
    "emergency, urgent, ambulance, bleeding, chest pain, cant breathe, आपातकाल, इमरजेंसी, एम्बुलेंस, तुरंत",
    "insurance, cover, covered, coverage, claim, policy, bima, बीमा, पॉलिसी, क्लेम",
    "sick, ill, pain, hurts, unwell, fever, symptoms, bimar, बीमार, दर्द, बुखार",
    # orders and parcels
    "order, parcel, package, delivery, shipment, courier, consignment, items i ordered, saman, ऑर्डर, पार्सल, सामान, "
    "डिलीवरी, पैकेट",
    "where, track, tracking, status, when will, arrive, still waiting, not arrived, hasnt come, hasnt arrived, "
    "not received, havent received, on its way, kahan, kab aayega, कहाँ, कहां, कब आएगा, ट्रैक, स्थिति, पहुँचा, पहुंचा",
    "late, delayed, delay, overdue, taking so long, der, देर, लेट",
    "return, send back, exchange, wrong item, take it back, lautana, वापस, लौटाना, लौटाने, बदलवाना",
    "broken, damaged, defective, faulty, cracked, not working, doesnt work, isnt working, stopped working, "
    "out of order, kharab, tuta, खराब, ख़राब, टूटा, टूटी",
    "address, location, directions, find you, get there, based, situated, pata, पता, रास्ता, स्थान",
    # the house itself
    "hours, open, close, closing, opening, timings, what time, till when, when do you, kab khulta, समय, खुलता, खुला, "
    "खुलते, कितने बजे, टाइमिंग",
    "agent, person, human, operator, representative, somebody, someone, real person, customer service, advisor, staff, "
    "talk to, speak to, vyakti, insaan, एजेंट, प्रतिनिधि, इंसान, व्यक्ति, अधिकारी, किसी से बात, बात",
    "manager, supervisor, boss, in charge, मैनेजर, प्रबंधक",
    "complaint, complain, unhappy, dissatisfied, terrible, angry, shikayat, शिकायत, नाराज",
    "support, technical, help desk, trouble, problem, issue, samasya, dikkat, सहायता, मदद, समस्या, दिक्कत, परेशानी",
    "sales, buy, purchase, interested in buying, new customer, sign up, join, kharidna, खरीदना, खरीदने, नया ग्राहक",
    "repeat, again, once more, say that again, pardon, didnt catch, phir se, dobara, दोबारा, फिर से, दुबारा, दोहराओ",
    "back, previous, go back, earlier menu, पीछे, पिछला",
    "menu, main menu, start over, beginning, shuru se, मेनू, मुख्य मेनू, शुरू से",
    "goodbye, bye, hang up, end the call, thats all, alvida, अलविदा, फोन काट",
    # a connection, and a record of oneself
    "internet, wifi, broadband, connection, network, signal, इंटरनेट, वाईफाई, नेटवर्क, कनेक्शन",
    "recharge, top up, topup, data pack, plan, package plan, रिचार्ज, प्लान",
    "update, change my, edit, correct my, new number, new address, moved house, अपडेट, बदलना है",
    "email, mail, mail id, ईमेल",
    "phone number, mobile number, contact number, फोन नंबर, मोबाइल नंबर, मोबाइल",
)


@lru_cache(maxsize=1)
def _book() -> dict[tuple[str, ...], tuple[int, ...]]:
    """Return the concepts of each member, by its stems."""
    book: dict[tuple[str, ...], tuple[int, ...]] = {}
    for number, group in enumerate(_GROUPS):
        for member in group.split(","):
            key = tuple(map(stem, phrase_words(member)))
            book[key] = (*book.get(key, ()), number)
    return book


def concepts(stems: tuple[str, ...]) -> list[tuple[int, range]]:
    """Return each concept that is named, with the places of the words that name it."""
    book = _book()
    return [
        (concept, range(start, start + length))
        for length in range(1, MAX_PHRASE + 1)
        for start in range(len(stems) - length + 1)
        for concept in book.get(stems[start : start + length], ())
    ]
