"""The words that stand around times of day, in the languages of `calendar_words`. All are folded."""

from __future__ import annotations

import re
from typing import Final

from importer.mapping.calendar_words import folded


def _words(text: str) -> frozenset[str]:
    return frozenset(folded(text).split())


NOON: Final = _words(
    "noon midday midi mittag mittags mediodia mezzogiorno meio-dia poludnie poledne midt mediodia "
    "keskipaiva migdia μεσημερι полдень полудень delben öğlen podne poldne poludnie обяд keskpäev 正午 정오"
)
MIDNIGHT: Final = _words(
    "midnight minuit mitternacht medianoche mezzanotte middernacht meia-noite polnoc pulnoc midnatt "
    "midnat keskiyo mitjanit μεσανυχτα полночь північ éjfél ponoć polnoč полунощ поноћ kesköö pusnakts 零時 자정"
)
MORNING: Final = _words(
    "morning morgens vormittags frueh fruh matin manana madrugada mattino mattina ochtends morgens manha "
    "rano утра ранку reggel صباحا"
)
AFTER_NOON: Final = _words(
    "afternoon evening nachmittags abends apres-midi soir tarde pomeriggio sera avonds middags "
    "wieczorem вечера вечора este مساء ظهرا"
)
AT_NIGHT: Final = _words("night nachts noche notte noite nit")
"""Up to five o'clock these mean the morning, else the evening; twelve is midnight."""

PARTS_OF_A_DAY: Final = (
    MORNING
    | AFTER_NOON
    | AT_NIGHT
    | _words(
        "sunset sunrise dusk dawn abend nachmittag vormittag morgen nacht sonnenuntergang soiree noc vecer ilta kvall aften"
    )
)
REPEATING: Final = _words(
    "every each daily weekly monthly täglich wöchentlich monatlich jeden jede jeder jedes werktags chaque tous toutes "
    "cada todos todas toda ogni tutti elke iedere dagelijks wekelijks codziennie co každý každé každou varje hver "
    "joka каждый каждую каждое щовівторка кожен svaki svake svako svakog svaka vsak vsako vsaka všaku všetky "
    "всеки всяка kas kiekvieną katru igal setiap tiap כל 毎週 每周 매주"
)
OFF: Final = _words(
    "cancelled canceled postponed rescheduled abgesagt entfällt verschoben verlegt annulé annulée reporté reportée "
    "cancelado cancelada suspendido aplazado annullato annullata rinviato geannuleerd afgelast uitgesteld adiado "
    "odwołane odwołany zrušeno zrušen peruttu inställt aflyst avlyst отменено перенесено отмена elmarad otkazano "
    "odgođeno odpovedano zrušené отложено atšaukta atcelts tühistatud dibatalkan בוטל"
)

LATE: Final = _words(
    "late close open end ende offen offenes spat tard tarde tardi tarda notte ouverte fin laat abierto aperto einde libre "
    "ouvert fine onwards poi avanti sent 以降 "
    "finish schluss slut fim koniec konca konec konce конец конца окончание окончания selesai tamat bitiş 終了 结束 結束 종료"
)
OPEN_END: Final = _words("open offen offenes ouverte ouvert abierto aperto libre")
"""Beside the word `end` they say that there is none."""

ENDS: Final = _words(
    "end ends ending ende endet schluss fin fine einde eindigt slut slutar slutter fim koniec konec vege loppuu "
    "close closes closing конец окончание край 終了 结束 結束 종료 finish selesai tamat bitiş"
)
"""Right before a time: it is the one at which it ends."""

UNTIL: Final = _words(
    "until till til 'til bis jusque jusqu jusqu'a hasta tot ate fino do fins до indtil iki līdz kuni ata "
    "sampai hingga עד まで حتى"
)
"""Before a single time: it is the end, and the start stands elsewhere."""

THROUGH: Final = _words("through thru to t/m au al do по")
"""Before a single date: it is the last day. With a date before it they join the two."""

TO: Final = UNTIL | _words(
    "- -- --- > >> to a al ao alle au t/m as through thru a'la la έως ως till kl s/d 至 到 から إلى"
)
AND: Final = _words("and und et y e en i & + и og och și i")
"""Join two times only after one of BETWEEN."""

BETWEEN: Final = _words(
    "between zwischen entre tra fra tussen między între mellan mellem mellom між между"
)

DOORS: Final = _words(
    "doors door einlass ouverture portes puertas apertura porte deuren deur portas abertura abertures zaal "
    "inloop drzwi dveře vrata врата durys durvis uksed dörrar døre dører ovet kapı πόρτες двери "
    "kapunyitás porți obertura insläpp açılış 開場 "
    "türöffnung türen saalöffnung dørene dörrarna cancelli 入場"
)
OPENS: Final = _words("open opens opening åbner åpner öppnar")
"""Of doors where the text gives the time of the show as well; else of the end."""

SHOW: Final = _words(
    "show shows start starts begin begins beginn beginnt begint concert concerto konzert concierto "
    "spectacle debut inizio comienzo comienza aanvang inicio stage music musik performance vorstellung "
    "voorstelling spettacolo početak początek začátek koncert начало початок alkaa början 開演 開始 "
    "konzertbeginn showbeginn spielbeginn begynder begynner börjar starter "
    "startar konsert začetek začiatok početak pradžia sākums algus hasiera comezo mulai почетак"
)
_FILLER_WORDS = """
    at from on the of and to von vom ab um uhr am den der zum le la les l as de du des d partir h heures
    heure el los desde al alle ore dalle dal dai dall ora il vanaf van om uur op horas hora hs hrs dia em
    no na o os au s do da das dos in im ao del dels a les sharp punkt punktlich precise precises stipt en y e
    puntuales godz godzina godzinie od hod hodin v ve se kl klo klockan kello saat saatte στις την το
    απο ωρα в с со о об час часов ч з годину год ora orele oras orakor kor de es tol ig
    开始 から 從 r g w г р η fran fra an годині τις года году року dem 祝
    time times date datum uhrzeit zeit fecha orario data tijd tijdstip horario horaire dato prompt alkaen godzinach
    koncerten konserten يوم من الساعة u у ob од sata sati satu часова часа сати casova uri ure
    godine god val valandą plkst plkst. kell
    kella pukul pkl jam ás gada gadā от יום בשעה משעה
"""
FILLER: Final = DOORS | OPENS | SHOW | ENDS | LATE | UNTIL | BETWEEN | _words(_FILLER_WORDS)

OF_THE_HOUR: Final = _words(
    "ore ora orele h kl klo klockan kello saat godz godzina godzinie plkst kell kella pukul pkl jam בשעה الساعة"
)
"""Before a number they make it a time: `ore 21`, `kl. 19`."""

BEFORE_AN_HOUR: Final = _words(
    "las les as alle um om at a o v в о στις from von dalle das dal van de des desde od с з kl to bis tot u у ob от nuo"
)
"""Before a number they make it a time where it can only be one of 24 hours: `um 20`, never `um 8`."""

KNOWN: Final = FILLER | TO | OF_THE_HOUR | BEFORE_AN_HOUR
"""All that may stand beside times without being said anything of."""

OF_AN_HOUR: Final = _words(
    "half past quarter halb halbe viertel dreiviertel halv kvart kwart kwartier media mezza demie quart cuarto puol"
)
"""Parts of an hour in words: they are said of both halves of the day, and not of the same hour everywhere."""

_ABOUT_WORDS = """
    ca c circa gegen etwa ungefahr about around approx approximately vers env environ hacia aprox aproximadamente verso
    omstreeks rond ongeveer cerca około okolo okolo omkring rundt noin kb körülbelül около приблизно біля
"""
ABOUT_WORDS: Final = _words(_ABOUT_WORDS) | {"ish"}
_ABOUT = "|".join(sorted(_words(_ABOUT_WORDS), reverse=True))
_AT = r"(?:(?:um|alle|ore|at|a las|as|a les|kl|klo|om|o|в|на)\.?\s+){0,2}"
ABOUT: Final = re.compile(
    rf"(?<![^\W\d_])(?:{_ABOUT})\.?\s*(?={_AT}\d)"
    rf"|(?<=[^\W_])[\s(-]*(?<![^\W\d_])(?:{_ABOUT}|ish)(?![^\W\d_])\.?\)?(?=\s*(?:$|[,;)/-]))"
)
"""Beside a time of day: it is the time that is announced. Of a date they leave the day open."""

ON_THE_DOT: Final = re.compile(r"(?<![^\W\d_])s\.\s?t\.?(?![^\W\d_])")
"""`20 Uhr s.t.`, at universities: not a quarter of an hour later."""

UNIT: Final = (
    r"(?:uhr|uur|hrs?|horas?|heures?|hodin|hod|h|hs|u|o'?clock|orakor|ora|часова|часов|часа|час|ч|годин[аиу]?|sat[aiu]|сат[аи]|casova|ur[ie]|val)"
    r"(?![^\W\d_])"
)

_UNDECIDED = """
    t\\.?b\\.?[acd]\\b\\.?|n\\s?/\\s?a|to be (?:announced|confirmed|determined|decided|advised)|not (?:yet )?known
    (?:wird )?noch (?:bekannt ?gegeben|offen)|wird (?:noch )?bekannt ?gegeben|n(?:ach|\\.) ?v(?:ereinbarung|\\.)
    (?:(?:horaire|heure) )?a (?:confirmer|definir|preciser|determiner|venir)|(?:hora )?por (?:confirmar|determinar|definir)
    (?:hora )?a (?:confirmar|definir|determinar)|(?:orario )?da (?:definire|confermare|destinarsi|stabilire)
    nader te bepalen|n\\.?t\\.?b\\.?|n\\.?n\\.?b\\.?|nog (?:niet bekend|te bepalen)|do (?:potwierdzenia|ustalenia)|未定
"""
_WHOLE_DAY = """
    all[ -]day|ganztagig|ganztags|toute la journee|journee entiere|todo el dia|tutto il giorno|hele dag
    (?:o )?dia (?:todo|inteiro)|caly dzien|cely den|heldag|hele dagen|koko paivan|весь день|終日
"""
NO_TIME: Final = re.compile(
    rf"(?<![^\W\d_])(?:{'|'.join(line.strip() for line in (_UNDECIDED + _WHOLE_DAY).strip().splitlines() if line.strip())})"
    r"(?![^\W\d_])"
)
"""Phrases that say that there is no time, or none yet."""
