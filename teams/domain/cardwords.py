"""Words in the heads of rate cards, in English, German, French, Spanish, Italian, Portuguese and Dutch.

Plain letters only: heads are compared without accents.
"""

HOUR, DAY, WEEK, MONTH, YEAR = "hour", "day", "week", "month", "year"

PERIODS = {
    HOUR: "hour hours hr hrs h std stunde stunden heure heures hora horas ora ore uur uren",
    DAY: "day days tag tage jour jours dia dias giorno giorni dag dagen manday mandays pt diem shift",
    WEEK: "week weeks wk woche wochen semaine semana semanas settimana weken",
    MONTH: "month months mo mth monat monate mois mes meses mese mesi maand maanden",
    YEAR: "year years yr yrs jahr jahre an annee ans ano anos anno anni jaar annum",
}
"""Spans of time as nouns. As pay they count beside a noun of pay, or after "per"."""
PERIOD_ADJECTIVES = {
    HOUR: "hourly ph stundlich stundliche stundlicher horaire horario horaria orario oraria uurlijks",
    DAY: (
        "daily pd taglich tagliche taglicher tagliches journalier journaliere quotidien diario diaria giornaliero "
        "giornaliera"
    ),
    WEEK: "weekly wochentlich hebdomadaire semanal settimanale wekelijks",
    MONTH: "monthly pm pcm monatlich monatliche monatliches mensuel mensuelle mensual mensal mensile maandelijks",
    YEAR: "pa yearly jahrliche jahrliches annual annually jahrlich annuel annuelle anual annuo annua annuale jaarlijks",
}
"""Spans of time that name pay by themselves, as in a column called "Hourly"."""
PER = "per je pro par por al a an the all /"

RATES = "rate rates"
"""Pay by the hour unless the head says otherwise, as everybody means by a rate card."""
SALARIES = "salary salaries gehalt gehalter salaire salaires salario salarios sueldo sueldos stipendio salaris"
"""Pay by the year unless the head says otherwise."""
PAYS = (
    "pay wage wages cost costs price prices fee fees charge charges compensation remuneration earnings tariff tariffs "
    "lohn lohne kosten preis preise vergutung honorar entgelt satz satze verdienst einkommen tarif tarife "
    "tarifs taux cout couts prix honoraires tarifa tarifas precio coste costo retribucion taxa custo preco "
    "tariffa costo prezzo tarief tarieven loon kost prijs uurloon"
)
"""Pay of whose span of time the head must say something."""

COSTS = "cost costs kosten cout couts coste costo custo kost loaded fully total package compensation ctc"
"""Words with which a yearly sum may be the full cost of a person and no salary."""

COMPOUND_STARTS = {
    HOUR: "stunden stunde uur",
    DAY: "tages tage tag dag manntages personentages",
    WEEK: "wochen week",
    MONTH: "monats monat maand",
    YEAR: "jahres jahr jaar",
}
"""How German and Dutch begin a word for pay: Stundensatz, jaarsalaris."""
COMPOUND_MODIFIERS = "brutto netto ziel grund fest basis durchschnitts verrechnungs kosten mindest hochst bruto gesamt"
SHORT = {"tjm": (DAY, RATES.split()[0]), "thm": (HOUR, RATES.split()[0]), "ctc": (YEAR, SALARIES.split()[0])}
"""Taux journalier moyen, taux horaire moyen, cost to company."""

NEUTRAL = (
    "standard base basic gross net brutto netto brut brute bruto bruta neto fully loaded blended agreed contract "
    "contractual contractor contractors external internal freelance freelancer agency employee bill billing sell "
    "selling buy purchase target total fixed in of for and or range band bands amount value moyen moyenne medio "
    "medium estimated usual list client customer employer full all incl including inkl excl excluding exkl ex "
    "without ohne hors zzgl plus out "
    "approx our your the de des du la le les el los der die das von pour para fte labour labor amt avg "
    "kosten personal staff resource consultant role job money us in p k tsd thousand thousands"
)
"""Words that leave the meaning of a head as it is."""

OTHER_THINGS = (
    "exchange fx wechselkurs umrechnungskurs cambio change conversion forex wisselkoers "
    "utilization utilisation auslastung occupancy ocupacion occupation availability "
    "overtime uberstunden uberstundensatz uberstundenzuschlag extra extras weekend wochenende night nacht sunday "
    "holiday holidays standby oncall zuschlag surcharge premium "
    "travel reise reisekosten reisezeit expenses spesen discount rabatt remise descuento rebate margin marge markup "
    "bonus commission commissions "
    "growth inflation increase raise uplift churn attrition turnover success failure error absence sickness "
    "hit win conversion retention acceptance hours-sold "
    "percent percentage pct prozent prozentsatz % "
    "leave vacation urlaub urlaubstage conges vacaciones pto "
    "experience erfahrung tenure age alter headcount"
)
"""Words of which one says that a column holds something else than ordinary pay, wherever it stands."""
OTHER_IN_NAME = (
    "vat tax taxes steuer steuersatz mwst mehrwertsteuer mehrwertsteuersatz ust umsatzsteuer tva iva btw gst interest "
    "valid validity gultig gultigkeit valable valido vigencia vigente geldig until expires expiry effective since "
    "type typ types kind art category kategorie code codes id nr no number num nummer count currency wahrung devise "
    "moneda valuta munt moeda ccy unit units einheit basis date datum fecha start end beginn ende hire hired joining "
    "grade step class group gruppe center centre kostenstelle review revision comment note notes name card "
    "source version status frequency rating index rank benchmark"
)
"""Words that say so where they stand in the name itself; behind it, as in "Rate (excl. VAT)", they change nothing."""

ENDS = {
    "low": "low min minimum lowest from von desde mindest untere p10 entry",
    "likely": "likely typical median mid middle average mean mittel p50",
    "high": "high max maximum highest to upper bis hasta obere p90",
}

ROLES = (
    "role roles rolle rollen rol rolnaam ruolo roles fonction funktion function funcion funcao functie funzione",
    "job jobs job-title title titel intitule poste puesto cargo metier position positions posicion stelle "
    "stellenbezeichnung berufsbezeichnung tatigkeit",
    "profile profil perfil profilo profiel skill skills qualifikation resource ressource recurso mitarbeiter "
    "consultant category kategorie lcat occupation beruf",
)
"""Words for the role, those that leave least doubt first."""
ROLE_EXTRAS = "labour labor job title name the of project our titel bezeichnung de du poste del family"
NOT_ROLES = "id code no nr number nummer description beschreibung count level stufe group type typ date start end"

SENIORITIES = (
    "seniority level levels grade stufe senioritat niveau niveaux seniorite nivel senioridad erfahrungsstufe "
    "karrierestufe livello nivel senioriteit"
)
SOURCES = (
    "source supplier vendor agency provider note notes remark remarks comment comments quelle lieferant anbieter "
    "bemerkung bemerkungen fournisseur fuente proveedor bron leverancier fornitore"
)

UNITS = (
    "unit units per period periods basis frequency type einheit zeiteinheit zeitraum basis unite periode unidad periodo"
)
"""Words for a column that says for which span of time the pay of a row is."""
CURRENCIES = "currency wahrung devise moneda valuta munt moeda ccy"

TOTALS = (
    "total totals subtotal sum summe summen gesamt gesamtsumme zwischensumme insgesamt totale somme suma totaal "
    "average averages avg mean median mittelwert durchschnitt schnitt moyenne mediane promedio media gemiddelde "
    "blended 合计 合計 总计 總計 小计 小計 平均 итого всего razem "
    "minimum maximum min max ø ∅ σ"
)
"""Words with which a row begins that adds up others."""
TOTAL_EXTRAS = (
    "grand rate rates salary cost costs pay price hour hours hourly day year annual per of all the in and for "
    "role roles row rows people persons team staff fte month general weighted overall generale von aller alle der "
    "de des los las tous usd eur gbp chf net gross excl incl vat value amount sub "
    "rolle rollen satz stunde stunden stundensatz tag jahr pro je gehalt kosten personen"
)
NOTES = (
    "note notes nb remark remarks comment comments hinweis hinweise anmerkung bemerkung bemerkungen remarque nota "
    "source quelle"
)
"""Words with which a row begins that only says something, before a colon or alone."""

BLANKS = (
    "n/a",
    "na",
    "n.a.",
    "n.a",
    "n/d",
    "nd",
    "n.d.",
    "-",
    "–",
    "—",
    "--",
    "---",
    "–-",
    "tbd",
    "t.b.d.",
    "tba",
    "tbc",
    "none",
    "nil",
    "null",
    "nan",
    "k.a.",
    "k. a.",
    "keine angabe",
    "s.o.",
    "?",
    "??",
    "...",
    "…",
    "unknown",
    "not applicable",
    "not available",
    "to be defined",
    "to be determined",
    "to be confirmed",
    "to be agreed",
    "on request",
    "auf anfrage",
    "sur demande",
    "bajo consulta",
    "n.c.",
    "n/r",
    "./.",
)
"""What people write into a cell that they leave blank."""

LEVELS = {
    "junior": "junior jr jnr entry debutant trainee graduate einsteiger einsteigerin",
    "regular": "regular mid medior intermediate midlevel confirme pleno middle erfahren erfahrene erfahrener",
    "senior": "senior sr snr lead principal leitend leitende leitender",
}
LEVELS_BY_NAME = (
    "junior jr jnr regular mid midlevel senior sr snr einsteiger einsteigerin erfahren erfahrene erfahrener leitend "
    "leitende leitender"
)
"""Words that name one of our levels; whoever wrote another is told how we read it."""
