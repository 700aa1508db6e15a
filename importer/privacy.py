"""What is withheld unless a mapping opens it: private entries, ways into online meetings, people. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote

PEOPLE = frozenset({"ORGANIZER", "ATTENDEE", "CONTACT"})
"""Calendar properties (RFC 5545) that name people."""

_MEETING_PROPERTY = re.compile(
    r"X-.*(?:CONFERENCE|MEETING|ZOOM|TEAMS|SKYPE|WEBEX|LYNC|HANGOUT|DIALIN|PASSCODE|ONLINEURL)"
)
_HOSTS = (
    r"(?:[\w-]+\.)*(?:zoom\.us|zoomgov\.com|zoom\.com|meet\.google\.com|hangouts\.google\.com|tel\.meet|"
    r"teams\.microsoft\.(?:com|us)|teams\.live\.com|dialin\.teams\.microsoft\.com|aka\.ms/JoinTeamsMeeting|"
    r"webex\.com|gotomeeting\.com|gotomeet\.me|goto\.com|gotowebinar\.com|whereby\.com|meet\.jit\.si|8x8\.vc|"
    r"bluejeans\.com|chime\.aws|ringcentral\.com|join\.skype\.com|meet\.lync\.com|lifesizecloud\.com|"
    r"around\.co|bbb\.[\w.-]{1,100})"
)
_END = r"[^\s<>\"'\]]*[^\s<>\"'\].,;:!?)]"
_LINK = re.compile(
    rf"(?:https?://|zoommtg:|zoomus:|msteams:|\bsips?:(?=[^\s@]{{1,200}}@)|\btel:(?=\S{{1,40}}(?:,|;|%2C|#))){_END}"
    rf"|(?<![\w@./-]){_HOSTS}[/?]{_END}",
    re.I,
)
_NO_WEB_LINK = re.compile(r"(?:zoommtg|zoomus|msteams|sips?|tel):", re.I)
_MEETING_HOST = re.compile(rf"(?:^|[/=:@]){_HOSTS}(?=[/?:#\s]|$)", re.I)
_MEET_BLOCK = re.compile(r"-::~:~::?~.*?(?:-::~:~::?~[:~]*::-|\Z)", re.S)

_IS = r"\b(?:\s*\([^)\n]{0,40}\))?\s*(?:[:=#]|is\b|ist\b)\s*"
_VALUE = r"(?P<value>[^\n]*?)(?:[.;!?](?=\s+(?-i:[A-ZÀ-Þ]))|$)"
_PREFIX = (
    r"\b(?:(?:meeting|webinar|conference|session|zoom|teams|event|phone|video|numeric|host|konferenz|"
    r"telefon(?:konferenz)?)[ -]{1,3}){0,2}"
)
_IDENTIFIER = re.compile(
    rf"{_PREFIX}(?:(?:meeting|webinar|conference|konferenz|besprechungs?)[ -]?(?:id|number|key|nummer)|"
    rf"pass ?code|kenncode)(?:{_IS}|\b\s*(?=\d{{3}})){_VALUE}",
    re.I,
)
_PASSWORD = re.compile(
    rf"{_PREFIX}(?:password|passwort|kennwort|pwd|access code|zugangscode|pin|mot de passe|code d'accès|"
    rf"contraseña){_IS}{_VALUE}",
    re.I,
)
_DIAL_IN = re.compile(
    r"\d,,\s*\d|\b(?:one[ -]tap mobile|dial by your location|find (?:a|your) local number|join by phone|"
    r"per telefon teilnehmen)\b",
    re.I,
)
_CALL = re.compile(r"\b(?:dial[ -]?in|call[ -]?in number|einwahl\w*|phone conference)\b", re.I)
_TOLL_FREE = re.compile(r"\btoll[ -]?free\b", re.I)
_DIGITS = re.compile(r"\d(?:\D{0,3}\d){6}")
_DATE = re.compile(r"\W*(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})")
_NUMBER_LINE = re.compile(r"[^\w+]*\+?\d[\d \t().,#*/-]{6,40}[A-Za-z ,.()]{0,50}")
_INVITATION = re.compile(
    r"\W*(?:(?:click here to |or )?(?:join|call in|dial)\b.{0,60}\b(?:zoom|teams|webex|meet|skype|meeting|computer|"
    r"app|device|phone|browser|online|conversation|pc|mac|link|audio only|sip|video system)\b.*|join now|"
    r"microsoft teams.{0,20}(?:meeting|need help)?|.{0,60}is inviting you to a scheduled zoom.*|"
    r"learn more(?: about meet.*)?|meeting options|video call(?: link)?|zoom meeting|need help\?*|"
    r"teams-besprechung|an (?:der )?(?:zoom|teams)?-?(?:besprechung|meeting) teilnehmen.*|"
    r"hier klicken.{0,40}teilnehmen.*|_{8,})\W*",
    re.I,
)
_SIGNS = re.compile(r"[/:=#\d]")
_HOST_TRACES = (  # texts without one of these, or of the words, hold nothing to take out: cheap to ask
    "zoom", "meet", "teams", "webex", "goto", "whereby", "8x8.vc", "bluejeans", "chime.aws", "ringcentral",
    "skype", "lifesize", "around.co", "hangouts", "bbb.", "sip", "tel:", "aka.ms",
)  # fmt: skip
_WORD_TRACES = (
    ",,", "code", "pass", "kenn", "pwd", "pin", "contrase", "meeting", "webinar", "onferen", "sprechung", "dial",
    "one tap", "one-tap", "phone", "number", "telefon", "einwahl",
)  # fmt: skip

_WORDS = re.compile(  # the traces as words of their own: not the "pin" of "shopping"
    r",,|\b(?:pass(?:word|wort| ?code)|kenn(?:wort|code)|pwd|access code|zugangscode|pin\b|mot de passe|code d|contrase|"
    r"meeting|webinar|[ck]onferen|besprechung|dial|call[ -]?in|einwahl|phone|toll|one[ -]tap|number|numeric|host|telefon|"
    r"(?:find|local) )"
)

_MAIL = re.compile(r"(?:\bmailto:)?(?<![\w.+=/%-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.I)


@dataclass(frozen=True, slots=True)
class Privacy:
    """`privacy` of a mapping file. The defaults hold back what was not meant for the public.

    private_events: CLASS:PRIVATE and CONFIDENTIAL, and entries that only say "busy".
    meeting_links: addresses, passcodes and dial-in numbers of online meetings, in every source.
    people: calendar properties that name them, and mail addresses in a calendar's texts.
    """

    private_events: Literal["skip", "publish"] = "skip"
    meeting_links: Literal["strip", "keep"] = "strip"
    people: Literal["strip", "keep"] = "strip"

    def hides(self, name: str) -> bool:
        """Whether a calendar property is withheld whole, whatever it holds."""
        name = name.upper()
        if name in PEOPLE:
            return self.people == "strip"
        return self.meeting_links == "strip" and bool(_MEETING_PROPERTY.match(name))


def without_meetings(text: str) -> str:
    """Text without the addresses, numbers and codes that let someone into an online meeting.

    What surrounds them ("Join Zoom Meeting", rulers) goes too. Returns `text` itself where there is
    nothing of the kind.
    """
    low = text.lower()
    if _holds(low, _WORD_TRACES) and _WORDS.search(low):
        if _SIGNS.search(text) is not None or " is" in text:
            return _without_meetings(text)
    elif ("/" in text or ":" in text) and _holds(low, _HOST_TRACES):
        return _without_meetings(text)
    return text


def _holds(text: str, traces: Iterable[str]) -> bool:
    for trace in traces:  # noqa: SIM110 - `any` over a generator takes twice as long, and every text goes through here
        if trace in text:
            return True
    return False


def without_mail_addresses(text: str) -> str:
    """Text without mail addresses; `text` itself where there is none."""
    if "@" not in text:
        return text
    without = _MAIL.sub("", text)
    return text if without == text else _tidied(without)


@lru_cache(maxsize=256)  # all instances of a series say the same
def _without_meetings(text: str) -> str:
    unboxed = _MEET_BLOCK.sub("", text)
    written = unboxed.split("\n")
    lines = [_without_links(line) for line in written]
    meeting = (
        unboxed != text
        or lines != written
        or any(_IDENTIFIER.search(line) or _DIAL_IN.search(line) for line in lines)
    )
    kept = [_without_access(line, meeting=meeting) for line in lines]
    if meeting:
        kept = [line for line in kept if not _is_leftover(line)]
    without = "\n".join(kept)
    return text if without == text else _tidied(without)


def _without_links(line: str) -> str:
    without = _LINK.sub(lambda link: "" if _leads_in(link[0]) else link[0], line)
    return line if without == line else without.rstrip(" \t:")


def _leads_in(link: str) -> bool:
    return bool(_NO_WEB_LINK.match(link) or _MEETING_HOST.search(unquote(link)))


def _without_access(line: str, *, meeting: bool) -> str:
    """A line without codes and numbers. meeting: is the text known to speak of an online meeting?

    In other texts a password counts only where something that looks like one follows.
    """
    line = _PASSWORD.sub(
        lambda found: "" if meeting or _is_code(found, line) else found[0],
        _IDENTIFIER.sub("", line),
    )
    call = _DIAL_IN.search(line) or _CALL.search(line)
    if call is not None and not (
        meeting or _DIAL_IN.match(line, call.start()) or _DIGITS.search(line, call.end())
    ):
        call = None
    if call is None and meeting:
        call = _TOLL_FREE.search(line)
    if call is None:
        return line
    sentence = max(line.rfind(sign, 0, call.start()) for sign in (". ", "! ", "? ", "; "))
    return line[: sentence + 1]


def _is_code(found: re.Match[str], line: str) -> bool:
    first, *more = found["value"].split() or [""]
    if any(sign.isdigit() for sign in first):
        return len(first) > 3
    return bool(first) and not more and not line[: found.start()].strip()


def _is_leftover(line: str) -> bool:
    if _INVITATION.fullmatch(line):
        return True
    if _DATE.match(line) or not _NUMBER_LINE.fullmatch(line):
        return False
    return sum(sign.isdigit() for sign in line) > 6


def _tidied(text: str) -> str:
    text = re.sub(r"<\s*>|\(\s*\)|\[\s*\]", "", text)
    lines = (re.sub(r"[ \t]{2,}", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
