"""English."""

from tocsin.casefile.reading.labels import Concept, Contact, Language, listed, table

LANGUAGE = Language(
    code="en",
    labels={
        Concept.TITLE: (
            r"^(?:amnesty international )?urgent action(?: appeal| network)?(?=\s{0,3}(?:\n|$))",
            r"^urgent action(?: appeal)? [:-](?! title| type| summary)",
            r"!urgent action(?! title| type| summary| network| and number)",
        ),
        Concept.DISTRIBUTION: (
            r"^(?:external|internal|public)(?: \(for general distribution\))?(?=\s*(?:\n|$|ai index))",
            r"^distr(?:ibution)?[.:] ?(?:ua|sc)[\w/ ]{0,12}",
        ),
        Concept.NOTE: (
            r"^(?:please )?note ?: ",
            r"^note to (?:sections|members|writers) ?:",
        ),
        Concept.ACTION: (r"!(?:further |new )?recommended actions? ?:?",),
        Concept.ASK: (
            r"please write (?:immediately|urgently|at once)",
            r"^please (?:write|send) (?:\w+ ){0,3}(?:telegrams?|letters|faxes|e-?mails?|airmail)",
            r"^(?:\d\) ?)?take action ?:?(?=\s*\n)",
            r"^write a letter,? [^\n]{0,60}\bin\b",
            r"^please send (?:your )?(?:polite )?appeals(?! before| immediately| by | no later| to ?:)",
        ),
        Concept.TARGETS: (
            r"!please send (?:your )?appeals? to(?=\s*\n)",
            r"!appeals to(?: \([^)\n]{0,80}\))? ?:?",
            r"^(?:contact information|government officials?|write to) ?:?(?=\s*\n)",
            r"!please (?:send|address|direct) (?:your )?appeals? (?:before|by|no later than|until)…(?:\bto ?:|(?<=\d{4}) ?to\b ?:?|(?<=\d{4}) ?:)",
            r"!please send (?:your )?appeals? to ?:",
            r"!send (?:your )?appeals? (?:before|by)…to ?:",
            r"^(?:please )?contact (?:this|these)(?: \w+)? officials? (?:by|before|no later than|until)…:",
        ),
        Concept.COPIES: (
            r"^additional recipients?[^\n:]{0,30}:?",
            r"!(?:and |please send |send )?(?:copies|copy)(?: of your (?:appeals?|letters?))? to ?:",
            r"!copies(?: of your appeals?)? to(?=\s*\n)",
            r"\band copies to ?:",
            r"^(?:and |also )?(?:send )?copies to(?=\s*\n)",
        ),
        Concept.DIPLOMATIC: (
            r"diplomatic representatives? of [^\n]{2,60}accredited to your country(?:,\s{0,3}and ?:|[.,:])?",
            r"please send copies via the (?:embassy|consulate)[^\n.]{0,90}\.?",
            r"(?:and|also send copies|please also send copies|send copies|copies)?,? ?(?:also )?to (?:the )?diplomatic representatives?(?: of)?…accredited to your country[.:]?",
            r"(?:please )?(?:also )?send copies (?:of your appeals? )?to (?:the )?diplomatic representatives?…(?:accredited to|in) your country[.:]?",
            r"(?:and|also send copies|copies)? ?to (?:the )?(?:embassy|embassies) of [^\n.]{2,60} (?:accredited to|in) your country[.:]?",
        ),
        Concept.IMMEDIATELY: (
            r"please send (?:your )?appeals immediately\.",
            r"!please (?:send appeals|write|act) immediately[.!]?(?= *(?:check|please|\n|$))",
        ),
        Concept.LATE: (
            r"(?:please )?(?:check|consult) with (?:the |your )(?:\w+ ){0,4}(?:office|secretariat|section|co-?ordinator)…(?:if|before|when) …(?:send|writ|tak)",
            r"(?:please )?check with…if (?:you (?:wish|want) to send|sending) appeals after",
            r"this (?:bulletin|appeal|action) (?:expires|is valid until)(?: on)? ?:?",
            r"^please do not (?:send|write) (?:any )?(?:appeals|letters)? ?after",
            r"^appeals? (?:should|must) not be sent after",
        ),
        Concept.UPDATE_NOTE: (
            r"this is the (?:\w+(?: and final)?) update (?:of|to|on)",
            r"this is (?:a|the) re-? ?issue of",
            r"(?<=\.\s)further information ?: ?(?=http|www)",
            r"^(?:for )?further information ?: ?(?=http|www)",
        ),
        Concept.NO_MORE: (
            r"(?:(?:many )?thanks? (?:you )?to all (?:those )?who (?:sent|have sent|wrote)[^.\n]{0,60}\. )?(?:please do not send any |no )(?:further|more) (?:action|appeals?)(?: (?:by|from|is|are)…(?:requested|required|needed|necessary)| on this case)",
        ),
        Concept.BACKGROUND: (
            r"!(?:additional|background|further background) information(?: \([^)\n]{0,80}\))?(?=[ :]*\n| ?:| ?$)",
            r"!additional information ?:?",
            r"!background information ?:?",
            r"^background ?:?(?=\s*\n)",
        ),
        Concept.NAME: (
            r"^names?[^\S\n]{2,20}(?=\w)",
            r"^names? ?(?:\(s\))? ?:",
            r'(?<=[."”]\s)names? ?: ?(?=.{2,300}?gender)',
        ),
        Concept.GENDER: (
            r"gender ?(?:\(?m/f\)?|f/m|m/f/\w+)? ?:",
            r"^gender m/f",
        ),
        Concept.TAKE_ACTION: (
            r"take action ?: ?write an appeal in your own words or use this (?:model|sample) letter ?:?",
            r"!take action ?:? ?(?:please )?write [^\n]{0,60}(?:own words|(?:model|sample) letter)[^\n]{0,60}",
            r"^take action ?: …(?:model|sample) letter ?:?",
        ),
        Concept.LETTER: (r"!(?:sample|model) letter ?:?",),
        Concept.LANGUAGES: (
            r"preferr?ed languages?(?:\(s\))?(?: to (?:address|write to|use for)(?: the)? targets?(?:\(s\))?)? ?:",
            r"^languages? to (?:address|write to) targets? ?:",
            r"!preferr?ed languages? to address targets? ?:?",
        ),
        Concept.OWN_LANGUAGE: (r"you (?:can|may) also write in your own language\.?",),
        Concept.UNTIL: (
            r"(?:your )?appeals should (?:reach|arrive)",
            r"please take action as soon as possible(?: and)? (?:until|before|by|no later than) ?:?",
            r"!please take action (?:until|before|by)[^\n:]{0,30}:",
            r"this urgent action expires? on ?:?",
            r"^(?:appeal |action )?deadline ?:",
        ),
        Concept.PRONOUN: (
            r"names?(?:\(s\))? and (?:pre?f{1,2}er{1,2}ed )?pronouns?(?:\(s\))? ?:?",
            r"^pronouns? ?:",
            r"^names? and genders? ?:",
        ),
        Concept.PREVIOUS: (
            r"links? to (?:the )?previous (?:uas?|urgent actions?)(?:\(s\))? ?:",
            r"^previous (?:ua|urgent action) ?:",
        ),
        Concept.ASIDE: (
            r"^(?:share|print|tweet|facebook|twitter|whatsapp|email this)(?:[^\S\n]{1,6}(?:on|this|page|facebook|tweet|twitter|whatsapp|print|email|linkedin)){1,8}(?=\s*\n)",
            r"^skip to (?:main )?content",
            r"^home ?>[^\n]{0,90}",
            r"\[?sections? to add[^\]\n]{0,60}\]?",
            r"please insert local diplomatic addresses below ?:?",
            r"^name address 1 address 2 address 3[^\n]{0,120}",
            r"^(?:- )?or take action online at ?:?",
            r"^(?:\d\) ?)?let us know (?:you|if|what)",
            r"^(?:download the pdf|share on |tweet this|click here|print this page|sign up|donate)[^\n]{0,90}",
            r"^(?:\d[.)] ?)(?:click here|write a letter in your own words)",
            r"^(?<!-)-{5,}(?=\s*\n)",
            r"^(?:print|printable version|view this page) ?:? ?https?:\S+",
        ),
        Concept.PILOT_TITLE: (r"^urgent action title ?:",),
        Concept.PILOT_DATE: (r"^(?:publication|issue) date ?:",),
        Concept.PILOT_NUMBER: (r"^urgent action (?:type and number|number(?: and type)?|type) ?:",),
        Concept.PILOT_COUNTRY: (r"^countr(?:y|ies) ?:",),
        Concept.PILOT_INDEX: (r"^index(?: number)? ?:(?= ?\w{3} \d)",),
        Concept.PILOT_SUMMARY: (
            r"^urgent action summary ?:",
            r"^summary ?:",
        ),
        Concept.PILOT_LETTER: (r"^(?:urgent action |model |sample |appeal )?letter ?:",),
        Concept.PILOT_TARGETS: (
            r"""^targets?'?s?'? contact details?(?: ?(?:&|and) ?"?copies to"?)?(?: ?:|(?=\s*\n))""",
            r"^targets?'?s?'? (?:contact )?details ?:",
        ),
        Concept.PILOT_DEADLINE: (r"^appeal deadline(?: notice)? ?:",),
    },
    contacts={
        Contact.FAX: (
            r"fax(?:es)?(?: ?numbers?| ?nos?\.?)?",
            r"f",
        ),
        Contact.PHONE: (
            r"tel(?:ephones?|s)?(?: ?numbers?| ?nos?\.?)?\.?",
            r"phones?(?: ?numbers?)?",
            r"mobile(?: phone)?",
            r"cell(?:phone)?",
            r"t",
            r"p",
        ),
        Contact.PHONE_AND_FAX: (
            r"(?:tel(?:ephone)?|phone)\.? ?(?:/|and|&) ?fax",
            r"fax ?(?:/|and|&) ?(?:tel(?:ephone)?|phone)\.?",
        ),
        Contact.EMAIL: (
            r"e-?mails?(?: ?address(?:es)?)?",
            r"e",
            r"electronic mail",
        ),
        Contact.SOCIAL: (
            r"twitter(?: ?(?:handle|account))?s?",
            r"facebook",
            r"instagram",
            r"x",
            r"telegram channel",
            r"social media",
            r"tiktok",
            r"youtube",
            r"x ?\([^)]{0,20}twitter\)",
            r"twitter ?/ ?x",
        ),
        Contact.SALUTATION: (
            r"salutations?",
            r"form of address",
        ),
        Contact.UNUSED: (
            r"telegrams?",
            r"tele?xe?s?",
            r"cables?",
            r"web ?(?:site|form|page)?",
            r"website(?: ?contact form)?",
            r"contact form",
            r"online form",
            r"url",
            r"po",
        ),
    },
    header={
        "index": r"(?:ai )?index ?(?:number|no\.?)? ?:?",
        "date": r"(?<!\w)date ?:",
        "issue_date": r"issue date ?:",
        "number": r"ua ?(?:number|no\.?)? ?:",
        "page": r"page \d{1,2}(?: of [^\n]{1,40})?",
    },
    kinds={
        "update": (
            r"further information on",
            r"follow-? ?up (?:on|to)",
            r"(?:\w+ )?update (?:on|to|of) ua",
        ),
        "final": (
            r"first and final update",
            r"final update",
        ),
        "stop": (r"stop action",),
        "outcome": (
            r"no (?:further|more) (?:action|appeals?) (?:by|from|is|are)…(?:requested|required|needed|necessary)",
            r"please do not send any (?:further|more) appeals",
        ),
        "correction": (
            r"\bcorrect(?:ion|ed) (?:to|of|on|version)",
            r"\bcorrection\b",
            r"\bcorrected\b(?! names?)",
        ),
        "reissue": (
            r"\bre-? ?issued? ",
            r"\bre-? ?issue\b",
        ),
        "initial": (
            r"\bfirst ua\b",
            r"\binitial ua\b",
        ),
    },
    ordinals=table(r"""
        first = 1; fisrt = 1; frist = 1; 1st = 1; second = 2; seond = 2; secound = 2; secnd = 2; 2nd = 2; third = 3;
        thrid = 3; 3rd = 3; fourth = 4; forth = 4; fouth = 4; 4th = 4; fifth = 5; fith = 5; 5th = 5; sixth = 6; 6th = 6;
        seventh = 7; 7th = 7; eighth = 8; eigth = 8; eight = 8; 8th = 8; ninth = 9; nineth = 9; 9th = 9; tenth = 10;
        10th = 10; eleventh = 11; 11th = 11; twelfth = 12; 12th = 12; thirteenth = 13; fourteenth = 14; fifteenth = 15
    """),
    numbers=table(r"""
        one = 1; two = 2; three = 3; four = 4; five = 5; six = 6; seven = 7; eight = 8; nine = 9; ten = 10; eleven = 11;
        twelve = 12
    """),
    spellings={
        Concept.ACTION: r"recommended action",
        Concept.TARGETS: r"please send appeals before",
        Concept.COPIES: r"and copies to",
        Concept.BACKGROUND: r"additional information",
        Concept.LANGUAGES: r"preferred language to address target",
        Concept.UNTIL: r"please take action as soon as possible until",
        Concept.PRONOUN: r"name and preferred pronoun",
        Concept.PREVIOUS: r"link to previous ua",
        Concept.TAKE_ACTION: r"take action write an appeal in your own words or use this model letter",
        Concept.DIPLOMATIC: r"also send copies to diplomatic representatives accredited to your country",
        Concept.GENDER: r"gender m f",
    },
    months=table(r"""
        sept = 9
    """),
    common_words=frozenset(
        [
            "and",
            "are",
            "at",
            "been",
            "by",
            "for",
            "from",
            "has",
            "have",
            "her",
            "his",
            "in",
            "is",
            "of",
            "on",
            "that",
            "the",
            "their",
            "they",
            "to",
            "was",
            "who",
            "with",
        ]
    ),
    own_language=listed(r"""
        your own language; own language; your language
    """),
    other_languages=table(r"""
        creole = ht; haitian creole = ht; siswati = ss; swazi = ss; setswana = tn; sesotho = st; isizulu = zu; pashtu = ps; kirghiz = ky; uzbek = uz; bangla = bn; kurmanji = ku; hassaniya = ar; papiamento = pap; krio = kri;
        mandarin = zh; farsi = fa; filipino = fil; tagalog = tl; serbo-croat = sh; serbo-croatian = sh; burmese = my;
        bahasa = id; bahasa indonesia = id; bahasa malaysia = ms; kiswahili = sw; dari = fa-AF; kinyarwanda = rw;
        kirundi = rn; castilian = es; sinhala = si; sinhalese = si; tetum = tet; moldovan = ro; uighur = ug; azeri = az;
        brazilian portuguese = pt; simplified chinese = zh; mandarin chinese = zh
    """),
    new_names=listed(r"""
        new names?; additional names?; new name \(s\)
    """),
    and_others=(
        r"(?:and )?(?:at least )?(?:[a-z-]+|\d+) others?(?: [a-z]+)?",
        r"and others",
        r"and (?:[a-z-]+|\d+) (?:other|more) [a-z ]{1,40}",
    ),
    group_words=listed(r"""
        group; families; family of; members of; residents; inhabitants; villagers; community; communities; people;
        refugees; prisoners; detainees; asylum-? ?seekers; migrants; students; workers; staff; children; women; men;
        protesters; activists; journalists; others; peasants; households; supporters; relatives; employees; farmers;
        monks; minors; persons; youths; civilians; defenders; evictees; tenants; miners; demonstrators; teachers;
        nurses; fishermen; fisherfolk
    """),
    genders=table(r"""
        m = m; male = m; man = m; men = m; f = f; female = f; woman = f; women = f; both = mixed; all = mixed; m/f =
        mixed; f/m = mixed; m and f = mixed; f and m = mixed; mixed = mixed; m & f = mixed; m, f = mixed; male and
        female = mixed; f & m = mixed
    """),
    urging=(
        r"\b(?:i|we)(?: (?:also|therefore|further|hereby|respectfully|strongly|urgently|thus|would|again|once more|now))* (?:urge|call on|call upon|ask|request|appeal to|implore|press|like to ask|beseech)(?: on)? (?:you|your (?:excellency|honou?r|government|office|ministry|majesty|highness)|the (?:\w+ ){0,3}authorities|his excellency)(?: also| therefore| immediately| urgently| again)? to:?",
    ),
    openings=listed(r"""
        dear ; your excellency; your honou?r; your majesty; excellency; honou?rable ; to whom; sir\b; madam\b; sirs?,;
        your royal; your holiness; your eminence; your grace; monsieur; madame; mr\.? ; ms\.? ; respected
    """),
    closings=listed(r"""
        yours (?:sincerely|faithfully|respectfully|truly); sincerely(?: yours)?; respectfully(?: yours)?;
        (?:kind|best|warm) regards; faithfully; with (?:kind|best) regards; regards
    """),
    posts=listed(r"""
        judge advocate(?:[- ]general)?;
        amir; ruler of .*; chief procurator; chief prosecutor;
        (?:prime |vice |deputy |first |state |federal |acting )*(?:minister|president|premier|chancellor); head; heads;
        director; director[- ]general; general director; governor(?:[- ]general)?; attorney[- ]general; (?:\w+ )?prosecutor(?:[-
        ]general)?; solicitor[- ]general; advocate[- ]general; inspector[- ]general; commander(?:[- ]in[- ]chief)?;
        chief; chief of \w+; secretary(?:[- ]general| of state)?; permanent secretary; chair(?:person|man|woman)?;
        vice-? ?chair(?:person|man|woman)?; commissioner(?:[- ]general)?; ombuds(?:man|person|woman); king; queen;
        sultan; emir; crown prince; mayor; town clerk; speaker; ambassador; high commissioner; consul(?:[- ]general)?;
        warden; superintendent; sheriff; judge; magistrate; president of .*; leader(?: of .*)?; supreme leader; rector;
        dean; registrar; editor(?:[- ]in[- ]chief)?; the editor; the director; public defender; human rights defender;
        procurator(?:[- ]general)?; chief executive(?: officer)?; administrator; coordinator; representative; special
        rapporteur; rapporteur; deputy .*; acting .*; executive director; commandant; chief justice; justice; national
        chief of police; military .*; head of state; home secretary; foreign secretary; under-?secretary; director of
        .*; district commissioner; chief secretary; principal secretary; public prosecutor; chancellor of justice;
        presidential .*; provincial .*; regional .*; state secretary; police chief; chief minister;
        clerk; co-chairpersons?; chairperson of .*; manager; ruler; viceroy; adviser; advisor; counsel(?:lor)? of .*;
        senator for .*; officer in charge
    """),
    organisations=listed(r"""
        barracks; camp; fort; garrison; base;
        ministry; department; office; commission; committee; council; association; league; union; network; centre;
        center; embassy; high commission; consulate; federation; organi[sz]ation; foundation; institute; university;
        bureau; agency; authority; headquarters; secretariat; society; forum; movement; parliament; assembly; senate;
        court; police; army; corps; newspaper; daily; times; courier; gazette; herald; post; news; radio; television;
        press; journal; tribune; observer; star; express; mail; chronicle; board; group; party; front; campaign;
        initiative; trust; alliance; coalition; service; directorate; prison; directorate-general; house; palace;
        government; cabinet; embassy of; delegation; mission; company; corporation; ltd; inc; plc; society for; watch;
        rights; justice; legal aid; unhcr; united nations; red cross; church; guild; club; ministry of
    """),
    titles=listed(r"""
        dato'? seri; datuk seri; tan sri dato'? seri; tengku; tunku; raja; puan sri; encik; puan; dewan; his worship;
        his highness; her highness; his eminence; his grace; his lordship;
        (?:the )?(?:most|right) honou?rable; mr; mrs; ms; miss; mx; dr; prof; professor; sir; dame; lady; lord; hon; hon'ble; honou?rable; the
        hon(?:ou?rable)?; rt hon; right honou?rable; h\.?e\.?; his excellency; her excellency; his majesty; her majesty;
        his royal highness; hrh; hm; hrh prince; sheikh; shaikh; sayyid; sayed; haji; u; daw; gen; general; lt; lt\.?
        ?gen; lieutenant(?:[- ]general|[- ]colonel)?; maj; maj\.? ?gen; major(?:[- ]general)?; brig; brigadier(?:[-
        ]general)?; brig\.? ?gen; col; colonel; capt; captain; admiral; air marshal; field marshal; adm; sgt; justice;
        judge; rev; reverend; bishop; archbishop; father; sister; cardinal; ayatollah; hojatoleslam; counsell?or;
        ambassador; senator; congressman; engineer; eng; ing; advocate; adv; dato'?; datuk; tan sri; tun; shri; smt;
        drs; ir; mme; m\.; sra?\.?; dra?\.?; don; dona; pres(?:ident)?; comrade; his holiness; prince; princess; king;
        queen; sultan; emir; governor(?:[- ]general)?; minister; chief; commissioner; inspector; superintendent; secretary; attorney;
        prosecutor; pastor; imam; mullah; tuan; police general; commander; marshal
    """),
    streets=listed(r"""
        street; st; road; rd; avenue; ave; boulevard; blvd; lane; square; sq; building; floor; suite; room; p\.? ?o\.?
        ?box; box; highway; drive; block; plot; house; tower; quarter; district; province; city; zone; sector; postal
        code; zip; terrace; place; plaza; gate; compound; camp; hill; park; private bag; bag; row; way; close; crescent;
        circle; bhawan; marg
    """),
    countries=table(r"""
        democratic republic congo = CD;
        usa = US; u.s.a. = US; united states of america = US; us = US; uk = GB; u.k. = GB; great britain = GB; england =
        GB; scotland = GB; wales = GB; northern ireland = GB; people's republic of china = CN; prc = CN; pr china = CN;
        p.r. china = CN; p. r. china = CN; burma = MM; union of myanmar = MM; dprk = KP; north korea = KP; south korea =
        KR; republic of korea = KR; democratic people's republic of korea = KP; russia = RU; russian federation = RU;
        ussr = RU; zaire = CD; democratic republic of congo = CD; democratic republic of the congo = CD; drc = CD; dr
        congo = CD; congo (drc) = CD; republic of congo = CG; congo = CG; ivory coast = CI; swaziland = SZ; macedonia =
        MK; yugoslavia = RS; federal republic of yugoslavia = RS; serbia and montenegro = RS; czech republic = CZ; east
        timor = TL; timor-leste = TL; vietnam = VN; viet nam = VN; syria = SY; syrian arab republic = SY; laos = LA; lao
        pdr = LA; iran = IR; islamic republic of iran = IR; uae = AE; emirates = AE; turkey = TR; turkiye = TR; cape
        verde = CV; brunei = BN; palestine = PS; palestinian authority = PS; palestinian territories = PS; occupied
        palestinian territories = PS; state of palestine = PS; israel and occupied territories = IL; israel/opt = IL;
        israel/occupied territories = IL; israel and the occupied territories = IL; hong kong = HK; macau = MO; taiwan =
        TW; republic of china = TW; kosovo = XK; the gambia = GM; the bahamas = BS; the netherlands = NL; holland = NL;
        holy see = VA; kingdom of saudi arabia = SA; arab republic of egypt = EG; republic of the philippines = PH;
        socialist republic of vietnam = VN; socialist republic of viet nam = VN; sultanate of oman = OM; kingdom of
        bahrain = BH; state of qatar = QA; state of kuwait = KW; hashemite kingdom of jordan = JO; moldova = MD;
        tanzania = TZ; bolivia = BO; venezuela = VE; republic of south africa = ZA; rsa = ZA; sao tome and principe =
        ST; western sahara = EH; eswatini = SZ; chechnya = RU; libyan arab jamahiriya = LY; papua new guinea = PG;
        bosnia-herzegovina = BA; bosnia = BA; trinidad = TT; guinea bissau = GW; guinea-bissau = GW; former yugoslav
        republic of macedonia = MK; byelorussia = BY; kyrgyzstan = KG; kirghizstan = KG; tadzhikistan = TJ; kampuchea =
        KH; cambodia = KH; sri lanka = LK; upper volta = BF
    """),
    polite_tail=listed(r"""
        (?:many )?thank(?:s| you)[.!]?
    """),
    articles=listed(r"""
        the; a; an
    """),
    honorific_articles=listed(r"""
        hon(?:ou?rable|\.)?; his excellency the; her excellency the
    """),
    links=listed(r"""
        of; for; and; in; to
    """),
    particles=listed(r"""
        st; of
    """),
    about=listed(r"""
        some; around; about; over; more than; at least; nearly; up to; approximately; his; her; their; all
    """),
    many=listed(r"""
        several; many; hundreds; thousands; dozens; members; residents; inhabitants; villagers; families
    """),
    conjunctions=listed(r"""
        or; and; in; but; preferably; language; also
    """),
)
