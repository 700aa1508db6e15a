"""What of a calendar may be shown: private entries, meeting links, and people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from importer.sources.ical.entries import Entry

MAX_TEXT = 50_000
_PUBLIC = frozenset({"", "PUBLIC"})
_BUSY = frozenset({
    "busy", "free", "tentative", "away", "unavailable", "out of office", "working elsewhere",
    "private", "private event", "private appointment", "belegt", "gebucht", "beschäftigt", "frei",
    "privat", "abwesend", "occupé", "ocupado", "occupato", "bezet", "optaget", "upptagen",
    "opptatt", "zajęty",
})  # fmt: skip
_CONTENT = (
    "DESCRIPTION",
    "LOCATION",
    "URL",
    "CATEGORIES",
    "GEO",
    "ORGANIZER",
    "IMAGE",
    "X-ALT-DESC",
)

_HOSTS = (
    r"(?:[\w-]+\.)*(?:zoom\.us|zoomgov\.com|zoom\.com|meet\.google\.com|tel\.meet|"
    r"teams\.microsoft\.(?:com|us)|teams\.live\.com|aka\.ms/JoinTeamsMeeting|dialin\.teams\.microsoft"
    r"\.com|webex\.com|gotomeeting\.com|gotomeet\.me|goto\.com|gotowebinar\.com|whereby\.com|"
    r"meet\.jit\.si|8x8\.vc|bluejeans\.com|chime\.aws|ringcentral\.com|join\.skype\.com|"
    r"meet\.lync\.com|lifesizecloud\.com|around\.co|hangouts\.google\.com|bbb\.[\w.-]+)"
)
_MEETING_HOST = re.compile(rf"(?:^|[/=:@]){_HOSTS}(?=[/?:#\s]|$)", re.I)
_LINK = re.compile(
    r"\b(?:https?://|zoommtg:|zoomus:|msteams:|sips?:|tel:)[^\s<>\"'\]]+"
    rf"|(?<![\w@./-]){_HOSTS}(?:[/?][^\s<>\"'\]]*)?(?![\w.@-])",
    re.I,
)
_ALWAYS = re.compile(r"(?:zoommtg|zoomus|msteams|sips?|tel):", re.I)
_SECRET = re.compile(
    r"(?:(?:meeting|webinar|conference|session|zoom|teams|event|phone|video|numeric|host|"
    r"meeting-|konferenz-?|telefon-?)[ -]*)?"
    r"\b(?:pass ?code|password|passwort|kenncode|kennwort|pwd|access code|zugangscode|pin|"
    r"mot de passe|contraseña|meeting ?(?:id|number|key)|conference id|besprechungs-?id|"
    r"webinar id|konferenz-?id|code d'accès)\b\s*(?:[:=#]|is\b|ist\b|lautet\b)\s*[^\n<]*",
    re.I,
)
_DIAL_IN = re.compile(
    r"^.*(?:,,\s*\d|\b(?:dial[ -]?in|one[ -]tap|join by phone|call[ -]?in number|find (?:a|your) "
    r"local number|phone conference|toll[ -]?free|einwahl|per telefon teilnehmen|dial by your).*).*$",
    re.I | re.M,
)
_NUMBER_LINE = re.compile(r"^[^\w\n+]*\+?\d[\d \t().,#*/-]{6,40}[A-Za-z ,.()]{0,50}$", re.M)
_MEET_BLOCK = re.compile(r"-::~:~::?~.*?(?:-::~:~::?~[:~]*::-|\Z)", re.S)
_INVITATION = re.compile(
    r"^[^\w\n]*(?:join (?:the |a )?(?:zoom|teams|webex|google|microsoft|video|online|goto|from|on|with|"
    r"via|by|meeting|now|conversation|your).*|click here to join.*|microsoft teams.{0,20}(?:meeting|"
    r"need help)?|.{0,60}is inviting you to a scheduled zoom.*|or (?:call|dial|join).*|learn more"
    r"(?: about meet.*)?|meeting options|video call(?: link)?|zoom meeting|teams-besprechung|"
    r"an (?:der )?(?:zoom|teams)?-?(?:besprechung|meeting) teilnehmen.*|need help\??|"
    r"hier klicken.{0,40}teilnehmen.*|_{8,})[^\w\n]*$",
    re.I | re.M,
)
_MEETING_PROPERTY = re.compile(
    r"CONFERENCE|MEETING|ZOOM|TEAMS|SKYPE|WEBEX|LYNC|HANGOUT|DIALIN|PASSCODE|ONLINEURL"
)
_MAIL = re.compile(r"^(?:mailto:)?[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$", re.I)


_TRACES = (  # without one of these the patterns above find nothing: ten times as fast to ask
    "zoom", "meet", "teams", "webex", "goto", "whereby", "8x8", "jit.si", "bluejeans", "chime",
    "ringcentral", "skype", "lync", "lifesize", "around.co", "hangouts", "bbb.", "sip", "tel:",
    "aka.ms", ",,", "pass", "pwd", "kenn", "code", "pin", "contrase", "id", "number", "dial",
    "tap", "phone", "call", "toll", "einwahl", "telefon", "besprechung",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeedPrivacy:
    """What a mapping opens up. The defaults hold back everything that was not meant for the public.

    private_events: CLASS:PRIVATE and CONFIDENTIAL, and entries that only say "busy".
    meeting_links: addresses, passcodes and dial-in numbers of video meetings, in every cell.
    people: names that are mail addresses, and X- properties that hold one.
    """

    private_events: Literal["skip", "publish"] = "skip"
    meeting_links: Literal["strip", "keep"] = "strip"
    people: Literal["strip", "keep"] = "strip"

    def shown(self, name: str, value: str) -> str:
        """A property's text as it may be shown, at most 50,000 characters of it."""
        value = value[:MAX_TEXT]
        if self.meeting_links == "strip":
            if name.startswith("X-") and _MEETING_PROPERTY.search(name):
                return ""
            value = without_meeting(value)
        if self.people == "strip" and name.startswith("X-") and _MAIL.match(value.strip()):
            return ""
        return value

    def organizer(self, common_name: str) -> str:
        """The organiser's name, never the address."""
        name = common_name.strip().strip("'\"")
        return "" if _MAIL.match(name) else name


def is_private(entry: Entry) -> bool:
    """CLASS says so (an unknown one too: RFC 5545, 3.8.1.3), or all it tells is "busy"."""
    if entry.text("CLASS").upper() not in _PUBLIC:
        return True
    title = entry.text("SUMMARY").lower().strip(" .()[]")
    if title and title not in _BUSY:
        return False
    if any(entry.text(name) for name in _CONTENT):
        return False
    return bool(title) or "X-MICROSOFT-CDO-BUSYSTATUS" in entry.values


def without_meeting(value: str) -> str:
    """Text without the addresses, numbers and codes that let someone into a video meeting.

    What surrounds them ("Join Zoom Meeting", rulers) goes too; everything else stays as it is.
    """
    low = value.lower()
    if not any(trace in low for trace in _TRACES):
        return value
    opened = _MEET_BLOCK.sub("", value)
    without = _LINK.sub(lambda link: "" if _is_meeting(link[0]) else link[0], opened)
    had_link = without != value
    without = _DIAL_IN.sub("", _SECRET.sub("", without))
    if without == value:
        return value
    if had_link:
        without = _INVITATION.sub("", _NUMBER_LINE.sub("", without))
    without = re.sub(r"<\s*>|\(\s*\)|\[\s*\]", "", without)
    without = "\n".join(line.rstrip() for line in without.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", without).strip()


def _is_meeting(link: str) -> bool:
    return bool(_ALWAYS.match(link) or _MEETING_HOST.search(unquote(link)))
