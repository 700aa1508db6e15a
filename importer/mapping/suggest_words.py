"""What columns of event tables are called, in seven languages. All names are folded."""

from __future__ import annotations

from typing import Final

NAMES: Final[dict[str, str]] = {
    "id": "id|ref|reference|no|nr|n°|number|event id|event no|uid|key|code|nummer|kennung|referencia|"
    "numero|numéro|référence|identifiant|riferimento|codice|código",
    "title": "title|event|event name|event title|name|act|artist|show|headline|titel|veranstaltung|name "
    "der veranstaltung|kunstler|titre|evenement|nom|spectacle|titulo|evento|nombre|titolo|naam|"
    "evenement|voorstelling|espetaculo|nome|programme|program",
    "start": "start|starts|start at|startat|start date|start datetime|begin|begins|beginning|beginn|"
    "anfang|debut|inicio|inizio|aanvang|when|wann|quand|date and time|datetime|comienzo",
    "date": "date|day|event date|datum|tag|jour|fecha|dia|data|giorno|dag|start date",
    "time": "time|start time|starts|doors|show time|uhrzeit|zeit|beginn|einlass|heure|debut|hora|"
    "hora de inicio|ora|orario|tijd|aanvang|horario",
    "end": "end|ends|end time|end at|endat|end date|until|finish|ende|bis|schluss|fin|hora de fin|fine|"
    "einde|tot|fim|termino",
    "venue": "venue|location|place|hall|where|site|ort|veranstaltungsort|spielstatte|lieu|salle|lugar|"
    "recinto|luogo|sala|locatie|zaal|local|spielort",
    "town": "town|city|municipality|stadt|gemeinde|ville|commune|ciudad|municipio|citta|comune|stad|"
    "plaats|gemeente|cidade",
    "category": "category|categories|kind|type|genre|tags|kategorie|kategorien|art|rubrik|sparte|"
    "categorie|rubrique|categoria|tipo|genere|soort",
    "description": "description|blurb|text|details|about|summary|info|beschreibung|beschrieb|"
    "description longue|descriptif|descripcion|descrizione|omschrijving|beschrijving|descricao",
    "link": "link|url|ticket link|tickets|ticket url|website|web|booking|booking link|billetterie|"
    "billets|karten|vorverkauf|entradas|biglietti|kaarten|ingressos|lien|enlace",
    "price": "price|cost|admission|fee|preis|eintritt|tarif|prix|precio|prezzo|prijs|preco|entree",
    "zone": "time zone|timezone|tz|zeitzone|fuseau|fuseau horaire|zona horaria|fuso orario|tijdzone",
    "capacity": "capacity|places|seats|kapazitat|platze|jauge|capacite|aforo|capienza|capaciteit|lotacao",
    "image": "image|photo|picture|poster|bild|foto|affiche|imagen|immagine|afbeelding|imagem",
}
