"""Names of months and weekdays in the languages that are read, and how words are compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LANGUAGES = (
    "en", "de", "fr", "es", "it", "nl", "pt", "pl", "cs", "sv", "da", "no", "fi", "tr", "el", "ru", "uk",
    "hu", "ro", "ca", "ar", "ja", "zh", "ko",
)  # fmt: skip
"""ISO 639-1. Where two give a word two meanings, the earlier one counts unless the mapping states a language."""

_MONTHS = {
    "en": "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug"
    "|september sep sept|october oct|november nov|december dec",
    "de": "januar jan janner jaenner|februar feb feber|marz mar mrz maerz|april apr|mai|juni jun|juli jul"
    "|august aug|september sep sept|oktober okt|november nov|dezember dez",
    "fr": "janvier janv jan|fevrier fevr fev|mars mar|avril avr|mai|juin|juillet juil juill|aout"
    "|septembre sept sep|octobre oct|novembre nov|decembre dec",
    "es": "enero ene|febrero feb|marzo mar|abril abr|mayo may|junio jun|julio jul|agosto ago"
    "|septiembre setiembre sept sep set|octubre oct|noviembre nov|diciembre dic",
    "it": "gennaio gen|febbraio feb|marzo mar|aprile apr|maggio mag|giugno giu|luglio lug"
    "|agosto ago|settembre set sett|ottobre ott|novembre nov|dicembre dic",
    "nl": "januari jan|februari feb|maart mrt maa|april apr|mei|juni jun|juli jul|augustus aug"
    "|september sep sept|oktober okt|november nov|december dec",
    "pt": "janeiro jan|fevereiro fev|marco mar|abril abr|maio mai|junho jun|julho jul|agosto ago"
    "|setembro set|outubro out|novembro nov|dezembro dez",
    "pl": "styczeń stycznia sty|luty lutego lut|marzec marca mar|kwiecień kwietnia kwi|maj maja"
    "|czerwiec czerwca cze|lipiec lipca lip|sierpień sierpnia sie|wrzesień września wrz"
    "|październik października paź|listopad listopada lis|grudzień grudnia gru",
    "cs": "leden ledna led|únor února úno|březen března bře|duben dubna dub|květen května kvě"
    "|červen června čvn|červenec července čvc|srpen srpna srp|září zář|říjen října říj"
    "|listopad listopadu lis|prosinec prosince",
    "sv": "januari jan|februari feb|mars|april apr|maj|juni jun|juli jul|augusti aug|september sep"
    "|oktober okt|november nov|december dec",
    "da": "januar jan|februar feb|marts|april apr|maj|juni jun|juli jul|august aug|september sep"
    "|oktober okt|november nov|december dec",
    "no": "januar jan|februar feb|mars|april apr|mai|juni jun|juli jul|august aug|september sep"
    "|oktober okt|november nov|desember des",
    "fi": "tammikuu tammikuuta tammikuun|helmikuu helmikuuta helmikuun|maaliskuu maaliskuuta maaliskuun"
    "|huhtikuu huhtikuuta huhtikuun|toukokuu toukokuuta toukokuun|kesäkuu kesäkuuta kesäkuun"
    "|heinäkuu heinäkuuta heinäkuun|elokuu elokuuta elokuun|syyskuu syyskuuta syyskuun"
    "|lokakuu lokakuuta lokakuun|marraskuu marraskuuta marraskuun|joulukuu joulukuuta joulukuun",
    "tr": "ocak oca|şubat şub|mart mar|nisan nis|mayıs may|haziran haz|temmuz tem|ağustos ağu|eylül eyl"
    "|ekim eki|kasım kas|aralık ara",
    "el": "ιανουάριος ιανουαρίου ιαν|φεβρουάριος φεβρουαρίου φεβ|μάρτιος μαρτίου μαρ|απρίλιος απριλίου απρ"
    "|μάιος μαΐου μάης|ιούνιος ιουνίου ιουν|ιούλιος ιουλίου ιουλ|αύγουστος αυγούστου αυγ"
    "|σεπτέμβριος σεπτεμβρίου σεπ|οκτώβριος οκτωβρίου οκτ|νοέμβριος νοεμβρίου νοε|δεκέμβριος δεκεμβρίου δεκ",
    "ru": "январь января янв|февраль февраля фев|март марта мар|апрель апреля апр|май мая|июнь июня июн"
    "|июль июля июл|август августа авг|сентябрь сентября сен сент|октябрь октября окт|ноябрь ноября ноя"
    "|декабрь декабря дек",
    "uk": "січень січня січ|лютий лютого лют|березень березня бер|квітень квітня кві|травень травня тра"
    "|червень червня чер|липень липня лип|серпень серпня сер|вересень вересня вер|жовтень жовтня жов"
    "|листопад листопада лис|грудень грудня гру",
    "hu": "január jan|február febr|március márc|április ápr|május máj|június jún|július júl|augusztus aug"
    "|szeptember szept|október okt|november nov|december dec",
    "ro": "ianuarie ian|februarie feb|martie mar|aprilie apr|mai|iunie iun|iulie iul|august aug"
    "|septembrie sept|octombrie oct|noiembrie noi|decembrie dec",
    "ca": "gener gen|febrer febr|març|abril abr|maig|juny|juliol|agost|setembre set|octubre oct"
    "|novembre nov|desembre des",
    "ar": "يناير جانفي|فبراير فيفري شباط|مارس آذار|أبريل أفريل نيسان|مايو ماي أيار|يونيو يونيه جوان حزيران"
    "|يوليو يوليه جويلية تموز|أغسطس أوت آب|سبتمبر أيلول|أكتوبر|نوفمبر|ديسمبر",
}
_WEEKDAYS = {
    "en": "monday mon|tuesday tue tues|wednesday wed weds|thursday thu thur thurs|friday fri"
    "|saturday sat|sunday sun",
    "de": "montag mo|dienstag di|mittwoch mi|donnerstag do|freitag fr|samstag sa sonnabend"
    "|sonntag so",
    "fr": "lundi lun|mardi mar|mercredi mer|jeudi jeu|vendredi ven|samedi sam|dimanche dim",
    "es": "lunes lun|martes mar|miercoles mie|jueves jue|viernes vie|sabado sab|domingo dom",
    "it": "lunedi lun|martedi mar|mercoledi mer|giovedi gio giov|venerdi ven|sabato sab|domenica dom",
    "nl": "maandag ma|dinsdag di|woensdag wo|donderdag do|vrijdag vr vrij|zaterdag za zat|zondag zo",
    "pt": "segunda-feira segunda seg|terca-feira terca ter|quarta-feira quarta qua"
    "|quinta-feira quinta qui|sexta-feira sexta sex|sabado sab|domingo dom",
    "pl": "poniedziałek pon pn|wtorek wt|środa środę śr|czwartek czw|piątek pt|sobota sobotę sob"
    "|niedziela niedzielę niedz nd",
    "cs": "pondělí po|úterý út|středa středu st|čtvrtek čt|pátek pá|sobota sobotu so|neděle neděli ne",
    "sv": "måndag måndagen mån|tisdag tisdagen tis|onsdag onsdagen ons|torsdag torsdagen tors"
    "|fredag fredagen fre|lördag lördagen lör|söndag söndagen sön",
    "da": "mandag man|tirsdag tir|onsdag ons|torsdag tor|fredag fre|lørdag lør|søndag søn",
    "no": "mandag man|tirsdag tir|onsdag ons|torsdag tor|fredag fre|lørdag lør|søndag søn",
    "fi": "maanantai maanantaina ma|tiistai tiistaina ti|keskiviikko keskiviikkona ke|torstai torstaina to"
    "|perjantai perjantaina pe|lauantai lauantaina la|sunnuntai sunnuntaina su",
    "tr": "pazartesi pzt|salı sal|çarşamba çar|perşembe per|cuma cum|cumartesi cmt|pazar paz",
    "el": "δευτέρα δευ|τρίτη τρι|τετάρτη τετ|πέμπτη πεμ|παρασκευή παρ|σάββατο σαβ|κυριακή κυρ",
    "ru": "понедельник пн|вторник вт|среда среду ср|четверг чт|пятница пятницу пт|суббота субботу сб"
    "|воскресенье вс",
    "uk": "понеділок пн|вівторок вт|середа середу ср|четвер чт|пятниця пятницю пт|субота суботу сб"
    "|неділя неділю нд",
    "hu": "hétfő hétfőn|kedd kedden|szerda szerdán|csütörtök csütörtökön|péntek pénteken"
    "|szombat szombaton|vasárnap",
    "ro": "luni|marți|miercuri mie|joi|vineri vin|sâmbătă|duminică dum",
    "ca": "dilluns dl|dimarts dt|dimecres dc|dijous dj|divendres dv|dissabte ds|diumenge dg",
    "ar": "الاثنين الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد",
    "ja": "月曜日 月曜 月|火曜日 火曜 火|水曜日 水曜 水|木曜日 木曜 木|金曜日 金曜 金|土曜日 土曜 土|日曜日 日曜 日",
    "zh": "星期一 周一 週一|星期二 周二 週二|星期三 周三 週三|星期四 周四 週四|星期五 周五 週五"
    "|星期六 周六 週六|星期日 星期天 周日 週日",
    "ko": "월요일 월|화요일 화|수요일 수|목요일 목|금요일 금|토요일 토|일요일 일",
}

DAY_FIRST = frozenset(LANGUAGES) - {"en", "hu", "ja", "zh", "ko"}
"""Languages whose numeric dates always put the day before the month."""


def folded(text: str) -> str:
    """Lower case without accents, dashes and blanks made plain: how words are compared."""
    text = text.replace("->", "-")
    if text.isascii():
        return " ".join(text.casefold().replace("~", "-").split())
    text = unicodedata.normalize("NFKD", text.translate(_NO_LETTERS))
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return " ".join(text.casefold().translate(_PLAIN).split())


_NO_LETTERS = dict.fromkeys(map(ord, "\u00ba\u00aa\u00b0\u200b\u200e\u200f\u2060\ufeff"))
"""Ordinal signs, which NFKD would make letters, and signs that nobody sees."""

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2192\u301c~"
_PLAIN = str.maketrans(
    {**dict.fromkeys(_DASHES, "-"), "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u2044": "/",
     **{chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)},
     "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"}
)  # fmt: skip
"""Signs that NFKD keeps apart."""


@lru_cache(maxsize=64)
def months(languages: tuple[str, ...] = ()) -> dict[str, int]:
    """Folded name -> month from 1, in these languages or in all."""
    return _numbered(_MONTHS, languages, 1)


@lru_cache(maxsize=64)
def weekdays(languages: tuple[str, ...] = ()) -> dict[str, int]:
    """Folded name -> weekday from 0 for Monday, in these languages or in all."""
    return _numbered(_WEEKDAYS, languages, 0)


@lru_cache(maxsize=1)
def short_weekdays() -> dict[str, int]:
    """The names of two Latin letters that `weekdays` leaves out where no language is stated."""
    every = _numbered(_WEEKDAYS, LANGUAGES, 0)
    return {name: day for name, day in every.items() if len(name) == 2 and name not in weekdays()}


_SURE_OF_ITSELF = LANGUAGES.index("pl")
"""From here on, Latin words of two letters (Finnish `to`, `la`) count only where the language is stated."""


def _numbered(names: dict[str, str], languages: Iterable[str], first: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for language in languages or LANGUAGES:
        sure = bool(languages) or LANGUAGES.index(language) < _SURE_OF_ITSELF
        for number, same in enumerate(names.get(language, "").split("|"), first):
            for name in map(folded, same.split()):
                if sure or len(name) > 2 or not name.isascii():
                    found.setdefault(name, number)
    return found
