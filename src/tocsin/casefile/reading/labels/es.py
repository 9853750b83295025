"""Spanish."""

from tocsin.casefile.reading.labels import Concept, Contact, Language, listed, table

LANGUAGE = Language(
    code="es",
    labels={
        Concept.TITLE: (
            r"^(?:amnistia internacional )?accion urgente(?=\s{0,3}(?:\n|$))",
            r"^accion urgente [:-] ",
        ),
        Concept.DISTRIBUTION: (
            r"^(?:externo|publico|documento publico)(?: \([^)\n]{0,60}\))?(?=\s*(?:\n|$|indice ai))",
            r"^distr(?:ibucion)?[.:] ?(?:au|ua|sc)[\w/ ]{0,12}",
        ),
        Concept.NOTE: (r"^nota ?: ",),
        Concept.ACTION: (r"!(?:nuevas? |otras? )?acci(?:on|ones) recomendadas? ?:?",),
        Concept.ASK: (
            r"escriban (?:inmediatamente|de inmediato|urgentemente|sin demora)",
            r"^(?:por favor,? |rogamos )?(?:envien|escriban)(?! (?:tambien )?(?:copias|sus llamamientos inmediatamente|llamamientos,? antes))[^\n]{0,40}(?:telegramas|cartas|llamamientos|faxes)",
        ),
        Concept.TARGETS: (
            r"!llamamientos a(?: \([^)\n]{0,80}\))? ?:",
            r"!llamamientos a(?=\s*\n)",
            r"!(?:por favor,? )?envien (?:sus )?llamamientos,? (?:antes del?|hasta el|no mas tarde del?)…\ba ?:",
            r"!(?:por favor,? )?envien (?:sus )?llamamientos a ?:",
            r"^(?:contacten|pongase en contacto) con est[eo]s \w+ (?:funcionarios|responsables|autoridades)…:",
        ),
        Concept.COPIES: (
            r"!(?:y |envien )?copias? (?:de sus llamamientos )?a ?:",
            r"!copias? a(?=\s*\n)",
            r"\by copias a ?:",
        ),
        Concept.DIPLOMATIC: (
            r"(?:envien tambien copias|envien copias|(?:y )?copias|y)(?: de sus llamamientos)? (?:tambien )?a (?:la representacion diplomatica|las representaciones diplomaticas|los representantes diplomaticos|los representantes|la embajada|las embajadas)…(?:acreditad[ao]s? en su pais|en su pais)",
        ),
        Concept.IMMEDIATELY: (r"!envien sus llamamientos (?:inmediatamente|de inmediato|sin demora)[.!]?",),
        Concept.LATE: (
            r"(?:por favor,? )?(?:consulten|consultar|comprueben|pongase en contacto|ponganse en contacto) (?:con|a) (?:la oficina|el secretariado|la seccion|su seccion|la secretaria|el secretariado)…(?:despues|posterior|pasada|vencid|antes de enviar|con posterioridad)",
            r"^(?:este boletin|esta accion(?: urgente)?) (?:caduca|vence|expira|es valid[oa] hasta)(?: el)? ?:?",
            r"^no envien llamamientos despues del?",
        ),
        Concept.UPDATE_NOTE: (
            r"(?:esta|este|la presente) es la \w+ (?:y ultima )?actualizacion",
            r"(?<=\.\s)(?:mas informacion|informacion adicional) ?: ?(?=http|www)",
        ),
        Concept.NO_MORE: (
            r"no (?:se (?:requiere|precisa|solicita|necesita)n?|es necesari[oa]|hace falta)…(?:accion|acciones|llamamientos)",
        ),
        Concept.BACKGROUND: (
            r"!(?:informacion (?:complementaria|adicional|general|de contexto)|antecedentes)(?=[ :]*\n| ?: *(?:\n|$)| ?$)",
            r"!informacion (?:complementaria|general) ?:?",
        ),
        Concept.NAME: (
            r"^nombres?(?: ?\(s\))? ?:",
            r'(?<=[."»]\s)nombres? ?: ?(?=.{2,300}?(?:sexo|genero))',
        ),
        Concept.GENDER: (r"(?:^|(?<=[\s.,]))(?:sexo|genero)(?: ?(?:h/m|m/f|m/h|\(h/m\)|\(m/f\)))? ?:",),
        Concept.TAKE_ACTION: (
            r"actuen ?: ?(?:redacten|escriban|envien)…(?:carta modelo|modelo de carta|esta carta|siguiente carta|carta tipo)(?: que (?:figura|aparece) a continuacion| siguiente)? ?:?",
            r"!(?:actuen(?! lo antes)|actua|pasen a la accion) ?:?[^\n]{0,120}",
        ),
        Concept.LETTER: (r"!(?:carta modelo|modelo de carta|carta tipo) ?:?",),
        Concept.LANGUAGES: (
            r"pueden escribir(?: los)? llamamientos en ?:",
            r"idiomas? (?:preferidos?|de preferencia|preferentes?)[^\n:]{0,70}:",
        ),
        Concept.OWN_LANGUAGE: (r"(?:tambien )?pueden (?:tambien )?escribir en su propio idioma\.?",),
        Concept.UNTIL: (
            r"actuen lo antes posible(?:,)?(?: y)? (?:no mas tarde del?|antes del?|hasta el) ?:?",
            r"esta accion urgente (?:caduca|vence|expira)(?: el)? ?:?",
            r"^(?:fecha limite|plazo)[^\n:]{0,30}:",
        ),
        Concept.PRONOUN: (r"nombres?(?:\(s\))?(?: y|,)? (?:genero gramatical|pronombres?)[^\n:]{0,50}:",),
        Concept.PREVIOUS: (
            r"enlaces? a (?:la |las )?(?:au|ua|accion urgente|acciones urgentes)s? anterior(?:es)? ?:",
            r"^(?:au|accion urgente) anterior ?:",
        ),
        Concept.ASIDE: (
            r"^(?:compartir|imprimir|descargar|tuitear)[^\n]{0,90}(?=\n)",
            r"^(?:ir|saltar) al contenido[^\n]{0,40}",
            r"^inicio ?>[^\n]{0,90}",
            r"inserten a continuacion las direcciones de las sedes diplomaticas locales ?:?",
            r"^nombre direccion 1 direccion 2[^\n]{0,140}",
            r"\[(?:secciones|anadir)[^\]\n]{0,60}\]",
        ),
    },
    contacts={
        Contact.FAX: (
            r"fax(?:es)?",
            r"telefax",
            r"facsimil",
        ),
        Contact.PHONE: (
            r"tel(?:efonos?)?\.?",
            r"movil",
        ),
        Contact.PHONE_AND_FAX: (
            r"tel(?:efono)?\.? ?(?:/|y|&) ?fax",
            r"fax ?(?:/|y|&) ?tel(?:efono)?\.?",
        ),
        Contact.EMAIL: (
            r"correos?-? ?e(?:lectronicos?)?",
            r"e-?mails?",
            r"direccion(?:es)? de correo(?:-e| electronico)?",
            r"correos?",
        ),
        Contact.SOCIAL: (
            r"twitter",
            r"facebook",
            r"instagram",
            r"redes sociales",
            r"x",
            r"cuenta de twitter",
        ),
        Contact.SALUTATION: (
            r"tratamientos?",
            r"saludos?",
            r"encabezamientos?",
            r"formula de tratamiento",
        ),
        Contact.UNUSED: (
            r"telegramas?",
            r"telex",
            r"(?:sitio|pagina) web",
            r"formulario(?: de contacto)?",
            r"web",
            r"cables?",
            r"apdo",
        ),
    },
    header={
        "index": r"indice(?: ai)? ?:",
        "date": r"(?<!\w)fecha ?:",
        "issue_date": r"fecha de (?:emision|publicacion) ?:",
        "number": r"(?:au|ua) ?:",
        "page": r"pagina \d{1,2}(?: de [^\n]{1,40})?",
    },
    kinds={
        "update": (
            r"mas informacion (?:sobre|acerca de)",
            r"informacion (?:adicional|complementaria) sobre (?:la )?(?:au|ua)",
            r"(?:\w+ )?actualizacion (?:de|sobre)",
            r"seguimiento",
        ),
        "final": (
            r"primera y ultima actualizacion",
            r"ultima actualizacion",
        ),
        "stop": (
            r"fin de (?:la )?accion",
            r"accion terminada",
            r"suspendan? (?:la accion|los llamamientos)",
            r"stop action",
            r"dejen de enviar llamamientos",
        ),
        "outcome": (
            r"no (?:se (?:requiere|precisa|solicita|necesita)n?|es necesari[oa]|hace falta)…(?:accion|acciones|llamamientos)",
        ),
        "correction": (
            r"\bcorreccion\b",
            r"\bcorregid[ao]\b",
            r"\bfe de erratas\b",
        ),
        "reissue": (
            r"\breedicion\b",
            r"\breemision\b",
            r"\breemitid[ao]\b",
            r"\breeditad[ao]\b",
        ),
        "initial": (r"\bprimera (?:au|ua)\b",),
    },
    ordinals=table(r"""
        primera = 1; primer = 1; 1a = 1; segunda = 2; 2a = 2; tercera = 3; 3a = 3; cuarta = 4; 4a = 4; quinta = 5; 5a =
        5; sexta = 6; septima = 7; octava = 8; novena = 9; decima = 10; undecima = 11; duodecima = 12
    """),
    numbers=table(r"""
        un = 1; una = 1; uno = 1; dos = 2; tres = 3; cuatro = 4; cinco = 5; seis = 6; siete = 7; ocho = 8; nueve = 9;
        diez = 10
    """),
    spellings={
        Concept.ACTION: r"acciones recomendadas",
        Concept.TARGETS: r"envien llamamientos antes del",
        Concept.BACKGROUND: r"informacion complementaria",
        Concept.LANGUAGES: r"pueden escribir llamamientos en",
        Concept.UNTIL: r"actuen lo antes posible y no mas tarde del",
        Concept.PRONOUN: r"nombre y genero gramatical",
        Concept.PREVIOUS: r"enlace a la au anterior",
        Concept.DIPLOMATIC: r"envien tambien copias a la representacion diplomatica acreditada en su pais",
    },
    months=table(r"""
        sept = 9; setiembre = 9; ene = 1; abr = 4; ago = 8; dic = 12
    """),
    common_words=frozenset(
        [
            "al",
            "como",
            "con",
            "de",
            "del",
            "el",
            "en",
            "es",
            "fue",
            "han",
            "la",
            "las",
            "los",
            "no",
            "para",
            "por",
            "que",
            "se",
            "sido",
            "su",
            "sus",
            "un",
            "una",
            "y",
        ]
    ),
    own_language=listed(r"""
        su propio idioma; su idioma; propio idioma; su propia lengua
    """),
    other_languages=table(r"""
        creole = ht; criollo = ht; criollo haitiano = ht; kirguis = ky; pastun = ps; maya = yua; nahuatl = nah;
        mandarin = zh; farsi = fa; filipino = fil; tagalo = tl; kiswahili = sw; dari = fa-AF; castellano = es; birmano =
        my; quechua = qu; serbocroata = sh; cingales = si; azeri = az
    """),
    new_names=listed(r"""
        nuevos? nombres?; nombres? nuevos?; otros nombres; y …nombres? nuevos?
    """),
    and_others=(
        r"(?:y |asi como )?(?:al menos |a )?(?:[a-z]+|\d+) (?:personas? )?(?:mas|otr[ao]s?)(?: [a-z]+){0,2}",
        r"y otr[ao]s? (?:[a-z]+|\d+)(?: [a-z ]{1,40})?",
        r"(?:y )?otr[ao]s? [a-z ]{1,40}",
    ),
    group_words=listed(r"""
        grupo; familias?; miembros; habitantes; comunidad(?:es)?; personas; refugiad[oa]s; pres[oa]s; detenid[oa]s;
        solicitantes; migrantes; estudiantes; trabajador[ae]s; ninos; ninas; mujeres; hombres; manifestantes;
        activistas; periodistas; otr[oa]s; residentes; campesin[oa]s; vecin[oa]s; defensor[ae]s; pescador[ae]s;
        indigenas; hij[oa]s
    """),
    genders=table(r"""
        hombre = m; hombres = m; h = m; masculino = m; varon = m; mujer = f; mujeres = f; f = f; femenino = f; ambos =
        mixed; ambos sexos = mixed; h/m = mixed; m/h = mixed; todos = mixed; mixto = mixed; hombres y mujeres = mixed;
        mujeres y hombres = mixed; m = m; m/f = mixed; f/m = mixed; h y m = mixed; m y h = mixed; ambos generos = mixed;
        hombre y mujer = mixed; mujer y hombre = mixed
    """),
    urging=(
        r"\b(?:(?:le|les|lo|la|los) (?:pido|pedimos|insto|instamos|ruego|rogamos|solicito|solicitamos|exhorto|exhortamos|suplico))(?: (?:por ello|por tanto|tambien|asimismo|encarecidamente|respetuosamente|urgentemente|de nuevo|una vez mas|por eso|por lo tanto))*(?: a)?(?: que)?(?: \b|:|(?=\s))",
        r"\b(?:pido|insto|ruego|solicito|exhorto) (?:a usted|a las autoridades|a su excelencia|a su gobierno)[^\n,.:;]{0,40}(?: a)?(?: que)?(?: \b|:|(?=\s))",
    ),
    openings=listed(r"""
        estimad[oa]s? ; senora? ; senor(?:a)?\b; excelencia; su excelencia; excelentisim[oa]; senoria; su senoria;
        distinguid[oa]; de mi (?:mayor )?consideracion; muy senor; sr\.? ; sra\.? ; excmo; excma; honorable;
        respetad[oa]; apreciad[oa]; ilustrisim[oa]; dear ; your excellency
    """),
    closings=listed(r"""
        atentamente; le saluda(?: muy)? atentamente; le saludo(?: muy)? atentamente; reciba (?:un|mi); cordialmente; muy
        atentamente; respetuosamente; sin otro particular; con (?:todo )?respeto
    """),
    posts=listed(r"""
        sra?\.? director(?:a)?; el redactor jefe;
        (?:primer |vice)?ministr[oa]; president[ea]; vicepresident[ea]; director(?:a)?(?: general)?; gobernador(?:a)?;
        fiscal(?:a)?(?: general)?(?: .*)?; procurador(?:a)?(?: general)?(?: .*)?; jef[ea]; comandante(?: .*)?;
        comisionad[oa](?: .*)?; secretari[oa](?: general| de estado)?; defensor(?:a)? del pueblo; defensor(?:a)? .*;
        embajador(?:a)?; alcalde; alcaldesa; presidente municipal; rey; reina; juez; jueza; magistrad[oa];
        inspector(?:a)?(?: general)?; senor director; senora directora; el director; la directora; subsecretari[oa];
        viceministr[oa]; coordinador(?:a)?; representante; relator(?:a)?; intendente; prefect[oa]; delegad[oa];
        consul(?:esa)?; rector(?:a)?; senador(?:a)? .*; diputad[oa] .*; superintendente; encargad[oa] de .*; ministr[oa]
        de .*; titular de .*; contralor(?:a)?; personer[oa]; director(?:a)? de .*; procuraduria; procurador para .*;
        alto comisionado; alta comisionada; redactor(?:a)? jefe
    """),
    organisations=listed(r"""
        cuartel; base; guarnicion;
        ministerio; oficina; comision; comite; consejo; asociacion; liga; union; red; centro; embajada; consulado;
        federacion; organizacion; fundacion; instituto; universidad; agencia; cuartel; secretaria; sociedad; foro;
        movimiento; asamblea; senado; congreso; corte; tribunal; policia; ejercito; diario; periodico; semanario; radio;
        television; prensa; fiscalia; procuraduria; defensoria; direccion; delegacion; gabinete; palacio; casa;
        presidencia; colectivo; coordinadora; sindicato; frente; corporacion; alcaldia; gobernacion; ayuntamiento;
        comandancia; vicaria; arzobispado; pastoral; grupo; servicio; revista; observatorio; comisaria; despacho;
        colegio; parroquia; intendencia; prefectura; carcel; mesa
    """),
    titles=listed(r"""
        mayor general; general de (?:brigada|division|cuerpo);
        su alteza; su eminencia;
        comisionad[oa]; sr; sra; srta; don; dona; d\.; dr; dra; lic; licda?; licenciad[oa]; ing; ingenier[oa]; prof; abog; abogad[oa];
        gral; general; cnel; coronel; cap; capitan; tte; teniente; almirante; mayor; monsenor; padre; hermana;
        excmo\.?(?: sr\.?)?; excma\.?(?: sra\.?)?; s\.?e\.?; su excelencia; senor; senora; mtro; mtra; maestr[oa]; arq;
        c\.; mons; fray; brigadier; vicealmirante; contralmirante; general de \w+; econ; hon; mgr
    """),
    streets=listed(r"""
        calle; avenida; av; avda; plaza; paseo; carretera; km; colonia; col; barrio; apartado; apdo; apartado postal;
        piso; edificio; edif; cp; c\.p\.?; casilla; jiron; jr; urbanizacion; zona; carrera; cra; transversal; esquina;
        no\.?; oficina \d; departamento; provincia; camino; aldea; ciudad; municipio; delegacion; cuadra; boulevard;
        bulevar; sector; reparto; manzana
    """),
    countries=table(r"""
        estados unidos = US; estados unidos de america = US; ee\. ?uu\. = US; eeuu = US; ee.uu. = US; ee. uu. = US;
        reino unido = GB; gran bretana = GB; inglaterra = GB; republica popular china = CN; republica popular de china =
        CN; birmania = MM; corea del norte = KP; corea del sur = KR; rusia = RU; federacion rusa = RU; federacion de
        rusia = RU; zaire = CD; republica democratica del congo = CD; congo = CG; costa de marfil = CI; siria = SY; iran
        = IR; republica islamica de iran = IR; turquia = TR; palestina = PS; territorios palestinos ocupados = PS;
        arabia saudi = SA; arabia saudita = SA; emiratos arabes unidos = AE; republica checa = CZ; yugoslavia = RS;
        moldavia = MD; moldova = MD; bielorrusia = BY; paises bajos = NL; holanda = NL; sahara occidental = EH; israel y
        territorios ocupados = IL; mexico, d.f. = MX; mexico d.f. = MX; swazilandia = SZ; suazilandia = SZ; macedonia =
        MK; timor oriental = TL; kirguistan = KG; republica de honduras = HN; republica de guatemala = GT; estado
        plurinacional de bolivia = BO; republica bolivariana de venezuela = VE; mejico = MX; republica dominicana = DO;
        republica de colombia = CO; santa sede = VA; el salvador, c.a. = SV; guatemala, c.a. = GT; peru = PE; brasil =
        BR
    """),
    polite_tail=listed(r"""
        (?:muchas )?gracias[.!]?
    """),
    articles=listed(r"""
        el; la; los; las; un; una
    """),
    honorific_articles=listed(r"""
        senora?
    """),
    links=listed(r"""
        de; del; de la; para; y; en jefe
    """),
    particles=listed(r"""
        de; del; la; las; los; y; e
    """),
    about=listed(r"""
        unos; unas; alrededor de; mas de; cerca de; todos; todas
    """),
    many=listed(r"""
        miembros; habitantes; varios; varias
    """),
    conjunctions=listed(r"""
        o; u; y; e; en; preferiblemente
    """),
)
