"""What `init` proposes for a plain table in each language: every part of an event by the name of its column."""

from __future__ import annotations

import pytest
from test_suggest import chosen, table

from importer.mapping.suggesting.names import meaning_of
from importer.mapping.suggesting.ranks import Side
from importer.mapping.suggesting.roles import role_of
from importer.mapping.suggesting.time_cells import kinds_of

ROWS = (
    ("A-17", "Choir night", "2026-06-13", "20:00", "22:30", "Old Mill", "3 Mill Lane", "York", "Concert",
     "12 €", "Songs from four centuries and a long pause in the garden.", "https://ex.org/17",
     "https://ex.org/17.jpg", "Music Society"),
    ("B-23", "Film under trees", "2026-06-20", "21:00", "23:15", "Barn", "9 Hill Road", "Hull", "Cinema",
     "8 €", "A silent film with a piano beside it, whatever the weather.", "https://ex.org/23",
     "https://ex.org/23.jpg", "Film Club"),
    ("C-31", "Open kitchen", "2026-07-04", "18:00", "21:00", "Old Mill", "3 Mill Lane", "York", "Food",
     "5 €", "Cook with the neighbours and eat what became of it.", "https://ex.org/31",
     "https://ex.org/31.jpg", "Music Society"),
)  # fmt: skip
"""Identity, title, day, start, end, venue, address, city, kind, price, description, link, picture, organiser."""

HEADERS = {
    "en": "Event ID;Event Title;Date;Start Time;End Time;Venue;Address;"
    "Town;Event Type;Admission;Details;Website;Photo;Organised by",
    "de": "Nr.;Bezeichnung;Datum;Beginn;Ende;Veranstaltungsort;Anschrift;"
    "Stadt;Rubrik;Eintritt;Beschreibung;Webseite;Bild;Veranstalter",
    "fr": "Réf.;Intitulé;Date;Heure de début;Heure de fin;Salle;Adresse;"
    "Commune;Type d'événement;Tarif;Descriptif;Site web;Affiche;Organisateur",
    "es": "Código;Nombre de la actividad;Fecha;Hora inicio;Hora fin;Recinto;Dirección;"
    "Municipio;Tipo de actividad;Precio;Descripción;Enlace;Cartel;Organiza",
    "it": "Codice;Denominazione evento;Data;Dalle ore;Alle ore;Luogo di svolgimento;Indirizzo;"
    "Comune;Tipologia;Ingresso;Descrizione;Sito web;Locandina;A cura di",
    "nl": "Nummer;Naam activiteit;Datum;Aanvang;Einde;Locatie;Adres;"
    "Plaats;Soort;Toegang;Omschrijving;Website;Afbeelding;Georganiseerd door",
    "pt": "Cód.;Nome do evento;Data;Horário de início;Horário de término;Espaço;Endereço;"
    "Cidade;Linguagem;Ingresso (valor);Sinopse;Site;Cartaz;Realização",
    "pl": "Lp.;Nazwa wydarzenia;Data;Godz. rozpoczęcia;Godz. zakończenia;Miejsce;Adres;"
    "Miejscowość;Rodzaj;Wstęp;Opis;Strona www;Plakat;Organizator",
    "sv": "Löpnr;Evenemang;Datum;Starttid;Sluttid;Lokal;Adress;Ort;Typ;Entré;Beskrivning;Länk;Bild;Arrangör",
    "da": "Nr.;Arrangement;Dato;Fra kl.;Til kl.;Spillested;Adresse;"
    "By;Slags;Entré;Beskrivelse;Hjemmeside;Billede;Arrangeret af",
    "no": "Løpenr;Hva skjer;Dato;Starttid;Sluttid;Spillested;Gateadresse;"
    "Poststed;Type arrangement;Inngang;Omtale;Nettside;Bilde;Arrangør",
    "fi": "Tunnus;Tapahtuman nimi;Päivämäärä;Alkaa;Päättyy;Paikka;Osoite;"
    "Paikkakunta;Luokka;Pääsymaksu;Kuvaus;Verkkosivu;Kuva;Järjestäjä",
    "cs": "Číslo;Název akce;Datum konání;Začátek;Konec;Místo konání;Adresa;"
    "Obec;Druh akce;Vstupné;Popis;Webové stránky;Plakát;Pořadatel",
    "hu": "Azonosító;Rendezvény neve;Dátum;Kezdés;Befejezés;Helyszín;Cím (utca);"
    "Település;Típus;Belépődíj;Leírás;Honlap;Kép;Szervező",
    "ro": "Nr;Denumirea evenimentului;Data;Ora de început;Ora de sfârșit;Locul desfășurării;Adresa;"
    "Localitatea;Tipul;Preț;Descriere;Link;Afiș;Organizatorul",
    "el": "Κωδικός;Τίτλος εκδήλωσης;Ημερομηνία;Ώρα έναρξης;Ώρα λήξης;Χώρος;Διεύθυνση;"
    "Πόλη;Κατηγορία;Είσοδος;Περιγραφή;Ιστοσελίδα;Αφίσα;Διοργάνωση",
    "tr": "Sıra No;Etkinliğin Adı;Tarih;Başlangıç Saati;Bitiş Saati;Etkinlik Yeri;Adres;"
    "İl;Türü;Ücret;Açıklama;Bağlantı;Görsel;Düzenleyen",
    "ru": "№;Название мероприятия;Дата;Время начала;Время окончания;Место проведения;Адрес;"
    "Город;Тип;Цена билета;Описание;Ссылка;Афиша;Организатор",
    "uk": "№;Назва заходу;Дата;Час початку;Час закінчення;Місце проведення;Адреса;"
    "Місто;Вид;Вартість;Опис;Посилання;Зображення;Організатор",
    "ja": "番号;イベント名;開催日;開始時刻;終了時刻;会場名;住所;市区町村;種別;参加費;内容;URL;画像;主催者",
    "zh": "编号;活动名称;活动日期;开始时间;结束时间;举办地点;地址;城市;活动类型;票价;内容简介;网址;海报;主办单位",
    "ko": "연번;행사명;행사일자;시작시간;종료시간;개최장소;주소;시군구;분류;이용요금;행사내용;홈페이지;포스터;주최",
    "ca": "Codi;Nom de l'activitat;Data;Hora inici;Hora fi;Equipament;Adreça;"
    "Municipi;Tipus;Preu;Descripció;Enllaç;Imatge;Organitza",
    "eu": "Kodea;Ekitaldiaren izena;Data;Hasiera ordua;Amaiera ordua;Lekua;Helbidea;"
    "Udalerria;Mota;Prezioa;Deskribapena;Webgunea;Kartela;Antolatzailea",
    "ar": "رقم;اسم الفعالية;التاريخ;وقت البداية;وقت النهاية;المكان;الشارع;"
    "المدينة;النوع;السعر;الوصف;الرابط;الصورة;الجهة المنظمة",
    "he": "מספר;שם האירוע;תאריך;שעת התחלה;שעת סיום;מיקום;כתובת;עיר;סוג;מחיר;תיאור;קישור;תמונה;מארגן",
    "hr": "Broj;Naziv događanja;Datum;Početak;Završetak;Dvorana;Adresa;"
    "Grad;Vrsta;Ulaznina;Opis;Poveznica;Plakat;Organizator",
    "bg": "Номер;Събитие;Дата;Начален час;Краен час;Място;Адрес;Град;Вид;Вход;Описание;Връзка;Плакат;Организатор",
    "sk": "Číslo;Názov podujatia;Dátum;Začiatok;Koniec;Miesto konania;Adresa;"
    "Mesto;Druh;Vstupné;Popis;Odkaz;Plagát;Organizátor",
    "sl": "Št.;Ime dogodka;Datum;Začetek;Konec;Prizorišče;Ulica;Občina;Vrsta;Vstopnina;Opis;Povezava;Slika;Organizator",
    "sr": "Број;Назив догађаја;Датум;Почетак;Крај;Место одржавања;Адреса;"
    "Град;Врста;Цена улазнице;Опис;Веза;Плакат;Организатор",
    "et": "Kood;Ürituse nimi;Kuupäev;Algusaeg;Lõpuaeg;Toimumiskoht;Aadress;"
    "Linn;Liik;Piletihind;Kirjeldus;Veebileht;Pilt;Korraldaja",
    "lv": "Numurs;Pasākuma nosaukums;Datums;Sākuma laiks;Beigu laiks;Norises vieta;Adrese;"
    "Pilsēta;Veids;Biļetes cena;Apraksts;Saite;Attēls;Rīkotājs",
    "lt": "Numeris;Renginio pavadinimas;Data;Pradžios laikas;Pabaigos laikas;Vieta;Adresas;"
    "Miestas;Tipas;Bilieto kaina;Aprašymas;Nuoroda;Nuotrauka;Organizatorius",
    "gl": "Código;Nome da actividade;Data;Hora de inicio;Hora de fin;Recinto;Enderezo;"
    "Concello;Tipo;Prezo;Descrición;Ligazón;Cartel;Organiza",
    "sr in Latin": "Broj;Naziv događaja;Datum;Početak;Kraj;Mesto održavanja;Adresa;"
    "Grad;Vrsta;Cena karte;Opis;Link;Slika;Organizator",
    "en of a program": "event_code;event_name;event_date;time_from;time_to;venue_name;venue_address;"
    "venue_city;event_category;ticket_price;short_description;event_url;poster_url;organizer_name",
    "de of courses": "Kursnr;Kurstitel;Kurstag;Uhrzeit von;Uhrzeit bis;Kursort;Straße;"
    "Gemeinde;Fachbereich;Entgelt;Kursbeschreibung;Link zur Anmeldung;Foto;Träger",
    "fr of a program": "code_evt;nom_evt;date_evt;h_debut;h_fin;nom_lieu;rue;"
    "ville_lieu;categorie_evt;tarif_plein;texte_long;lien_billetterie;url_photo;structure_organisatrice",
    "es of a program": "id_actividad;titulo_actividad;fecha_actividad;hora_inicio;hora_termino;nombre_recinto;"
    "direccion_recinto;comuna;categoria;valor_entrada;descripcion_actividad;url_inscripcion;url_afiche;institucion",
    "nl of a program": "activiteitcode;titel activiteit;datum activiteit;begintijd;eindtijd;naam locatie;straat;"
    "gemeente;categorie;toegangsprijs;korte omschrijving;ticketlink;foto url;organisator",
    "id": "Kode;Nama Kegiatan;Tanggal;Jam Mulai;Jam Selesai;Tempat;Alamat;"
    "Kota;Jenis;Biaya;Deskripsi;Tautan;Poster;Penyelenggara",
}  # fmt: skip


@pytest.mark.parametrize("language", HEADERS)
def test_each_part_of_an_event_is_found_in_a_plain_table_of(language: str) -> None:
    header = HEADERS[language]
    found = chosen(table("\n".join([header, *(";".join(row) for row in ROWS)])))
    names = header.split(";")
    number, title, day, start, end, venue, _, city, kind, price, text, link, picture, _ = names
    assert found == {
        "identity": number,
        "title": title,
        "startAt": f"{day} + {start}",
        "endAt": end,
        "locationName": venue,
        "city": city,
        "classifications": kind,
        "price": price,
        "description": text,
        "offers.url": link,
        "image": picture,
        "timezone": None,
    }


def _side(name: str) -> Side:
    meaning = meaning_of(name)
    assert role_of(meaning) == "time"
    starts, ends = "START" in meaning, "END" in meaning
    return "none" if starts == ends else "start" if starts else "end"


@pytest.mark.parametrize(
    "name",
    ["Date (from)", "Datum (von)", "Kick off", "kick_off", "KickOff", "Erster Tag", "Premier jour", "Primer día",
     "First day", "Coup d'envoi", "Anstoß", "dtstart", "Uhrzeit (Beginn)"],
)  # fmt: skip
def test_starts_are_known_in_phrases_and_in_brackets(name: str) -> None:
    assert _side(name) == "start"


@pytest.mark.parametrize(
    "name",
    ["Date (to)", "Datum (bis)", "Wrap-up", "Last day", "Letzter Tag", "Último día", "t/m", "t.o.m.", "dtend"],
)  # fmt: skip
def test_ends_are_known_in_phrases_and_in_brackets(name: str) -> None:
    assert _side(name) == "end"


@pytest.mark.parametrize(
    ("name", "role"),
    [("First name", "aside"), ("Last name", "aside"), ("Last updated", "passing"), ("Publish date", "passing"),
     ("Tickets (price)", "price"), ("Gebuehr", "price"), ("Hosted by", "organiser"), ("Held at", "venue"),
     ("Site web", "url"), ("Seminar #", "identity"), ("Nombre de places", "capacity"), ("Durée en minutes", "duration"),
     ("Destination", "venue"), ("Transport", "aside"), ("Lange omschrijving", "description"), ("Time slot", "time")],
)  # fmt: skip
def test_words_mean_what_they_mean_together(name: str, role: str) -> None:
    assert role_of(meaning_of(name)) == role


@pytest.mark.parametrize(
    ("start", "end"),
    [("Du", "Au"), ("Da", "A"), ("De", "A"), ("Van", "Tot"), ("Datum van", "Datum tot"), ("Ora da", "Ora a")],
)  # fmt: skip
def test_short_words_for_from_and_to_are_times_where_both_are_there(start: str, end: str) -> None:
    rows = "Fair;2026-06-13 10:00;2026-06-14 18:00\nMarket;2026-06-20 08:00;2026-06-20 12:00"
    found = chosen(table(f"Titel;{start};{end}\n{rows}"))
    assert (found["startAt"], found["endAt"]) == (start, end)


@pytest.mark.parametrize("cell", ["ke {}.6.2027", "ti {}.6. klo 19", "pe {}.6."])
def test_the_language_of_a_column_is_told_by_the_cells_with_words(cell: str) -> None:
    digits = [f"{day}.{month}.2027" for month in (4, 5) for day in range(1, 16)]
    worded = [cell.format(day) for day in range(1, 11)]
    cells = [one for pair in zip(digits, worded, strict=False) for one in pair] + digits[10:]
    kinds = kinds_of(cells)
    assert (kinds.day, kinds.language) == (1, "fi")


@pytest.mark.parametrize(
    ("name", "concepts"),
    [
        ("Продолж., ч", ("DURATION",)),
        ("Beschr.", ("DESCRIPTION",)),
        ("Veranst.", ()),  # Veranstaltung or Veranstalter
        ("Fraz./Luogo", ("VENUE",)),
        ("Inschr. van-tot", ("END", "PASSING")),
        ("Max. Teiln.", ("CAPACITY",)),
    ],
)
def test_a_word_cut_short_means_what_all_that_begin_so_mean(
    name: str, concepts: tuple[str, ...]
) -> None:
    assert meaning_of(name).concepts == concepts
