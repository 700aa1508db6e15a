"""Settings, read once: command line over environment over `importer.toml` over defaults."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from importer.errors import AccessError, UsageError
from importer.paths import path_of

DEFAULT_BASE_URL = "https://pinned.events"
CONFIG = "importer.toml"
KEY_VARIABLE = "PINNED_EVENTS_API_KEY"
KEYRING_SERVICE = "pinned-events-importer"
CONNECTIONS = 50
IN_PROGRESS_S, SUCCEEDED_S = 45.0, 900.0
_PROFILE_WORDS = {"base_url", "key_env", "key_file"}
_TOP_WORDS = {"profiles", "state", "connections", "windows"}
_WINDOW_WORDS = {"in_progress", "succeeded"}


@dataclass(frozen=True, slots=True)
class Profile:
    """One platform account. name is "" where a mapping names none: then its base URL tells it apart."""

    name: str
    base_url: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for one project.

    folder: the project. state: SQLAlchemy URL or path. in_progress_s, succeeded_s: how long the
    platform remembers an unfinished and a successful Idempotency-Key, seconds.
    """

    folder: Path
    state: str
    connections: int = CONNECTIONS
    in_progress_s: float = IN_PROGRESS_S
    succeeded_s: float = SUCCEEDED_S
    config: Mapping[str, Any] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)
    api: str | None = None

    def profile(self, name: str | None) -> Profile:
        """Raises UsageError for an unknown profile or an address that keys must not be sent to."""
        known = self.config.get("profiles", {})
        if name is not None and name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UsageError(
                f"The profile {name!r} is not in {self.folder / CONFIG}. Add [profiles.{name}] there{hint}"
            )
        url = (
            self.api
            or self.environ.get("PINNED_EVENTS_BASE_URL")
            or known.get(name, {}).get("base_url")
            or DEFAULT_BASE_URL
        )
        return Profile(name or "", checked_base_url(url))

    def api_key(self, profile: Profile) -> str | None:
        """The profile's key, from where it says or from the general places; None if there is none."""
        own = self.config.get("profiles", {}).get(profile.name, {})
        if variable := own.get("key_env"):
            return self.environ.get(variable, "").strip() or None
        if path := own.get("key_file"):
            return _from_file(self.folder / path_of(path))
        if key := self.environ.get(KEY_VARIABLE, "").strip():
            return key
        if path := self.environ.get(f"{KEY_VARIABLE}_FILE"):
            return _from_file(Path(path))
        return _from_keyring(profile)

    def required_key(self, profile: Profile) -> str:
        key = self.api_key(profile)
        if key is None:
            own = self.config.get("profiles", {}).get(profile.name, {}).get("key_env")
            where = own or f"{KEY_VARIABLE}, or into a file that {KEY_VARIABLE}_FILE names"
            raise AccessError(
                f"There is no API key for {profile.base_url}. Put it into the environment variable {where}. "
                "Keys are made in the developer settings of the platform"
            )
        if not key.isascii() or not key.isprintable() or " " in key:
            raise AccessError(
                "The API key holds characters that no key has, such as blanks or line breaks; copy it again"
            )
        return key


def find_project(mapping: Path) -> Path:
    """The folder that state and settings of a mapping belong to (see docs/settings.md)."""
    folder = mapping.resolve().parent
    for candidate in (folder, *folder.parents):
        if (candidate / CONFIG).is_file() or (candidate / "state").is_dir():
            return candidate
    return folder.parent if folder.name == "mappings" else folder


def find_project_from(working_folder: Path) -> Path:
    """The project around a folder, for commands without a mapping. Raises UsageError if there is none."""
    for candidate in (working_folder, *working_folder.parents):
        if (candidate / CONFIG).is_file() or (candidate / "state").is_dir():
            return candidate
    raise UsageError(
        f"Neither {CONFIG} nor a folder `state` was found in {working_folder} or above it. "
        "Change into the project's folder, or name the state with --state"
    )


def load(
    folder: Path, environ: Mapping[str, str], *, state: str | None = None, api: str | None = None
) -> Settings:
    """Settings of a project. Raises UsageError naming the file and what is wrong in it."""
    config = _read(folder / CONFIG)
    windows = config.get("windows", {})
    in_progress = _seconds(
        environ, "IMPORTER_IN_PROGRESS_WINDOW", windows, "in_progress", IN_PROGRESS_S
    )
    succeeded = _seconds(environ, "IMPORTER_SUCCEEDED_WINDOW", windows, "succeeded", SUCCEEDED_S)
    connections = config.get("connections", CONNECTIONS)
    if type(connections) is not int or not 1 <= connections <= 200:
        raise UsageError(f"{folder / CONFIG}: connections is a number from 1 to 200")
    location = (
        state
        or environ.get("IMPORTER_STATE")
        or _relative(folder, config.get("state"))
        or str(folder / "state" / "importer.db")
    )
    return Settings(
        folder, location, connections, in_progress, succeeded, config, dict(environ), api
    )


def checked_base_url(url: str) -> str:
    """HTTPS, or plain HTTP to this machine, in one spelling: state is kept under it.

    Scheme and host in small letters, no usual port, no last slash. Raises UsageError.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as problem:
        raise UsageError(f"The platform's address is no http(s) address: {problem}") from problem
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError(
            "The platform's address must be plain: no user, password, query or fragment"
        )
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError(f"The platform's address {url!r} is no http(s) address")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise UsageError(
            f"{url} would send the API key in the clear. Use https; plain http is for this machine only"
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = {"http": 80, "https": 443}[parts.scheme]
    place = host if port in (None, usual) else f"{host}:{port}"
    return f"{parts.scheme}://{place}{parts.path.rstrip('/')}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _read(path: Path) -> dict[str, Any]:
    try:
        config = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise UsageError(f"{path} cannot be read: {problem}") from problem
    _known_words(path, "", config, _TOP_WORDS)
    _known_words(path, "windows.", _table(path, config, "windows"), _WINDOW_WORDS)
    for name, profile in _table(path, config, "profiles").items():
        if not isinstance(profile, dict):
            raise UsageError(f"{path}: profiles.{name} must be a table: [profiles.{name}]")
        _known_words(path, f"profiles.{name}.", profile, _PROFILE_WORDS)
        for word, value in profile.items():
            if not isinstance(value, str):
                raise UsageError(f"{path}: profiles.{name}.{word} must be text in quotes")
    return config


def _table(path: Path, config: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = config.get(name, {})
    if not isinstance(table, dict):
        raise UsageError(f"{path}: {name} must be a table: [{name}]")
    return table


def _known_words(path: Path, prefix: str, table: Mapping[str, Any], known: set[str]) -> None:
    for word in table:
        if word == "key" or word == "api_key":
            raise UsageError(
                f"{path}: keys do not belong into this file. Name the environment variable that holds it "
                '(key_env = "…") or a file (key_file = "…")'
            )
        if word not in known:
            near = get_close_matches(word, known, 1)
            hint = (
                f"; did you mean {near[0]!r}?"
                if near
                else f"; known are {', '.join(sorted(known))}"
            )
            raise UsageError(f"{path}: {prefix}{word} is not known{hint}")


def _seconds(
    environ: Mapping[str, str], variable: str, table: Mapping[str, Any], word: str, default: float
) -> float:
    text = environ.get(variable) or table.get(word)
    if text is None:
        return default
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|)\s*", str(text))
    if found is None or float(found[1]) == 0:
        raise UsageError(f"{variable} (windows.{word}) {text!r} is no time such as 45s or 15m")
    return float(found[1]) * {"ms": 0.001, "s": 1, "m": 60, "": 1}[found[2]]


def _relative(folder: Path, state: object) -> str | None:
    if state is None:
        return None
    if not isinstance(state, str):
        raise UsageError(f"{folder / CONFIG}: state must be text in quotes")
    return state if "://" in state else str(folder / state)


def _from_file(path: Path) -> str | None:
    try:
        return path.read_text("utf-8").strip() or None
    except OSError as problem:
        raise AccessError(f"The key file {path} cannot be read: {problem.strerror}") from problem
    except UnicodeDecodeError as problem:
        raise AccessError(f"The key file {path} cannot be read: it is no text") from problem


def _from_keyring(profile: Profile) -> str | None:
    """The system keyring, where the extra `keyring` is installed and a keyring is there."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        found: str | None = keyring.get_password(KEYRING_SERVICE, profile.name or profile.base_url)
    except KeyringError:
        return None
    return found
