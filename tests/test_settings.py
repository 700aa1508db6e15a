"""Settings: which place wins, where the project is, and which words and addresses are refused."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from importer.errors import AccessError, UsageError
from importer.settings import (
    Profile,
    Settings,
    checked_base_url,
    find_project,
    find_project_from,
    load,
)

Write = Callable[[str], Path]


@pytest.fixture
def project(tmp_path: Path) -> Write:
    """Writes the importer.toml of a project and returns its folder."""

    def write(text: str) -> Path:
        (tmp_path / "importer.toml").write_text(textwrap.dedent(text), "utf-8")
        return tmp_path

    return write


def wrong(folder: Path) -> str:
    """What is said of an importer.toml that cannot be used."""
    with pytest.raises(UsageError) as caught:
        load(folder, {})
    assert str(folder / "importer.toml") in str(caught.value)
    return str(caught.value)


# -- command line > environment > importer.toml > default ------------------------------------------


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    settings = load(tmp_path, {})
    assert settings.state == str(tmp_path / "state" / "importer.db")
    assert settings.profile(None) == Profile("", "https://pinned.events")
    assert (settings.in_progress_s, settings.succeeded_s, settings.connections) == (45, 900, 50)


def test_the_state_comes_from_the_first_place_that_names_it(project: Write) -> None:
    folder = project('state = "kept/here.db"')
    environ = {"IMPORTER_STATE": "postgresql+psycopg://db/importer"}
    assert load(folder, environ, state="/srv/x.db").state == "/srv/x.db"
    assert load(folder, environ).state == "postgresql+psycopg://db/importer"
    assert load(folder, {}).state == str(folder / "kept" / "here.db")


def test_a_state_address_in_the_file_stays_an_address(project: Write) -> None:
    folder = project('state = "postgresql+psycopg://db/importer"')
    assert load(folder, {}).state == "postgresql+psycopg://db/importer"


def test_the_base_url_comes_from_the_first_place_that_names_it(project: Write) -> None:
    folder = project("""
        [profiles.riverside]
        base_url = "https://file.example"
        """)
    environ = {"PINNED_EVENTS_BASE_URL": "https://environment.example"}

    def base_url(settings: Settings) -> str:
        return settings.profile("riverside").base_url

    assert base_url(load(folder, environ, api="http://127.0.0.1:8000")) == "http://127.0.0.1:8000"
    assert base_url(load(folder, environ)) == "https://environment.example"
    assert base_url(load(folder, {})) == "https://file.example"
    assert load(folder, {}).profile(None).base_url == "https://pinned.events"


def test_the_windows_come_from_the_first_place_that_names_them(project: Write) -> None:
    folder = project("""
        [windows]
        in_progress = "30s"
        succeeded = "10m"
        """)
    environ = {"IMPORTER_IN_PROGRESS_WINDOW": "250ms"}
    settings = load(folder, environ)
    assert (settings.in_progress_s, settings.succeeded_s) == (0.25, 600)


@pytest.mark.parametrize(
    ("written", "seconds"), [("45", 45), ("45s", 45), ("1.5 m", 90), ("200ms", 0.2)]
)
def test_a_window_is_a_number_with_a_unit(tmp_path: Path, written: str, seconds: float) -> None:
    assert load(tmp_path, {"IMPORTER_SUCCEEDED_WINDOW": written}).succeeded_s == seconds


@pytest.mark.parametrize("written", ["soon", "0", "0s", "-5s", "1h", "5 5"])
def test_a_window_that_is_no_time_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(UsageError, match=r"IMPORTER_SUCCEEDED_WINDOW .* no time such as 45s"):
        load(tmp_path, {"IMPORTER_SUCCEEDED_WINDOW": written})


# -- the file ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("conections = 5", "conections is not known; did you mean 'connections'?"),
        ("colour = 1", "colour is not known; known are connections, profiles, state, windows"),
        ("[windows]\nin_progres = '5s'", "windows.in_progres is not known; did you mean"),
        (
            "[profiles.a]\nbase-url = 'https://x'",
            "profiles.a.base-url is not known; did you mean 'base_url'?",
        ),
        ("profiles = 3", "profiles must be a table: [profiles]"),
        ("[profiles]\na = 'https://x'", "profiles.a must be a table: [profiles.a]"),
        ("[profiles.a]\nbase_url = 3", "profiles.a.base_url must be text in quotes"),
        ("state = 3", "state must be text in quotes"),
        ("connections = 0", "connections is a number from 1 to 200"),
        ("connections = true", "connections is a number from 1 to 200"),
        ("connections = '9'", "connections is a number from 1 to 200"),
        ("state = ", "cannot be read: Invalid value"),
    ],
)
def test_what_is_wrong_in_the_file_is_named_with_a_suggestion(
    project: Write, text: str, words: str
) -> None:
    assert words in wrong(project(text))


@pytest.mark.parametrize("text", ["key = 'pe_1'", "[profiles.a]\napi_key = 'pe_1'"])
def test_a_key_in_the_file_is_refused_and_not_repeated(project: Write, text: str) -> None:
    words = wrong(project(text))
    assert "keys do not belong into this file" in words
    assert "key_env" in words
    assert "pe_1" not in words


def test_a_file_that_is_no_text_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "importer.toml").write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in wrong(tmp_path)


# -- profiles ---------------------------------------------------------------------------------------


def test_an_unknown_profile_is_answered_with_the_nearest_one(project: Write) -> None:
    settings = load(project("[profiles.riverside]\nbase_url = 'https://x.example'"), {})
    with pytest.raises(UsageError, match=r"'riversid' is not in .*; did you mean 'riverside'\?"):
        settings.profile("riversid")


def test_one_profile_at_two_addresses_is_two_profiles(project: Write) -> None:
    folder = project("[profiles.riverside]\nbase_url = 'https://x.example'")
    here = load(folder, {}).profile("riverside")
    sandbox = load(folder, {}, api="http://localhost:8000").profile("riverside")
    assert here != sandbox
    assert here.name == sandbox.name


@pytest.mark.parametrize(
    "written",
    [
        "https://pinned.events",
        "https://pinned.events/",
        "HTTPS://Pinned.Events",
        "https://pinned.events:443//",
        " https://pinned.events ",
    ],
)
def test_one_address_has_one_spelling_since_state_is_kept_under_it(written: str) -> None:
    assert checked_base_url(written) == "https://pinned.events"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("http://127.0.0.1:8123/", "http://127.0.0.1:8123"),
        ("http://localhost:80", "http://localhost"),
        ("http://[::1]:8123", "http://[::1]:8123"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("https://example.org:8443/Pinned/", "https://example.org:8443/Pinned"),
    ],
)
def test_an_address_is_kept_with_its_own_port_and_path(written: str, kept: str) -> None:
    assert checked_base_url(written) == kept


@pytest.mark.parametrize(
    "url",
    [
        "http://pinned.events",
        "http://192.168.1.5:8000",
        "http://localhost.example.org",
        "http://127.0.0.1.example.org",
    ],
)
def test_plain_http_is_for_this_machine_only(url: str) -> None:
    with pytest.raises(UsageError, match="would send the API key in the clear"):
        checked_base_url(url)


@pytest.mark.parametrize(
    "url", ["pinned.events", "ftp://pinned.events", "https://", "https://[::1", "https://a:99999"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match=r"no http\(s\) address"):
        checked_base_url(url)


@pytest.mark.parametrize(
    "url",
    ["https://me:secret@x.example", "ftp://me:secret@x.example", "https://x.example?k=secret"],
)
def test_an_address_with_a_secret_in_it_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageError, match="must be plain") as caught:
        checked_base_url(url)
    assert "secret" not in str(caught.value)


# -- keys -------------------------------------------------------------------------------------------

ANY = Profile("", "https://pinned.events")


def test_a_key_comes_from_the_environment_before_its_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("pe_file\n")
    environ = {"PINNED_EVENTS_API_KEY": " pe_env ", "PINNED_EVENTS_API_KEY_FILE": str(file)}
    assert load(tmp_path, environ).api_key(ANY) == "pe_env"
    del environ["PINNED_EVENTS_API_KEY"]
    assert load(tmp_path, environ).api_key(ANY) == "pe_file"


def test_a_profile_with_its_own_place_takes_its_key_from_nowhere_else(project: Write) -> None:
    folder = project("""
        [profiles.riverside]
        key_env = "RIVERSIDE_KEY"
        [profiles.old-town]
        key_file = "secrets/old-town"
        """)
    (folder / "secrets").mkdir()
    (folder / "secrets" / "old-town").write_text("pe_old_town\n")
    environ = {"PINNED_EVENTS_API_KEY": "pe_general", "RIVERSIDE_KEY": "pe_riverside"}
    settings = load(folder, environ)
    assert settings.api_key(settings.profile("riverside")) == "pe_riverside"
    assert settings.api_key(settings.profile("old-town")) == "pe_old_town"
    assert settings.api_key(settings.profile(None)) == "pe_general"
    without = load(folder, {"PINNED_EVENTS_API_KEY": "pe_general"})
    assert without.api_key(without.profile("riverside")) is None


def test_a_missing_key_names_the_variable_that_should_hold_it(project: Write) -> None:
    folder = project("[profiles.riverside]\nkey_env = 'RIVERSIDE_KEY'")
    settings = load(folder, {})
    with pytest.raises(AccessError, match="environment variable RIVERSIDE_KEY") as caught:
        settings.required_key(settings.profile("riverside"))
    assert caught.value.exit_code == 3


def test_a_key_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    settings = load(tmp_path, {"PINNED_EVENTS_API_KEY_FILE": str(tmp_path / "absent")})
    with pytest.raises(AccessError, match=r"key file .*absent cannot be read"):
        settings.api_key(ANY)


@pytest.mark.parametrize("key", ["pe_1 pe_2", "pe_1\npe_2", "pe_ü", "\u200bpe_1"])
def test_a_key_that_cannot_be_one_is_refused_and_not_repeated(tmp_path: Path, key: str) -> None:
    settings = load(tmp_path, {"PINNED_EVENTS_API_KEY": key})
    with pytest.raises(AccessError, match="copy it again") as caught:
        settings.required_key(ANY)
    assert "pe_" not in str(caught.value)


def test_a_good_key_is_handed_out_trimmed(tmp_path: Path) -> None:
    settings = load(tmp_path, {"PINNED_EVENTS_API_KEY": "pe_live_1\n"})
    assert settings.required_key(ANY) == "pe_live_1"


# -- the project ------------------------------------------------------------------------------------


def mapping(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "riverside.yaml").touch()
    return folder / "riverside.yaml"


def test_the_project_is_the_nearest_folder_with_settings_or_state(tmp_path: Path) -> None:
    file = mapping(tmp_path / "outer" / "inner" / "mappings")
    (tmp_path / "importer.toml").touch()
    assert find_project(file) == tmp_path
    (tmp_path / "outer" / "state").mkdir()
    assert find_project(file) == tmp_path / "outer"
    (tmp_path / "outer" / "inner" / "mappings" / "importer.toml").touch()
    assert find_project(file) == tmp_path / "outer" / "inner" / "mappings"


def test_without_either_it_is_the_folder_above_mappings_or_the_mappings_own(tmp_path: Path) -> None:
    assert find_project(mapping(tmp_path / "hall" / "mappings")) == tmp_path / "hall"
    assert find_project(mapping(tmp_path / "hall" / "files")) == tmp_path / "hall" / "files"


def test_a_file_called_state_makes_no_project(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    assert find_project(mapping(tmp_path / "hall" / "mappings")) == tmp_path / "hall"


def test_the_project_of_a_mapping_does_not_depend_on_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "importer.toml").touch()
    file = mapping(tmp_path / "mappings")
    monkeypatch.chdir(tmp_path / "mappings")
    assert find_project(Path(file.name)) == tmp_path


def test_commands_without_a_mapping_look_upwards_and_say_what_to_do(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    with pytest.raises(UsageError, match="name the state with --state"):
        find_project_from(below)
    (tmp_path / "state").mkdir()
    assert find_project_from(below) == tmp_path
