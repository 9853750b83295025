"""German."""

from tocsin.casefile.reading.labels import Concept, Contact, Language, listed, table

LANGUAGE = Language(
    code="de",
    section_country="DE",
    labels={
        Concept.TITLE: (r"^(?:eilaktion|dringlichkeitsaktion|amnesty international urgent action)(?=\s{0,3}(?:\n|$))",),
        Concept.DISTRIBUTION: (r"^(?:extern|oeffentlich|offentlich)(?: \([^)\n]{0,60}\))?(?=\s*(?:\n|$|ai-? ?index))",),
        Concept.FACTS: (
            r"!sachlage ?:?(?=\s*\n| )",
            r"^sachlage ?:?(?=\s*\n)",
        ),
        Concept.NOTE: (r"^hinweis(?: fur mitglieder)? ?: ",),
        Concept.ACTION: (
            r"!(?:empfohlene aktionen|empfohlene aktion|weitere empfohlene aktionen|was sie tun konnen|fordern sie|aktionsvorschlage?|bitte schreiben sie)(?: ?:|(?=\s*\n))",
        ),
        Concept.ASK: (
            r"(?:bitte )?schreiben sie bitte…(?:mit folgenden forderungen|in denen sie|und )(?: ?:)?",
            r"^bitte schreiben sie (?:unverzuglich|sofort|umgehend|hofliche?|hoflich|luftpostbriefe|e-mails|faxe|telefaxe|briefe)",
            r"^(?:bitte )?schreiben sie (?:bitte )?(?:unverzuglich|sofort|umgehend|luftpostbriefe|faxe|telefaxe|e-mails|briefe|hoflich)",
        ),
        Concept.TARGETS: (
            r"!appelle (?:bitte )?an(?: \([^)\n]{0,80}\))? ?:?",
            r"!(?:bitte )?(?:senden|schicken|richten) sie (?:bitte )?(?:ihre )?appelle (?:bitte )?(?:bis (?:zum)?|vor dem)…\ban ?:",
            r"!(?:bitte )?(?:senden|schicken|richten) sie (?:bitte )?(?:ihre )?appelle an ?:",
        ),
        Concept.COPIES: (r"!(?:und |bitte senden sie )?kopien? (?:ihrer (?:appelle|schreiben) )?an ?:?(?=\s*\n| |$)",),
        Concept.DIPLOMATIC: (
            r"(?:und |sowie )?(?:bitte )?(?:senden sie )?(?:auch )?(?:kopien )?(?:ihrer appelle )?an (?:die )?diplomatischen? vertretung(?:en)?…(?:in ihrem land|akkreditiert)",
            r"(?:und )?an die botschaft…in ihrem land",
        ),
        Concept.IMMEDIATELY: (
            r"^schreiben sie ihre appelle (?:bitte )?so (?:schnell|bald) wie moglich\.?",
            r"!(?:bitte )?schreiben sie (?:ihre appelle )?(?:bitte )?(?:sofort|unverzuglich|moglichst sofort|umgehend)[.!]?(?= *(?:bitte|nach|\n|$))",
            r"^bitte (?:schreiben|senden) sie ihre appelle (?:moglichst )?(?:sofort|umgehend|unverzuglich)[.!]?",
        ),
        Concept.LATE: (
            r"(?:bitte )?(?:schreiben|schicken|senden|verschicken|versenden) sie (?:bitte )?nach dem [^\n]{4,30} keine (?:appelle|briefe|schreiben) mehr",
            r"da (?:sich )?(?:die )?informationen in.{0,260}?(?:nach dem|nur bis zum) .{4,40}? (?:keine|appelle)",
            r"(?:bitten wir sie, )?nach dem .{4,40}? keine (?:appelle|briefe|schreiben) mehr",
            r"(?:bitte )?(?:fragen|erkundigen|wenden) sie (?:sich )?(?:bitte )?(?:bei|an) (?:ihrer|der|ihre|die) (?:sektion|section)…(?:nach|spater)",
            r"(?:bitte )?prufen sie (?:bitte )?(?:bei|mit) (?:ihrer|der) sektion…(?:nach|spater)",
            r"^diese (?:urgent action|eilaktion) (?:lauft|endet|gilt)[^\n]{0,12}(?:am|bis)",
        ),
        Concept.UPDATE_NOTE: (
            r"(?:dies|das) ist (?:die|das) \w+ (?:aktualisierung|update)",
            r"(?<=\.\s)weitere informationen ?: ?(?=http|www)",
        ),
        Concept.NO_MORE: (
            r"(?:es sind )?(?:derzeit )?keine weiteren (?:aktionen|appelle|schritte|schreiben)…(?:erforderlich|notwendig|notig|gebeten|mehr)",
            r"weitere (?:appelle|aktionen|schritte)…(?:nicht|keine)…(?:erforderlich|notwendig|notig)",
            r"(?:vielen dank (?:an )?alle[^.]{0,80}\.\s{0,3})?(?:weitere appelle[^.]{0,90}\.\s{0,3})?(?:vielen dank (?:an )?alle[^.]{0,80}\.\s{0,3})?diese (?:urgent action|eilaktion) ist (?:hiermit )?beendet\.?",
        ),
        Concept.BACKGROUND: (
            r"!hintergrund(?:information(?:en)?)?(?: \([^)\n]{0,80}\))?(?=[ :]*\n| ?: *(?:\n|$)| ?$)",
            r"!hintergrundinformation(?:en)? ?:?",
            r"!(?:zusatzliche|weitere) informationen(?=[ :]*\n| ?$)",
        ),
        Concept.NAME: (r"^namen?(?:\(n\))? ?:",),
        Concept.GENDER: (r"(?:^|(?<=[\s.,]))geschlecht(?: ?(?:m/w|w/m|\(m/w\)))? ?:",),
        Concept.TAKE_ACTION: (
            r"!(?:werden sie aktiv|jetzt aktiv werden|setzen sie sich ein|aktiv werden) ?:?[^\n]{0,120}",
            r"schreiben sie (?:bitte )?(?:einen brief |einen appell )?in ihren eigenen worten oder (?:verwenden|benutzen|nutzen) sie[^\n:]{0,60}(?:modellbrief|musterbrief|vorlage|brief)[^\n]{0,20}:?",
        ),
        Concept.LETTER: (
            r"!(?:modellbrief|musterbrief|briefvorschlag|briefvorlage|beispielbrief|vorlage)(?: ?:|(?=\s*\n))",
        ),
        Concept.LANGUAGES: (
            r"schreiben sie (?:bitte )?(?:in gutem |in |auf )(?=[a-z])",
            r"(?:bevorzugte|empfohlene) sprachen?[^\n:]{0,50}:",
            r"^sprachen?(?: (?:fur|der) (?:die )?appelle?)? ?:",
        ),
        Concept.OWN_LANGUAGE: (
            r"sie konnen (?:auch|ebenso) in ihrer (?:eigenen )?(?:sprache|muttersprache) schreiben\.?",
        ),
        Concept.UNTIL: (
            r"^appelle bis(?: zum)? ?:?",
            r"(?:bitte )?(?:werden sie|handeln sie|schreiben sie)[^\n:]{0,60}(?:spatestens|so (?:schnell|bald) wie moglich)[^\n:]{0,40}(?:bis(?: zum)?|vor dem) ?:?",
            r"^(?:frist|stichtag|aktionsende|einsendeschluss)(?: fur appelle)? ?:",
            r"diese (?:urgent action|eilaktion) (?:lauft|gilt|endet)(?: am| bis(?: zum)?)+",
        ),
        Concept.PRONOUN: (r"name(?:n)?(?:\(n\))? und (?:bevorzugte[s]? )?pronomen ?:?",),
        Concept.PREVIOUS: (
            r"(?:link|verweis) (?:zur|auf die|zu)(?: vorherigen| fruheren| vorigen| letzten)? (?:ua|urgent action|eilaktion|vorangegangenen ua)s? ?:",
            r"^(?:vorherige|fruhere|vorangegangene) (?:ua|urgent action) ?:",
        ),
        Concept.ASIDE: (
            r"^weitere information(?:en)? zu(?:r)? (?:ua|urgent action)[^\n(]{0,40}\([^)]{0,300}\)",
            r"^(?:teilen|drucken|herunterladen)(?=[ :]|\n)[^\n]{0,90}(?=\n)",
            r"^(?:zum|direkt zum) (?:haupt)?inhalt[^\n]{0,40}",
            r"^startseite ?>[^\n]{0,90}",
            r"\[(?:sektionen|bitte)[^\]\n]{0,60}\]",
        ),
    },
    contacts={
        Contact.FAX: (
            r"fax",
            r"telefax",
            r"fax-? ?nr\.?",
        ),
        Contact.PHONE: (
            r"tel(?:efon)?\.?",
            r"telefonnummer",
            r"mobil",
        ),
        Contact.PHONE_AND_FAX: (
            r"tel(?:efon)?\.? ?(?:/|und|&|u\.) ?(?:tele)?fax",
            r"(?:tele)?fax ?(?:/|und|&) ?tel(?:efon)?\.?",
        ),
        Contact.EMAIL: (
            r"e-?mails?(?:-adresse)?",
            r"elektronische post",
        ),
        Contact.SOCIAL: (
            r"twitter",
            r"facebook",
            r"instagram",
            r"x",
            r"soziale medien",
        ),
        Contact.SALUTATION: (
            r"(?:korrekte )?anrede(?:form)?",
            r"briefanrede",
        ),
        Contact.UNUSED: (
            r"telegramme?",
            r"telexe?",
            r"website",
            r"webseite",
            r"internet",
            r"kontaktformular",
            r"url",
        ),
    },
    header={
        "index": r"(?:ai-? ?)?index ?:",
        "date": r"(?<!\w)datum ?:",
        "issue_date": r"(?:ausgabe|ausstellungs|veroffentlichungs)datum ?:",
        "number": r"ua-? ?(?:nr\.?|nummer) ?:",
        "page": r"seite \d{1,2}(?: (?:von|zu) [^\n]{1,40})?",
    },
    kinds={
        "update": (
            r"weitere informationen zu(?:r|m)?(?: \w+)? (?:ua|urgent action|eilaktion)",
            r"(?:\w+ )?aktualisierung",
            r"(?:\w+ )?folgeinformation(?:en)?",
            r"weitere information(?:en)? zu",
        ),
        "final": (
            r"erste und letzte aktualisierung",
            r"letzte aktualisierung",
        ),
        "stop": (
            r"stop-?action",
            r"stopp? ?action",
            r"aktionsstopp?",
            r"stopp der aktion",
            r"diese (?:urgent action|eilaktion) ist (?:hiermit )?beendet",
        ),
        "outcome": (
            r"(?:derzeit )?keine weiteren (?:aktionen|appelle|schritte|schreiben)…(?:erforderlich|notwendig|notig|gebeten|mehr)",
        ),
        "correction": (
            r"\bkorrektur\b",
            r"\bberichtigung\b",
            r"\bkorrigierte\b",
        ),
        "reissue": (
            r"\bneuauflage\b",
            r"\bneu herausgegeben\b",
            r"\bneuausgabe\b",
        ),
        "initial": (r"\berste (?:ua|urgent action)\b",),
    },
    ordinals=table(r"""
        erste = 1; ersten = 1; 1. = 1; zweite = 2; zweiten = 2; 2. = 2; dritte = 3; dritten = 3; 3. = 3; vierte = 4; 4.
        = 4; funfte = 5; 5. = 5; sechste = 6; 6. = 6; siebte = 7; siebente = 7; achte = 8; neunte = 9; zehnte = 10
    """),
    numbers=table(r"""
        ein = 1; eine = 1; einen = 1; zwei = 2; drei = 3; vier = 4; funf = 5; sechs = 6; sieben = 7; acht = 8; neun = 9;
        zehn = 10
    """),
    spellings={
        Concept.ASK: r"schreiben sie bitte mit folgenden forderungen",
        Concept.BACKGROUND: r"hintergrundinformationen",
        Concept.FACTS: r"sachlage",
    },
    months=table(r"""
        jan = 1; janner = 1; feb = 2; marz = 3; apr = 4; aug = 8; sept = 9; okt = 10; dez = 12
    """),
    common_words=frozenset(
        [
            "am",
            "auf",
            "das",
            "dem",
            "den",
            "der",
            "des",
            "die",
            "ein",
            "eine",
            "er",
            "fur",
            "haben",
            "hat",
            "im",
            "in",
            "ist",
            "mit",
            "nicht",
            "sich",
            "sie",
            "sind",
            "und",
            "von",
            "wurde",
            "wurden",
            "zu",
        ]
    ),
    own_language=listed(r"""
        ihrer eigenen sprache; ihrer sprache; ihrer muttersprache; eigener sprache; eigenen sprache
    """),
    other_languages=table(r"""
        kreolisch = ht; kirgisisch = ky; paschtu = ps; bosnisch = bs;
        mandarin = zh; farsi = fa; filipino = fil; tagalog = tl; kisuaheli = sw; suaheli = sw; dari = fa-AF; birmanisch
        = my; kastilisch = es; serbokroatisch = sh; singhalesisch = si; aserbaidschanisch = az
    """),
    new_names=listed(r"""
        neue[r]? namen?; weitere namen?
    """),
    and_others=(r"(?:und |sowie )?(?:mindestens )?(?:[a-z]+|\d+) (?:weitere|andere)(?: [a-z]+){0,2}",),
    group_words=listed(r"""
        gruppe; familien?; mitglieder; bewohner(?:innen)?; dorfbewohner(?:innen)?; gemeinschaft; gemeinde; personen;
        menschen; fluchtlinge; gefluchtete; gefangene; inhaftierte; asylsuchende; asylbewerber; studierende; studenten;
        arbeiter(?:innen)?; kinder; frauen; manner; demonstrierende; demonstranten; aktivist(?:inn)?en;
        journalist(?:inn)?en; bauern; einwohner(?:innen)?; weitere; andere
    """),
    genders=table(r"""
        m = m; mannlich = m; mann = m; manner = m; w = f; weiblich = f; frau = f; frauen = f; f = f; m/w = mixed; w/m =
        mixed; m und w = mixed; w und m = mixed; beide = mixed; gemischt = mixed; alle = mixed; manner und frauen =
        mixed; frauen und manner = mixed; mannlich und weiblich = mixed; weiblich und mannlich = mixed
    """),
    urging=(
        r"\b(?:ich|wir) (?:bitte|bitten|fordere|fordern|ersuche|ersuchen|appelliere an|appellieren an|rufe|rufen) sie(?: (?:daher|deshalb|darum|hoflich|eindringlich|dringend|nachdrucklich|auch|ausserdem|außerdem|erneut|hiermit))*(?: auf)?(?: (?:daher|deshalb|darum|hoflich|eindringlich|dringend|auch|ausserdem))*,?(?: dafur zu sorgen, dass)?:?",
        r"\b(?:daher|deshalb|darum|hiermit|ausserdem|außerdem) (?:bitte|fordere|ersuche) ich sie(?: (?:hoflich|eindringlich|dringend|auch))*(?: auf)?,?:?",
        r"\bbitte sorgen sie (?:dafur, dass|fur)",
    ),
    openings=listed(r"""
        sehr geehrter?; sehr geehrte[rn]?; exzellenz; eure exzellenz; ihre exzellenz; euer ehren; eure majestat;
        majestat; sehr verehrter?; hochverehrter?; liebe[r]? ; dear ; your excellency
    """),
    closings=listed(r"""
        hochachtungsvoll; mit freundlichen grussen; mit freundlichem gruss; mit freundlichem gruß; mit freundlichen
        grußen; mit vorzuglicher hochachtung; mit hochachtungsvollen grußen; freundliche grusse; freundliche gruße; mit
        besten grußen
    """),
    posts=listed(r"""
        (?:premier|innen|justiz|aussen|außen|verteidigungs|minister|staats|vize)*minister(?:in)?;
        ministerprasident(?:in)?; (?:staats|vize)?prasident(?:in)?; generalstaatsanwalt; generalstaatsanwaltin;
        staatsanwalt; staatsanwaltin; gouverneur(?:in)?; direktor(?:in)?; generaldirektor(?:in)?; leiter(?:in)?;
        polizeiprasident(?:in)?; polizeichef(?:in)?; vorsitzende[r]?; botschafter(?:in)?; ombudsmann; ombudsfrau;
        burgermeister(?:in)?; oberburgermeister(?:in)?; chefredakteur(?:in)?; sekretar(?:in)?; generalsekretar(?:in)?;
        staatssekretar(?:in)?; konig; konigin; sultan; emir; richter(?:in)?; kommandant(?:in)?; kommandeur(?:in)?;
        oberbefehlshaber; kanzler(?:in)?; bundeskanzler(?:in)?; regierungschef(?:in)?; beauftragte[r]?;
        menschenrechtsbeauftragte[r]?; generalinspekteur(?:in)?; kommissar(?:in)?; hochkommissar(?:in)?; amtierende[r]?
        .*; stellvertretende[r]? .*; staatsoberhaupt; religionsfuhrer; oberste[r]? .*; oberste justizautoritat;
        minister(?:in)? (?:fur|der|des) .*; prasident(?:in)? (?:der|des) .*; gefangnisdirektor(?:in)?; oberster
        religionsfuhrer; geschaftstrager(?:in)?; bundesprasident(?:in)?
    """),
    organisations=listed(r"""
        ministerium; innenministerium; justizministerium; amt; buro; kommission; komitee; rat; verein; verband; liga;
        netzwerk; zentrum; botschaft; konsulat; bund; organisation; stiftung; institut; universitat; agentur;
        hauptquartier; sekretariat; gesellschaft; forum; bewegung; parlament; versammlung; senat; gericht; polizei;
        armee; zeitung; rundfunk; presse; staatsanwaltschaft; generalstaatsanwaltschaft; prasidialamt; kanzlei; palast;
        menschenrechtskommission; gewerkschaft; bundnis; initiative; partei; redaktion; auswartiges; prasidium;
        gefangnis; polizeiprasidium; amtssitz; regierung
    """),
    titles=listed(r"""
        herr; herrn; frau; dr; prof; s\.?e\.?; i\.?e\.?; s\.? ?e\.? herrn?; i\.? ?e\.? frau; seine exzellenz; ihre
        exzellenz; exzellenz; general; generalmajor; generalleutnant; oberst; major; hauptmann; pater; schwester;
        bischof; scheich; ajatollah; ayatollah; dipl\.-ing; ing; mag; seine heiligkeit; kgl
    """),
    streets=listed(r"""
        strasse; straße; str; platz; allee; weg; postfach; gasse; ring; haus; stock; ufer; damm
    """),
    countries=table(r"""
        usa = US; vereinigte staaten = US; vereinigte staaten von amerika = US; grossbritannien = GB; großbritannien =
        GB; vereinigtes konigreich = GB; volksrepublik china = CN; vr china = CN; birma = MM; burma = MM; nordkorea =
        KP; sudkorea = KR; republik korea = KR; russland = RU; russische foderation = RU; demokratische republik kongo =
        CD; kongo (demokratische republik) = CD; zaire = CD; republik kongo = CG; elfenbeinkuste = CI; cote d'ivoire =
        CI; syrien = SY; iran = IR; islamische republik iran = IR; turkei = TR; palastina = PS; palastinensische gebiete
        = PS; saudi-arabien = SA; vereinigte arabische emirate = AE; tschechien = CZ; tschechische republik = CZ;
        jugoslawien = RS; moldau = MD; moldawien = MD; belarus = BY; weissrussland = BY; weißrussland = BY; niederlande
        = NL; westsahara = EH; israel und besetzte gebiete = IL; kirgistan = KG; kirgisistan = KG; mazedonien = MK;
        osttimor = TL; swasiland = SZ; arabische republik agypten = EG; bundesrepublik deutschland = DE; heiliger stuhl
        = VA; konigreich bahrain = BH; philippinen = PH; kambodscha = KH
    """),
    polite_tail=listed(r"""
        (?:vielen )?dank[.!]?; danke[.!]?
    """),
    articles=listed(r"""
        der; die; das; den; dem; ein; eine
    """),
    honorific_articles=listed(r"""
        an den; an die
    """),
    links=listed(r"""
        fur; der; des; von; und
    """),
    particles=listed(r"""
        von; van; zu; der; den; ter
    """),
    about=listed(r"""
        etwa; rund; uber; mehr als; ihre; seine
    """),
    many=listed(r"""
        mitglieder; bewohner; mehrere
    """),
    conjunctions=listed(r"""
        oder; und; auf; gutem; aber
    """),
)
