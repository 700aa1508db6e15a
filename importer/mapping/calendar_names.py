"""What months and weekdays are called, in the languages that are read.

For each language its twelve months, or its seven days from Monday, parted by `|`: their forms and short forms.
"""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = (
    "en", "de", "fr", "es", "it", "nl", "pt", "pl", "cs", "sv", "da", "no", "fi", "tr", "el", "ru", "uk",
    "hu", "ro", "ca", "ar", "ja", "zh", "ko", "hr", "sr", "sl", "sk", "bg", "lt", "lv", "et", "eu", "gl", "id", "he",
)  # fmt: skip
"""ISO 639-1."""

MONTHS: Final = {
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
    "hr": "siječanj siječnja sij|veljača veljače velj|ožujak ožujka ožu|travanj travnja tra|svibanj svibnja svi"
    "|lipanj lipnja lip|srpanj srpnja srp|kolovoz kolovoza kol|rujan rujna ruj|listopad listopada lis"
    "|studeni studenoga studenog stu|prosinac prosinca pro",
    "sr": "januar januara jan јануар јануара јан|februar februara feb фебруар фебруара феб|mart marta mar март марта мар"
    "|april aprila apr април априла апр|maj maja мај маја|jun juna juni јун јуна јуни|jul jula juli јул јула јули"
    "|avgust avgusta avg август августа авг|septembar septembra sep sept септембар септембра сеп септ"
    "|oktobar oktobra okt октобар октобра окт|novembar novembra nov новембар новембра нов"
    "|decembar decembra dec децембар децембра дец",
    "sl": "januar januarja jan|februar februarja feb|marec marca mar|april aprila apr|maj maja|junij junija jun"
    "|julij julija jul|avgust avgusta avg|september septembra sep sept|oktober oktobra okt"
    "|november novembra nov|december decembra dec",
    "sk": "január januára jan|február februára feb|marec marca mar|apríl apríla apr|máj mája|jún júna"
    "|júl júla|august augusta aug|september septembra sep sept|október októbra okt"
    "|november novembra nov|december decembra dec",
    "bg": "януари яну|февруари фев|март мар|април апр|май|юни|юли|август авг|септември септ сеп|октомври окт"
    "|ноември ное|декември дек",
    "lt": "sausis sausio saus|vasaris vasario vas|kovas kovo|balandis balandžio bal|gegužė gegužės geg"
    "|birželis birželio birž|liepa liepos|rugpjūtis rugpjūčio rugp|rugsėjis rugsėjo rugs|spalis spalio spal"
    "|lapkritis lapkričio lapkr|gruodis gruodžio gruod",
    "lv": "janvāris janvārī janv|februāris februārī febr|marts martā|aprīlis aprīlī apr|maijs maijā|jūnijs jūnijā jūn"
    "|jūlijs jūlijā jūl|augusts augustā aug|septembris septembrī sept|oktobris oktobrī okt|novembris novembrī nov"
    "|decembris decembrī dec",
    "et": "jaanuar jaan|veebruar veebr|märts|aprill apr|mai|juuni|juuli|august aug|september sept|oktoober okt"
    "|november nov|detsember dets",
    "eu": "urtarrila urtarrilak urtarrilaren urt|otsaila otsailak otsailaren ots|martxoa martxoak martxoaren"
    "|apirila apirilak apirilaren api|maiatza maiatzak maiatzaren mai|ekaina ekainak ekainaren eka"
    "|uztaila uztailak uztailaren uzt|abuztua abuztuak abuztuaren abu|iraila irailak irailaren ira"
    "|urria urriak urriaren urr|azaroa azaroak azaroaren aza|abendua abenduak abenduaren abe",
    "gl": "xaneiro xan|febreiro feb|marzo mar|abril abr|maio mai|xuño xuñ|xullo xul|agosto ago|setembro set"
    "|outubro out|novembro nov|decembro dec",
    "id": "januari jan|februari feb|maret mar|april apr|mei|juni jun|juli jul|agustus agu agt|september sep sept"
    "|oktober okt|november nov nop nopember|desember des",
    "he": "ינואר בינואר|פברואר בפברואר|מרץ במרץ מרס במרס|אפריל באפריל|מאי במאי|יוני ביוני|יולי ביולי"
    "|אוגוסט באוגוסט|ספטמבר בספטמבר|אוקטובר באוקטובר|נובמבר בנובמבר|דצמבר בדצמבר",
    "ar": "يناير جانفي|فبراير فيفري شباط|مارس آذار|أبريل أفريل نيسان|مايو ماي أيار|يونيو يونيه جوان حزيران"
    "|يوليو يوليه جويلية تموز|أغسطس أوت آب|سبتمبر أيلول|أكتوبر|نوفمبر|ديسمبر",
}

WEEKDAYS: Final = {
    "en": "monday mon|tuesday tue tues|wednesday wed weds|thursday thu thur thurs|friday fri"
    "|saturday sat|sunday sun",
    "de": "montag mo|dienstag di|mittwoch mi|donnerstag do|freitag fr|samstag sa sonnabend"
    "|sonntag so",
    "fr": "lundi lun lu|mardi mar ma|mercredi mer me|jeudi jeu je|vendredi ven ve|samedi sam sa|dimanche dim di",
    "es": "lunes lun lu|martes mar ma|miercoles mie mi|jueves jue ju|viernes vie vi|sabado sab sa|domingo dom do",
    "it": "lunedi lun lu|martedi mar ma|mercoledi mer me|giovedi gio giov gi|venerdi ven ve|sabato sab sa|domenica dom do",
    "nl": "maandag ma|dinsdag di|woensdag wo|donderdag do|vrijdag vr vrij|zaterdag za zat|zondag zo",
    "pt": "segunda-feira segunda seg|terca-feira terca ter|quarta-feira quarta qua"
    "|quinta-feira quinta qui|sexta-feira sexta sex|sabado sab|domingo dom",
    "pl": "poniedziałek pon pn|wtorek wt|środa środę śr|czwartek czw|piątek pt|sobota sobotę sob"
    "|niedziela niedzielę niedz nd",
    "cs": "pondělí po|úterý út|středa středu st|čtvrtek čt|pátek pá|sobota sobotu so|neděle neděli ne",
    "sv": "måndag måndagen mån|tisdag tisdagen tis|onsdag onsdagen ons|torsdag torsdagen tors"
    "|fredag fredagen fre|lördag lördagen lör|söndag söndagen sön",
    "da": "mandag man|tirsdag tir|onsdag ons|torsdag tor|fredag fre|lørdag lør|søndag søn",
    "no": "mandag måndag man|tirsdag tysdag tir|onsdag ons|torsdag tor|fredag fre|lørdag laurdag lør|søndag sundag søn",
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
    "hr": "ponedjeljak ponedjeljkom pon|utorak utorkom uto|srijeda srijedu srijedom sri|četvrtak četvrtkom čet"
    "|petak petkom pet|subota subotu subotom sub|nedjelja nedjelju nedjeljom ned",
    "sr": "ponedeljak pon понедељак пон|utorak uto уторак уто|sreda sredu sre среда среду сре|četvrtak čet четвртак чет"
    "|petak pet петак пет|subota subotu sub субота суботу суб|nedelja nedelju ned недеља недељу нед",
    "sl": "ponedeljek pon|torek tor|sreda sredo sre|četrtek čet|petek pet|sobota soboto sob|nedelja nedeljo ned",
    "sk": "pondelok po|utorok ut|streda stredu st|štvrtok št|piatok pi|sobota sobotu so|nedeľa nedeľu ne",
    "bg": "понеделник пн пон|вторник вт|сряда ср|четвъртък чт чет|петък пт пет|събота сб съб|неделя нд нед",
    "lt": "pirmadienis pirmadienį pr|antradienis antradienį an|trečiadienis trečiadienį tr|ketvirtadienis ketvirtadienį kt"
    "|penktadienis penktadienį pn|šeštadienis šeštadienį št|sekmadienis sekmadienį sk",
    "lv": "pirmdiena pirmdien pr|otrdiena otrdien ot|trešdiena trešdien tr|ceturtdiena ceturtdien ce"
    "|piektdiena piektdien pk|sestdiena sestdien se|svētdiena svētdien sv",
    "et": "esmaspäev esmaspäeval|teisipäev teisipäeval|kolmapäev kolmapäeval|neljapäev neljapäeval|reede reedel"
    "|laupäev laupäeval|pühapäev pühapäeval",
    "eu": "astelehena astelehenean al|asteartea asteartean|asteazkena asteazkenean az|osteguna ostegunean og"
    "|ostirala ostiralean or|larunbata larunbatean lr|igandea igandean ig",
    "gl": "luns|martes mar|mércores mér|xoves xov|venres ven|sábado sáb|domingo dom",
    "id": "senin sen|selasa sel|rabu rab|kamis kam|jumat jum jum'at|sabtu sab|minggu min",
    "he": "שני|שלישי|רביעי|חמישי|שישי|שבת|ראשון",
    "ja": "月曜日 月曜 月|火曜日 火曜 火|水曜日 水曜 水|木曜日 木曜 木|金曜日 金曜 金|土曜日 土曜 土|日曜日 日曜 日",
    "zh": "星期一 周一 週一|星期二 周二 週二|星期三 周三 週三|星期四 周四 週四|星期五 周五 週五"
    "|星期六 周六 週六|星期日 星期天 周日 週日 日",
    "ko": "월요일 월|화요일 화|수요일 수|목요일 목|금요일 금|토요일 토|일요일 일",
}

ONLY_STATED: Final = {
    "hr": frozenset(("tra", "pro", "kol", "stu", "svi")),
    "sl": frozenset(("tor",)),
    "lt": frozenset(("vas", "bal", "geg")),
    "eu": frozenset(("urt", "ots", "api", "eka", "uzt", "abu", "ira", "urr", "aza", "abe")),
    "id": frozenset(("sen", "sel", "rab", "kam", "jum", "min")),
}
"""Short names that are words of other languages, or their names of something else: they count only where their
own language is stated or proved."""

NOTHING_ELSE: Final = frozenset(("sr", "ut", "wt"))
"""Names of two letters that are no word and no other day in any language here: they count like longer ones."""
