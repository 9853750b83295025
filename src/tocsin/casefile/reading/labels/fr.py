"""French."""

from tocsin.casefile.reading.labels import Concept, Contact, Language, listed, table

LANGUAGE = Language(
    code="fr",
    labels={
        Concept.TITLE: (
            r"^(?:amnesty international )?action urgente(?=\s{0,3}(?:\n|$))",
            r"^action urgente [:-] ",
        ),
        Concept.DISTRIBUTION: (
            r"^(?:externe|public|document public)(?: \([^)\n]{0,60}\))?(?=\s*(?:\n|$|index ai))",
            r"^distr(?:ib(?:ution)?)?[.:] ?(?:ua|au|sc)[\w/ ]{0,12}",
        ),
        Concept.NOTE: (r"^(?:nota|note|nb|n\.b\.) ?: ",),
        Concept.ACTION: (r"!(?:nouvelles? |autres? )?actions? (?:recommandees?|requises?|demandees?) ?:?",),
        Concept.ASK: (
            r"dans les appels que vous (?:ferez|faites) parvenir",
            r"^(?:veuillez|merci d'|priere d')(?: ?ecrire| ?envoyer)(?! vos appels avant)[^\n]{0,30}(?:immediatement|sans delai|telegrammes|lettres|appels)",
            r"veuillez ecrire (?:immediatement|sans delai|sans attendre)",
            r"^ecrivez (?:immediatement|sans delai|sans attendre)",
        ),
        Concept.TARGETS: (
            r"!appels a(?: \([^)\n]{0,80}\))? ?:",
            r"!appels a(?=\s*\n)",
            r"!(?:veuillez |merci d'?|priere d'?)?(?:envoyer|envoyez|adresser|adressez|faire parvenir) (?:vos|des) appels,? (?:avant|d'ici|jusqu'au|au plus tard)…\ba ?:",
            r"!(?:veuillez |merci d'?)?(?:envoyer|envoyez|adresser|adressez) (?:vos|des) appels a ?:",
            r"^contactez ces \w+ responsables…:",
        ),
        Concept.COPIES: (
            r"!(?:et |envoyez des )?copies? (?:de vos appels )?a(?:ux)? ?:",
            r"!copies? a(?=\s*\n)",
            r"(?<=\s)(?:et )?copies? a ?: ?(?=[A-Za-z])",
        ),
        Concept.DIPLOMATIC: (
            r"(?:veuillez |merci d'?|priere d'?)?(?:egalement )?(?:adresser|envoyer|envoyez|adressez)? ?(?:egalement )?(?:des|les|vos)? ?copies (?:de vos appels )?(?:aux|a la|a l')(?: )?(?:representants? diplomatiques?|representations? diplomatiques?|ambassades?)…(?:dans votre pays|accredites? dans votre pays|aupres de votre pays)",
            r"(?:ainsi qu'|et )(?:aux|a la) ?(?:representants? diplomatiques?|representations? diplomatiques?|ambassades?)…(?:dans votre pays|accredites? dans votre pays)",
        ),
        Concept.IMMEDIATELY: (
            r"!priere d'intervenir immediatement[.!]?",
            r"!merci d'intervenir immediatement[.!]?",
        ),
        Concept.LATE: (
            r"(?:veuillez |merci de |priere de )?(?:verifiez|verifier|consultez|consulter|vous renseigner) (?:aupres de|avec) (?:votre|la|le) …(?:apres|passe)",
            r"(?:apres le [^\n,]{4,30}, )(?:verifiez|verifier|veuillez|merci|priere|consultez)…(?:section|secretariat|intervenir)",
            r"^ce (?:bulletin|document) (?:expire|est valable jusqu'au) ?(?:le)? ?:?",
            r"^cette action urgente (?:expire|prend fin) (?:le)?",
            r"(?:veuillez )?(?:contacter|prendre contact avec|contactez) (?:le bureau|la section|votre section)[^\n]{0,60}…(?:apres|au-dela|passe)",
            r"^au-dela d[ue] [^\n]{4,40}, (?:verifiez|veuillez|merci)",
        ),
        Concept.UPDATE_NOTE: (
            r"(?:ceci|il s'agit|c'est|la presente action)[^\n]{0,20}(?:est|de)? (?:la|de la) \w+ (?:et derniere )?mise a jour",
            r"(?<=\.\s)pour (?:en savoir plus|plus d'informations?|de plus amples informations)[^\n]{0,20}:",
            r"(?<=\.\s)informations? complementaires? ?: ?(?=http|www)",
        ),
        Concept.NO_MORE: (
            r"aucune (?:autre |nouvelle |action )[^\n.]{0,40}(?:demandee|requise|necessaire|attendue)",
            r"(?:il n'est plus necessaire|il n'y a plus lieu)…(?:intervenir|d'agir|d'appels|action)",
        ),
        Concept.BACKGROUND: (
            r"!(?:informations? complementaires?|complements? d'informations?|informations? generales?|contexte|informations? de fond|rappel des faits)(?=[ :]*\n| ?: *(?:\n|$)| ?$)",
            r"!complements? d'informations? ?:?",
            r"!informations? (?:generales|de fond) ?:?",
        ),
        Concept.NAME: (
            r"^noms?(?: ?\(s\))? ?:",
            r'(?<=[."»]\s)noms? ?: ?(?=.{2,300}?(?:genre|sexe))',
        ),
        Concept.GENDER: (r"(?:^|(?<=[\s.,]))(?:genre|sexe)s?(?: ?(?:h/f|f/h|m/f|\(h/f\)|\(m/f\)))? ?:",),
        Concept.TAKE_ACTION: (
            r"(?:passez a l'action|agissez) ?: ?(?:ecrivez|envoyez|redigez)…(?:lettre|modele)(?: type)?(?: ci-dessous| suivante?| propose| de lettre)?(?: ci-dessous)? ?:?(?=\s*\n|$)",
            r"!passez a l'action ?:?[^\n]{0,120}",
        ),
        Concept.LETTER: (r"!(?:modele de lettre|lettre type|exemple de lettre) ?:?",),
        Concept.LANGUAGES: (
            r"(?:langue(?:\(s\)|s)?|langages?) (?:a privilegier|de preference|preferee?s?)[^\n:]{0,70}:",
        ),
        Concept.OWN_LANGUAGE: (r"vous pouvez (?:egalement|aussi) ecrire dans votre (?:propre )?langue\.?",),
        Concept.UNTIL: (
            r"(?:merci d'|veuillez |priere d')agir [^\n:]{0,60}(?:avant|jusqu'au|d'ici)(?: le| au)? ?:",
            r"(?:merci d'|veuillez |priere d')agir [^\n:]{0,60}(?:avant|jusqu'au|d'ici)(?: le| au)?(?= \d)",
            r"cette action urgente (?:expire|prend fin|est valable jusqu'au)(?: le)? ?:?",
            r"^(?:date limite|echeance)[^\n:]{0,30}:",
        ),
        Concept.PRONOUN: (
            r"(?:prenom,? )?(?:noms?|nom)(?: et|,)? (?:pronoms?|genre)[^\n:]{0,40}:",
            r"prenom,? nom(?:s)? et pronom(?:s)?(?:\(s\))?[^\n:]{0,30}:",
        ),
        Concept.PREVIOUS: (
            r"liens? vers (?:l'|la |les )?(?:au|ua|action urgente)s? precedentes? ?:",
            r"^(?:au|action urgente) precedente ?:",
        ),
        Concept.ASIDE: (
            r"^(?:partager|imprimer|telecharger|tweeter)[^\n]{0,90}(?=\n)",
            r"^aller au contenu[^\n]{0,40}",
            r"^accueil ?>[^\n]{0,90}",
            r"\(adresse/?\(?s\)? a completer\) ?:?",
            r"^nom\(s\), adresse\(s\)[^\n]{0,120}",
            r"^(?:inserez|inserer|veuillez inserer)[^\n]{0,80}(?:adresses?|diplomatiques)[^\n]{0,40}:?",
            r"^nom adresse 1 adresse 2[^\n]{0,120}",
            r"\[(?:a completer par les sections|sections?)[^\]\n]{0,60}\]",
        ),
    },
    contacts={
        Contact.FAX: (
            r"fax",
            r"telecopie(?:ur)?s?",
            r"telefax",
        ),
        Contact.PHONE: (
            r"tel(?:ephones?)?\.?",
            r"telephone",
            r"tel\. portable",
            r"portable",
            r"mobile",
        ),
        Contact.PHONE_AND_FAX: (
            r"tel(?:ephone)?\.? ?(?:/|et|&) ?(?:fax|telecopie)",
            r"(?:fax|telecopie) ?(?:/|et|&) ?tel(?:ephone)?\.?",
        ),
        Contact.EMAIL: (
            r"courriels?",
            r"adresses? electroniques?",
            r"mels?",
            r"e-?mails?",
            r"courriers? electroniques?",
            r"messagerie",
        ),
        Contact.SOCIAL: (
            r"twitter",
            r"facebook",
            r"instagram",
            r"reseaux sociaux",
            r"x",
            r"compte twitter",
        ),
        Contact.SALUTATION: (
            r"formules? d'appel",
            r"formules? de politesse",
            r"titres? de civilite",
            r"appel",
            r"civilite",
        ),
        Contact.UNUSED: (
            r"telegrammes?",
            r"telex",
            r"site(?: web| internet)?",
            r"formulaire(?: de contact)?(?: en ligne)?",
            r"cables?",
        ),
    },
    header={
        "index": r"index(?: ai)? ?:",
        "date": r"(?<!\w)(?:date|londres, le) ?:",
        "issue_date": r"date (?:d'emission|de publication) ?:",
        "number": r"(?:au|ua) ?:",
        "page": r"page \d{1,2}(?: de [^\n]{1,40})?",
    },
    kinds={
        "update": (
            r"informations? complementaires? sur l'? ?(?:au|ua|action|extra)",
            r"(?:complement|suite)s? (?:d'information )?(?:sur|a|de) l'(?:au|ua)",
            r"(?:\w+ )?mise a jour",
            r"nouvelles? informations? sur l'(?:au|ua)",
        ),
        "final": (
            r"premiere et derniere mise a jour",
            r"derniere mise a jour",
        ),
        "stop": (
            r"fin d'action",
            r"action terminee",
            r"arret de l'action",
            r"stop action",
        ),
        "outcome": (
            r"aucune (?:autre |nouvelle |action )[^\n.]{0,40}(?:demandee|requise|necessaire|attendue)",
            r"(?:il n'est plus necessaire|il n'y a plus lieu)…(?:intervenir|d'agir|d'appels|action)",
        ),
        "correction": (
            r"\bcorrection\b",
            r"\brectificatif\b",
            r"\bcorrigee?\b",
            r"\berratum\b",
        ),
        "reissue": (
            r"\breedition\b",
            r"\breemission\b",
            r"\breeditee?\b",
            r"\breemise?\b",
            r"\brediffus\w+",
        ),
        "initial": (r"\bpremiere (?:au|ua)\b",),
    },
    ordinals=table(r"""
        premiere = 1; premier = 1; 1ere = 1; 1re = 1; deuxieme = 2; deuxeme = 2; seconde = 2; 2e = 2; 2eme = 2;
        troisieme = 3; 3e = 3; 3eme = 3; quatrieme = 4; 4e = 4; cinquieme = 5; 5e = 5; sixieme = 6; 6e = 6; septieme =
        7; 7e = 7; huitieme = 8; 8e = 8; neuvieme = 9; 9e = 9; dixieme = 10; 10e = 10; onzieme = 11; douzieme = 12
    """),
    numbers=table(r"""
        un = 1; une = 1; deux = 2; trois = 3; quatre = 4; cinq = 5; six = 6; sept = 7; huit = 8; neuf = 9; dix = 10
    """),
    spellings={
        Concept.ACTION: r"action recommandee",
        Concept.TARGETS: r"veuillez envoyer vos appels avant le",
        Concept.BACKGROUND: r"informations complementaires",
        Concept.LANGUAGES: r"langue(s) a privilegier",
        Concept.PRONOUN: r"prenom nom et pronom",
        Concept.PREVIOUS: r"lien vers l'au precedente",
        Concept.DIPLOMATIC: r"veuillez egalement adresser des copies aux representants diplomatiques",
    },
    months=table(r"""
        janv = 1; fevr = 2; fev = 2; avr = 4; juil = 7; sept = 9
    """),
    common_words=frozenset(
        [
            "au",
            "aux",
            "avec",
            "dans",
            "de",
            "des",
            "du",
            "elle",
            "en",
            "est",
            "et",
            "il",
            "la",
            "le",
            "les",
            "ne",
            "ont",
            "par",
            "pas",
            "pour",
            "que",
            "qui",
            "sont",
            "sur",
            "un",
            "une",
        ]
    ),
    own_language=listed(r"""
        votre propre langue; votre langue; propre langue
    """),
    other_languages=table(r"""
        creole = ht; creole haitien = ht; kirghize = ky; pachtou = ps; kurde = ku; siswati = ss;
        mandarin = zh; farsi = fa; philippin = fil; tagalog = tl; kiswahili = sw; dari = fa-AF; serbo-croate = sh;
        castillan = es; birman = my; kirundi = rn; moldave = ro; cinghalais = si; filipino = fil; azeri = az
    """),
    new_names=listed(r"""
        nouveaux? noms?; noms? supplementaires?; autres? noms?
    """),
    and_others=(
        r"(?:et |ainsi que )?une? (?:dizaine|douzaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|centaine) d(?:e |es |')[a-z' -]{3,40}",
        r"(?:et |ainsi que )?(?:au moins )?(?:[a-z-]+|\d+) autres?(?: [a-z]+){0,2}",
        r"et (?:[a-z-]+|\d+) autres? [a-z ]{1,40}",
    ),
    group_words=listed(r"""
        groupe; familles?; membres; habitants; villageois; communaute; personnes; refugies; prisonniers; detenus;
        demandeurs; migrants; etudiants; travailleurs; enfants; femmes; hommes; manifestants; militants; journalistes;
        autres; residents; paysans; eleves; enseignants; defenseurs; mineurs; pecheurs
    """),
    genders=table(r"""
        h = m; homme = m; hommes = m; masculin = m; m = m; f = f; femme = f; femmes = f; feminin = f; h/f = mixed; f/h =
        mixed; m/f = mixed; les deux = mixed; tous = mixed; mixte = mixed; hommes et femmes = mixed; femmes et hommes =
        mixed; h et f = mixed; f et h = mixed; m et f = mixed; f et m = mixed; homme et femme = mixed; femme et homme =
        mixed; les deux sexes = mixed
    """),
    urging=(
        r"\b(?:je|nous) vous (?:demande|demandons|prie|prions|exhorte|exhortons|invite|invitons|engage|engageons|appelle|appelons|conjure|enjoins)(?: (?:donc|egalement|aussi|par consequent|instamment|respectueusement|en outre|des lors|ainsi|de nouveau))*(?: (?:de|a)\b| d'|:)",
        r"\b(?:je|nous) (?:demande|demandons) (?:aux autorites|au gouvernement|instamment aux autorites)[^\n,.:;]{0,40} (?:de\b|d'|:)",
    ),
    openings=listed(r"""
        mon (?:general|colonel|commandant|capitaine); monsieur; madame; messieurs; mesdames; excellence; votre excellence; cher ; chere ; maitre; sire; votre majeste;
        votre eminence; monseigneur; dear ; your excellency
    """),
    closings=listed(r"""
        veuillez (?:agreer|recevoir|croire); je vous prie d'agreer; je vous prie de (?:croire|recevoir); dans
        (?:cette|l')attente; cordialement; respectueusement; avec mes salutations; salutations
        (?:distinguees|respectueuses); recevez
    """),
    posts=listed(r"""
        haute? command(?:ant|ement).*; commandant en chef;
        vice-premier ministre;         (?:premier |vice-)?ministre; president(?:e)?; vice-president(?:e)?; directeur(?: general)?; directrice(?:
        generale)?; gouverneure?; procureure?(?: general[e]?)?; chef; cheffe; commissaire; commandant(?:e)?(?: en
        chef)?; secretaire(?: general[e]?| d'etat)?; mediateur; mediatrice; ambassadeur; ambassadrice; prefet; prefete;
        maire; delegue(?:e)?(?: general[e]?)?; garde des sceaux; roi; reine; juge; auditeur(?:trice)?(?: general[e]?)?;
        redacteur(?: en chef)?; redactrice(?: en chef)?; le redacteur en chef; inspecteur(?: general)?; haut-?
        ?commissaire; coordinateur; coordinatrice; conseiller; conseillere; presidente du .*; chancelier; sultan; emir; prince heritier; defenseur(?:e)? .*; depute(?:e)?; senateur; rapporteur(?:e)?; representant(?:e)?;
        sous-prefet; administrateur; doyen; recteur; bourgmestre; president de la .*; chef de l'etat; chef d'etat-major;
        directeur de .*; directrice de .*; regisseur
    """),
    organisations=listed(r"""
        caserne; camp; garnison; base;
        ministere; bureau; commission; comite; conseil; association; ligue; union; reseau; centre; ambassade; consulat;
        federation; organisation; fondation; institut; universite; agence; quartier general; secretariat; societe;
        forum; mouvement; assemblee; senat; cour; tribunal; police; gendarmerie; armee; journal; radio; television;
        presse; parquet; direction; delegation generale; cabinet; prefecture; observatoire; collectif; coalition;
        syndicat; palais; primature; presidence; mairie; maison; delegation; eglise; service; etat-major; hebdomadaire;
        quotidien; mediature; barreau; rassemblement; prison; chancellerie
    """),
    titles=listed(r"""
        son altesse; son eminence;
        general de \w+; general d.armee; colonel[- ]major;
        m; mme; mlle; me; dr; pr; prof; monsieur; madame; maitre; general; colonel; commandant; capitaine; lieutenant;
        s\.?e\.?; son excellence; sa majeste; mgr; monseigneur; pere; soeur; docteur; professeur; amiral; adjudant;
        marechal; sa saintete; le general; cheikh; el hadj; s\. e\. m; sem
    """),
    streets=listed(r"""
        rue; avenue; boulevard; place; bp; b\.p\.?; boite postale; quartier; immeuble; etage; chemin; route; allee;
        cedex; villa; lot; bureau n; cite; cours; quai; impasse; km; rond-point
    """),
    countries=table(r"""
        republique democratique congo = CD;
        etats-unis = US; etats-unis d'amerique = US; royaume-uni = GB; grande-bretagne = GB; angleterre = GB; republique
        populaire de chine = CN; birmanie = MM; coree du nord = KP; coree du sud = KR; russie = RU; federation de russie
        = RU; zaire = CD; republique democratique du congo = CD; rdc = CD; congo = CG; republique du congo = CG; cote
        d'ivoire = CI; syrie = SY; republique arabe syrienne = SY; iran = IR; republique islamique d'iran = IR; turquie
        = TR; palestine = PS; territoires palestiniens occupes = PS; arabie saoudite = SA; emirats arabes unis = AE;
        viet-nam = VN; republique tcheque = CZ; bolivie = BO; tanzanie = TZ; yougoslavie = RS; moldavie = MD;
        bielorussie = BY; pays-bas = NL; sahara occidental = EH; israel et territoires occupes = IL; swaziland = SZ;
        macedoine = MK; timor oriental = TL; laos = LA; libye = LY; republique centrafricaine = CF; republique democratique populaire lao = LA; rdp lao = LA; centrafrique = CF;
        kirghizistan = KG; gambie = GM; guinee-bissau = GW; royaume du maroc = MA; republique du cameroun = CM;
        republique du tchad = TD; saint-siege = VA
    """),
    polite_tail=listed(r"""
        merci(?: d'avance| beaucoup)?[.!]?
    """),
    articles=listed(r"""
        le; la; les; l'; un; une
    """),
    honorific_articles=listed(r"""
        monsieur le; madame la
    """),
    links=listed(r"""
        pres;
        de; du; des; d'; a la; a l'; au; aux; pour; et; en chef
    """),
    particles=listed(r"""
        de; du; des; le; la; ould; el
    """),
    about=listed(r"""
        environ; plus de; pres de; au moins; tous; toutes
    """),
    many=listed(r"""
        membres; habitants; plusieurs
    """),
    conjunctions=listed(r"""
        ou; et; en; sur; de preference
    """),
)
