"""Ways of writing that are put into a shape that the readers of dates and times know."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeAlias

from importer.mapping.calendar_words import any_of, folded, weekdays

_Shape: TypeAlias = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

_HALVES = {"午前": "am", "上午": "am", "早上": "am", "凌晨": "am", "中午": "pm",
           "午後": "pm", "下午": "pm", "晚上": "pm",
           folded("오전"): "am", folded("오후"): "pm"}  # fmt: skip
_CJK_HALF = rf"(?P<half>{'|'.join(_HALVES)})?\s*(?P<h>\d{{1,2}})"
_HOUR, _MINUTE, _HALF = (
    f"(?:[{han}]|{folded(hangul)})"
    for han, hangul in (("時时点點", "시"), ("分", "분"), ("半", "반"))
)
_WORD = re.compile(r"[^\W\d_]+")
_FEIRAS = ("segunda", "terca", "quarta", "quinta", "sexta")


_AFTER_A_PREPOSITION = r"sera|notte|mattin|pomeriggio|(?:lune|marte|mercole|giove|vener)di\b|sabato|domenica|sabado|domingo|dia\b"


_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN_MONTH = rf"(?P<month>{'|'.join(sorted(_ROMAN, key=len, reverse=True))})"
_NEXT = r"(?:\.\s?|\s|[/-])"


def _in_numbers(match: re.Match[str]) -> str:
    return f"{match['year']}-{_ROMAN.index(match['month']) + 1:02}-{int(match['day']):02}"


def _cjk_clock(match: re.Match[str]) -> str:
    parts = match.groupdict()
    minutes = "30" if parts.get("thirty") else (parts["m"] or "00").zfill(2)
    return f" {match['h']}:{minutes}{_HALVES.get(match['half'] or '', '')} "


_FAR_EAST: Final[tuple[_Shape, ...]] = (
    (re.compile(rf"{_CJK_HALF}\s*{_HOUR}\s*(?:(?P<m>\d{{1,2}})\s*{_MINUTE}|(?P<thirty>{_HALF}))?"), _cjk_clock),
    (re.compile(rf"{_CJK_HALF.replace(')?', ')', 1)}:(?P<m>\d\d)(?!\d)"), _cjk_clock),
)  # fmt: skip
_SIGNS: Final[tuple[_Shape, ...]] = (
    (re.compile(r"([^\W\d_]\.)(?=\d)"), r"\1 "),  # `Sa.13.Juni`
    (re.compile(r"([^\W\d_]{3} \d{1,2}) (\d\d:\d\d:\d\d) (\d{4})$"), r"\1 \3 \2"),  # ctime
    (
        re.compile(
            r"(?<![\d.:])(1[3-9]|2[0-4]|00)\.(00|1[3-9]|[2-5]\d)\.(\d\d)(?![\d.:])"
        ),  # no date
        r"\1:\2:\3",
    ),
    (re.compile(r"<->?"), " - "),
    (re.compile(r"^ ?- ?(?=\d{1,2}[:.h]\d\d(?![.\d]))"), "bis "),  # its start is missing
    # months in Roman numbers: `6 X 2025`, `2025. X. 6.`; without its points `2025 v 18` is an hour in Czech
    (
        re.compile(
            rf"(?<![\d.:-])(?P<day>\d{{1,2}}){_NEXT}{_ROMAN_MONTH}{_NEXT}(?P<year>(?:19|20)\d\d)(?![\d:])"
        ),
        _in_numbers,
    ),
    (
        re.compile(
            rf"(?<!\d)(?P<year>(?:19|20)\d\d)\.\s?{_ROMAN_MONTH}\.\s?(?P<day>\d{{1,2}})\.?(?![\d:.])"
        ),
        _in_numbers,
    ),
)
_DOORS_FOR = re.compile(
    r"(?<![\d:.])(?P<doors>\d{1,2})(?:[:.]\d\d)?(?P<first> ?[ap]\.?m\b\.?)? for "
    r"(?P<hour>\d{1,2})(?P<minutes>[:.]\d\d)?(?P<last> ?[ap]\.?m\b\.?)?(?![\d:.]|\s*(?:h|min))"
)


def _start_behind_doors(found: re.Match[str]) -> str:
    """`7pm for 7.30`, as one comes in Britain to what begins at half past seven in the evening."""
    doors, hour, minutes = int(found["doors"]) % 12, int(found["hour"]), found["minutes"] or ""
    if found["last"] or (minutes and hour > 12):
        return f"{hour}{minutes}{found['last'] or ''}"
    same_half = found["first"] and minutes and doors <= hour < 12
    return f"{hour}{minutes}{found['first']}" if same_half else found[0]


_WORDS: Final[tuple[_Shape, ...]] = (
    (re.compile(r"\b([2-6])\s?a?\s?-?\s?feira\b"), lambda found: _FEIRAS[int(found[1]) - 2]),
    (re.compile(r"\bmei([ao]) (dia|noite)\b"), r"mei\1-\2"),
    (re.compile(rf"\bd[io] (?={_AFTER_A_PREPOSITION})"), ""),  # else `di` is a Tuesday
    (re.compile(r"\bdo (?=kon(?:ca|ce)\b)"), ""),
    (re.compile(r"\bod (\S+(?: \d\S*)?) do (?=\d)"), r"od \1 - "),  # else `do` is a Thursday
    (re.compile(r"((?:19|20)\d\d)(?: ?m\.|-?ko\b)"), r"\1 "),
    (re.compile(r"((?:19|20)\d\d)\. ?gada (\d{1,2}\.? ?[^\W\d_]+)"), r"\2 \1"),
    (re.compile(r"\bs\. ?d\."), "s/d"),
    (_DOORS_FOR, _start_behind_doors),
    (re.compile(r"(?<=\d)\.? ?(?=(?:uri|ure|sata|sati)\b)"), " "),
    (re.compile(r"(?<=\d)-?(?:e?an|etan)\b"), ""),
    (re.compile(r"(\d:\d\d(?: ?h(?:od\.?)?)?) do (?=\d{1,2}[:.]\d\d)"), r"\1 - "),
)
_IN_THOSE = frozenset(
    [
        "feira",
        "for",
        "a",
        "meio",
        "meia",
        "di",
        "do",
        "od",
        "m",
        "ko",
        "gada",
        "s",
        "uri",
        "ure",
        "sata",
        "sati",
        "an",
        "ean",
        "etan",
    ]
)
"""One of them stands in all that _WORDS are for."""
_FAR_EASTERN_DAY = rf"\((?:{any_of(weekdays(('ja', 'zh', 'ko')))})[^()]?祝?\)"
_OTHER_LETTERS: Final[tuple[_Shape, ...]] = (
    (re.compile(r"([/.-]\d{1,2}|[日號号])\s?\(([一二三四五六])\)"), r"\1(周\2)"),
    # `1.18(일)`, `6/12(五)`: with such a weekday the month stands first; `1.24(토)~25(일)` ends in the same month
    (
        re.compile(
            rf"(?<![\d:])(?<!\d[./])(?<!\d\.\s)(0?[1-9]|1[0-2])([./])\s?([0-3]?\d)\.?\s?(?={_FAR_EASTERN_DAY})"
        ),
        r"\1月\3日",
    ),
    (re.compile(rf"(日{_FAR_EASTERN_DAY}\s?-\s?\d{{1,2}})\s?(?={_FAR_EASTERN_DAY})"), r"\1日"),
    (re.compile(r"(?<=\d)\s?م\b"), "pm"),
    (re.compile(r"(?<=\d)\s?ص\b"), "am"),
    (re.compile(r"(?<=\d)\s?μ\.?\s?μ\b\.?"), "pm"),
    (re.compile(r"(?<=\d)\s?π\.?\s?μ\b\.?"), "am"),
    (re.compile(r"п'ят"), "пят"),
)


def plainly(text: str) -> str:
    """A folded text with those spellings replaced; what is written plainly stays as it is."""
    shapes = _SIGNS if text.isascii() else (*_SIGNS, *_OTHER_LETTERS, *_FAR_EAST)
    if not _IN_THOSE.isdisjoint(_WORD.findall(text)):
        shapes = (*shapes, *_WORDS)
    for pattern, plain in shapes:
        text = pattern.sub(plain, text)
    return text
