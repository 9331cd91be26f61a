"""The words for days, in English and Hindi, as symbols: ``W4`` is a Friday, ``M11`` November, ``D1`` tomorrow."""

from __future__ import annotations

from collections.abc import Mapping

from flowrunner.answers.symbols import Glossary

_WEEKDAYS = (
    "monday,mon,mondays,सोमवार,मंडे",
    "tuesday,tue,tues,tuesdays,मंगलवार,ट्यूज़डे",
    "wednesday,wed,wednesdays,बुधवार,बुध,वेडनेसडे,वेन्सडे",
    "thursday,thu,thur,thurs,thursdays,गुरुवार,गुरूवार,बृहस्पतिवार,वीरवार,थर्सडे",
    "friday,fri,fridays,शुक्रवार,जुम्मे,जुमे,जुमा,फ्राइडे",
    "saturday,sat,saturdays,शनिवार,शनि,सैटरडे",
    "sunday,sun,sundays,रविवार,इतवार,संडे",
)
_MONTHS = (
    "january,jan,जनवरी",
    "february,feb,फ़रवरी,फरवरी",
    "march,mar,मार्च",
    "april,apr,अप्रैल",
    "may,मई",
    "june,jun,जून",
    "july,jul,जुलाई",
    "august,aug,अगस्त",
    "september,sept,sep,सितंबर,सितम्बर",
    "october,oct,अक्टूबर,अक्तूबर",
    "november,nov,नवंबर,नवम्बर",
    "december,dec,दिसंबर,दिसम्बर",
)
_RELATIVE: Mapping[str, str] = {
    "D0": "today,tonight,this evening,this afternoon,this morning,आज,now,right now",
    "D1": "tomorrow,आने वाले कल,आने वाला कल",
    "D2": "day after tomorrow,overmorrow",
    "D3": "तरसों,नरसों",
    "D-1": "yesterday,बीते कल,बीता कल",
    "D-2": "day before yesterday",
    "E1": "कल",
    "E2": "परसों",
}
"""Days from today; ``E`` lies ahead or behind, because Hindi has one word for both."""
_TURNS: Mapping[str, str] = {
    "this": "this,इस,इसी",
    "next": "next,अगले,अगला,अगली",
    "last": "last,past,previous,पिछले,पिछला,पिछली,गत",
    "in": "in,after",
    "later": "later,from now,hence,बाद",
    "from": "from",
    "ago": "ago,back,पहले",
    "day": "day,days,दिन,दिनों",
    "week": "week,weeks,हफ़्ते,हफ़्ता,हफ्तों,सप्ताह",
    "fortnight": "fortnight",
    "month": "month,months,महीने,महीना,महीनों",
    "year": "year,years,साल",
    "couple": "couple,couple of",
    "M12 N25": "christmas,christmas day,xmas,क्रिसमस",
    "date": "तारीख़,डेट",
    "M1 N1": "new years day,new year,नए साल",
    "M12 N31": "new years eve",
    "M12 N24": "christmas eve",
}
_NOTHING = """
    can we do,can we,can i,can i come,could we,could i,could i come,is it possible,possible,do,
    in the morning,morning,in the afternoon,afternoon,in the evening,evening,सुबह,दोपहर,शाम,this coming,
    coming,upcoming,the coming,आगामी,में,the,of,on,at,um,uh,er,erm,oh,well,so,like,okay,ok,yes,yeah,
    please,thanks,thank you,id like,i would like,id prefer,lets say,lets do,lets make it,say,how about,
    what about,make it,i think,maybe,for,be,would be,will be,me,my,i,that,thatll be,would,it,its,is,was,
    to,want,i want to,i need,to come,come,works,good,fine,great,would work,birthday,born,im,i was born,
    date,the date is,by,and,sometime,this is,sir,hello,hi,को,के,का,की,है,हैं,जी,हाँ,लगभग,मुझे,चाहिए,ठीक,
    कृपया,दिनांक,सन,सन्,वाले,वाला,मेरा,जन्मदिन,हूँ,आना,आऊँगा,आऊंगा,आऊंगी
"""

GLOSSARY = Glossary.of(
    {
        "": _NOTHING,
        **{f"W{place}": words for place, words in enumerate(_WEEKDAYS)},
        **{f"M{place}": words for place, words in enumerate(_MONTHS, start=1)},
        **_RELATIVE,
        **_TURNS,
        "N1": "a,an,एक",
        "N0": "oh",
    }
)
