"""Encodings of CSV files: stated, marked, found, damaged; never papered over."""

from __future__ import annotations

from pathlib import Path

import pytest

from importer.errors import RowError, SourceError
from importer.records import Record, SourceSpec
from importer.sources.csv_file import CsvReading
from importer.sources.detect import detect

TABLE = "id;Titel;Ort\n1;Frühlingsfest;Köln\n2;Café “Zoë”;Düsseldorf\n"


def reading(tmp_path: Path, content: bytes, encoding: str | None = None) -> CsvReading:
    path = tmp_path / "events.csv"
    path.write_bytes(content)
    return CsvReading(path, "events.csv", SourceSpec(encoding=encoding))


def titles(source: CsvReading) -> list[object]:
    return [item.cells[1] if isinstance(item, Record) else item.code for item in source]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"],
)
def test_unicode_is_known_by_its_mark_or_its_bytes(tmp_path: Path, encoding: str) -> None:
    source = reading(tmp_path, TABLE.encode(encoding))
    assert source.tables() == [(None, ("id", "Titel", "Ort"))]
    assert titles(source) == ["Frühlingsfest", "Café “Zoë”"]
    assert source.notes == []
    assert source.complete


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "1;Frühlingsfest;Köln\n2;Café “Zoë”;Straße 5 €\n"),
        ("cp1252", "1;Café;x\n"),
        ("cp1252", "1;Smørrebrød på Nørrebro;København\n"),
        ("cp1250", "1;Święto żniw w Łodzi;Kraków\n2;Wieczór kolęd;Wrocław\n"),
        ("cp1250", "1;Příští neděle u řeky;Plzeň\n2;Žižkovské léto;České Budějovice\n"),
        ("cp1251", "1;Летний концерт;Москва\n2;Выставка картин;Казань\n"),
        ("cp1253", "1;Καλοκαιρινή συναυλία;Αθήνα\n2;Έκθεση;Πάτρα\n"),
        ("cp1254", "1;Yaz şenliği;İstanbul\n2;Çocuk günü;Eskişehir\n3;Işık;Muğla\n"),
        ("cp932", "1;夏祭り;東京\n2;音楽会;大阪\n"),
        ("mac_roman", "1;Café-théâtre;Orléans\n2;Fête de l’été;Besançon\n"),
        ("cp850", "1;Frühlingsfest;Köln\n2;Straße;Düsseldorf\n"),
        ("mac_roman", "1;Frühlingsfest;Köln\n2;Straßenmusik;Düsseldorf\n"),
        ("cp1250", "1;Tavaszi hangverseny;Győr\n2;Őszi vásár;Székesfehérvár\n3;Könyv;Pécs\n"),
        ("cp1251", "1;Концерт в филармонии;Казань\n2;Jazz;Москва\n"),
        ("cp1251", "1;Jazz;Киев\n2;Talk;Hall\n"),
        ("koi8_r", "1;Концерт в филармонии;Казань\n2;Джаз;Москва\n"),
        ("cp866", "1;Концерт;Казань\n2;Джаз в парке;Москва\n"),
        ("iso8859_5", "1;Концерт;Казань\n2;Джаз в парке;Москва\n"),
        ("cp1255", "1;קונצרט ג'אז;תל אביב\n2;הרצאה;ירושלים\n"),
        ("cp1256", "1;حفلة موسيقية;القاهرة\n2;معرض الفنون;الرياض\n"),
        ("cp874", "1;คอนเสิร์ตแจ๊ส;กรุงเทพ\n2;นิทรรศการ;เชียงใหม่\n"),
        ("euc_jp", "1;ジャズの夜;東京\n2;夏祭り;大阪市\n"),
        ("gb18030", "1;爵士之夜;北京\n2;新年音乐会;上海\n3;展览开幕;广州\n"),
        ("big5", "1;爵士之夜;台北\n2;新年音樂會;高雄\n3;展覽開幕;許功蓋\n"),
        ("cp949", "1;재즈의 밤;서울\n2;여름 축제;부산\n"),
    ],
)
def test_legacy_encodings_are_found_and_the_evidence_told(
    tmp_path: Path, encoding: str, text: str
) -> None:
    source = reading(tmp_path, ("id;titel;ort\n" + text).encode(encoding))
    assert titles(source) == [line.split(";")[1] for line in text.splitlines()]
    assert source.notes[0].startswith(f"not UTF-8: read as {encoding}")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "1;Opções;x\n"),
        ("cp1252", "1;æøå;x\n"),
        ("cp1252", "1;Do you know it?Œæ;x\n"),
        ("cp1252", "1;Late show;CEO\xa0Ann\xa0Lee\xa0speaks\n2;Jazz;“Open\xa0air”\n"),
        ("cp1255", "1;ערב שירה בציבור;תל אביב\n2;הצגה לילדים;ירושלים\n3;קונצרט קאמרי;חיפה\n"),
        ("koi8_r", "1;КОНЦЕРТ;МОСКВА\n2;ВЕЧЕР ДЖАЗА;КАЗАНЬ\n"),
        ("cp1253", "1;ΣΥΝΑΥΛΙΑ;ΑΘΗΝΑ\n"),
        ("gb18030", "1;音乐晚会;北京\n"),
        ("cp949", "1;콘서트;서울\n"),
        ("euc_jp", "1;ジャズ;東京\n"),
        ("cp932", "1;ジャズの夜;東京\n2;Liveハウス;大阪\n"),
        ("cp932", "1;日本語;x\n"),
    ],
)
def test_a_few_letters_are_judged_by_the_words_they_stand_in(
    tmp_path: Path, encoding: str, text: str
) -> None:
    source = reading(tmp_path, ("id;title;place\n" + text).encode(encoding))
    assert titles(source) == [line.split(";")[1] for line in text.splitlines()]


@pytest.mark.parametrize("text", ["Ana Chávez", "Café – Köln", "‘Jazz’ – Übungen"])
def test_text_that_was_garbled_before_can_still_be_repaired(tmp_path: Path, text: str) -> None:
    garbled = text.encode().decode("cp1252")  # as a Mac saves what it took for cp1252
    source = reading(tmp_path, f"id;title\n1;{garbled}\n".encode("mac_roman"))
    assert titles(source) == [garbled]
    assert source.notes[0].startswith("not UTF-8: read as mac_roman")


@pytest.mark.parametrize("shift", [0, 1])
def test_long_texts_in_pairs_of_bytes_are_found_wherever_blocks_and_lines_are_cut(
    tmp_path: Path, shift: int
) -> None:
    text = "1" * shift + ";재즈의 밤;서울\n" * 70_000 + "2;" + "여름축제" * 600 + ";부산\n"
    source = reading(tmp_path, ("id;제목;도시\n" + text).encode("cp949"))
    assert titles(source)[69_999] == "재즈의 밤"
    assert source.notes[0].startswith("not UTF-8: read as cp949")


def test_words_that_show_the_letters_are_told(tmp_path: Path) -> None:
    source = reading(tmp_path, "id;titel\n1;Fête à Nîmes\n2;Fête d’été\n".encode("cp1252"))
    assert (
        "Words in it: Fête, à, Nîmes, d’été; if they look wrong, state `encoding`"
        in (source.notes[0])
    )


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize(
    "text", ["1;Žižkovské léto;Plzeň\n", "1;Летний концерт;Москва\n", "1;新年音乐会;北京\n"]
)
def test_wide_unicode_without_a_mark_is_known_in_every_script(
    tmp_path: Path, encoding: str, text: str
) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(("id;titel;ort\n" + text * 3).encode(encoding))
    assert detect(path, "events.csv") == "csv"
    source = reading(tmp_path, path.read_bytes())
    assert titles(source) == [text.split(";")[1]] * 3


def test_a_few_nul_bytes_do_not_make_a_file_wide_unicode(tmp_path: Path) -> None:
    source = reading(tmp_path, b"id;titel;ort\n1;Ja\0zz\0;x\n2;Talk;\0\0y\n")
    assert titles(source) == ["Jazz", "Talk"]


def test_text_converted_wrongly_before_is_read_as_what_it_was_and_told(tmp_path: Path) -> None:
    source = reading(tmp_path, "id;titel\n1;Jazz \x96 live\n2;Oh l\x92amour\n".encode())
    assert titles(source) == ["Jazz – live", "Oh l’amour"]
    (note,) = source.notes
    assert note.startswith("U+0096 and the like stand in its texts")
    assert note.endswith('They are read as the "–" they were')


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_line_end_of_mainframes_is_no_character_of_cp1252(tmp_path: Path, mark: str) -> None:
    source = reading(tmp_path, f"{mark}id;titel\n1;Jazz\x85live\n".encode())
    assert titles(source) == ["Jazz\x85live"]


def test_latin_1_as_stated_is_read_as_web_browsers_do(tmp_path: Path) -> None:
    source = reading(tmp_path, "id;titel\n1;Café – live\n".encode("cp1252"), "ISO-8859-1")
    assert titles(source) == ["Café – live"]


def test_accents_far_down_the_file_decide_too(tmp_path: Path) -> None:
    plain = "1;Jazz;Hall\n" * 200_000
    source = reading(tmp_path, (f"id;titel;ort\n{plain}2;Café;x\n").encode("cp1252"))
    assert titles(source)[-1] == "Café"


def test_one_damaged_character_costs_its_row_alone(tmp_path: Path) -> None:
    good = "".join(f"{number};Frühling und Köln;schön\n" for number in range(3, 9))
    content = b"id;titel;ort\n1;Caf\xff;x\n2;Caf\xc3\xa9;x\n" + good.encode()
    first, second, *_ = reading(tmp_path, content)
    assert isinstance(first, RowError)
    assert (first.code, str(first.at)) == ("cell.invalid", "events.csv, row 2, column titel")
    assert first.issue.value == "Caf\N{REPLACEMENT CHARACTER}"
    assert isinstance(second, Record)
    assert second.cells == ("2", "Café", "x")


def test_a_file_cut_inside_a_character_is_not_complete(tmp_path: Path) -> None:
    source = reading(tmp_path, "id;titel\n1;Köln\n2;Düsseldorfer Café".encode()[:-1])
    assert titles(source) == ["Köln", "cell.invalid"]
    assert not source.complete


def test_a_stated_encoding_wins(tmp_path: Path) -> None:
    assert titles(reading(tmp_path, b"id;t\n1;\xb3\xb9ka\n", "cp1250")) == ["łąka"]


def test_a_stated_encoding_that_cannot_read_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"events.csv: cannot be read as utf-8: 5 bytes"):
        reading(tmp_path, TABLE.replace("“", "").replace("”", "").encode("cp1252"), "utf-8")


def test_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match='unknown encoding "utf9"'):
        reading(tmp_path, TABLE.encode(), "utf9")


def test_a_codec_that_is_no_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match='unknown encoding "base64"'):
        reading(tmp_path, TABLE.encode(), "base64")


def test_a_byte_order_mark_is_stronger_than_what_is_stated(tmp_path: Path) -> None:
    source = reading(tmp_path, TABLE.encode("utf-8-sig"), "cp1252")
    assert source.tables()[0][1][0] == "id"
    assert source.notes == ["the file begins with the mark of utf-8-sig: read so, not as cp1252"]


def test_stating_utf_8_takes_the_mark_away_too(tmp_path: Path) -> None:
    source = reading(tmp_path, TABLE.encode("utf-8-sig"), "UTF8")
    assert source.tables()[0][1][0] == "id"
    assert source.notes == []
