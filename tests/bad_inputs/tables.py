"""The tables that a team keeps beside its transcripts, and propositions."""

from tests.bad_inputs.row import Bad


def table(what: str, said: str, name: str, text: str | bytes) -> Bad:
    return Bad(what, said.replace(" F", f" {name}.csv", 1), {f"{name}.csv": text})


J = "case_id,code_id,judgement,role\n"
E = "case_id,event_id,from,to,kind,what,codings\n"
P = "case_id,episode,setback,response,trust_after,codings\n"
K = "case_id,respondent_id,barrier,pick,rank\n"
R = "case_id,rater,role,rating\n"
CLAIM = "- name: p\n  claim: Trust helps.\n"


def claim(what: str, said: str, text: str) -> Bad:
    return Bad(what, said.replace(" P", " propositions.yaml", 1), {"propositions.yaml": text})


ROWS = (
    table("judgements without a column", "fault F:1 'judgement'", "judgements", "case_id,code_id\na,trust\n"),
    table("judgement of an unknown case", "fault F:2 not in cases.csv", "judgements", J + "z,trust,present,\n"),
    table("judgement of an unknown code", "fault F:2 'trust'?", "judgements", J + "a,trsut,present,\n"),
    table("an unknown judgement", "fault F:2 'present'?", "judgements", J + "a,trust,presnt,\n"),
    table("no judgement", "fault F:2 judgement is ''", "judgements", J + "a,trust,,\n"),
    table("an unknown role", "fault F:2 'at_launch'?", "judgements", J + "a,trust,present,at_lunch\n"),
    table("judgements not UTF-8", "fault F:2 UTF-8", "judgements", J.encode() + b"a,tr\xffst,present,\n"),
    table("judgements empty", "fault F empty", "judgements", ""),
    table("an event of an unknown case", "fault F:2 not in cases.csv", "events", E + "z,e1,2020,,win,x,\n"),
    table("an unknown kind of event", "fault F:2 'launch'?", "events", E + "a,e1,2020,,lunch,x,\n"),
    table("an event twice", "fault F:3 line 2", "events", E + "a,e1,2020,,win,x,\na,e1,2021,,win,y,\n"),
    table("an event that rests on nothing", "caution F:2 not there", "events", E + "a,e1,2020,,win,x,c9\n"),
    table("events without what", "fault F:1 'what'", "events", "case_id,event_id,kind\na,e1,win\n"),
    table("an episode of an unknown case", "fault F:2 not in cases.csv", "episodes", P + "z,1,x,none,,\n"),
    table("an unknown response", "fault F:2 'learning'?", "episodes", P + "a,1,x,learnin,,\n"),
    table("trust that went sideways", "fault F:2 trust_after", "episodes", P + "a,1,x,none,sideways,\n"),
    table("an episode twice", "fault F:3 line 2", "episodes", P + "a,1,x,none,,\na,1,y,both,,\n"),
    table("an episode that rests on nothing", "caution F:2 not there", "episodes", P + "a,1,x,none,,c9\n"),
    table("governance of an unknown case", "fault F:2 not in cases.csv", "governance", "case_id,step,mode\nz,1,lead\n"),
    table("an unknown mode", "fault F:2 'shared'?", "governance", "case_id,step,mode\na,1,sharde\n"),
    table("a step twice", "fault F:3 line 2", "governance", "case_id,step,mode\na,1,lead\na,1,nao\n"),
    table("governance without a header", "fault F:1 'case_id'", "governance", "a,1,lead\n"),
    table("a rating of an unknown case", "fault F:2 not in cases.csv", "success/ratings", R + "z,Ann,mayor,7\n"),
    table("an unknown rater's role", "fault F:2 'mayor'?", "success/ratings", R + "a,Ann,mayer,7\n"),
    table("a rating that is a word", "fault F:2 1 to 10", "success/ratings", R + "a,Ann,mayor,good\n"),
    table("a rating that is no number", "fault F:2 1 to 10", "success/ratings", R + "a,Ann,mayor,nan\n"),
    table("a rating without end", "fault F:2 1 to 10", "success/ratings", R + "a,Ann,mayor,1e999\n"),
    table("a rating off the scale", "caution F:2 off the scale", "success/ratings", R + "a,Ann,mayor,11\n"),
    table(
        "an indicator of an unknown case",
        "fault F:2 not in cases.csv",
        "success/indicators",
        "case_id,indicator,role\nz,x,proxy\n",
    ),
    table(
        "an unknown role of an indicator",
        "fault F:2 'proxy'?",
        "success/indicators",
        "case_id,indicator,role\na,x,proxi\n",
    ),
    table("tiers without an outcome", "caution F:2 no outcome", "success/tiers", "case_id,tier\na,low\n"),
    table("a tier of an unknown case", "fault F:2 not in cases.csv", "success/tiers", "case_id,tier\nz,low\n"),
    table("a tier twice", "fault F:3 line 2", "success/tiers", "case_id,tier\na,low\na,high\n"),
    Bad(
        "a tier that differs",
        "fault success/tiers.csv:2 cases.csv",
        {
            "study.yaml": "codebook: codebook.yaml\noutcome: {attribute: tier, order: [low, high]}\n",
            "cases.csv": "case_id,tier\na,low\n",
            "success/tiers.csv": "case_id,tier\na,high\n",
        },
    ),
    table("a ranking of an unknown case", "fault F:2 not in cases.csv", "rankings", K + "z,R1,trust,most,\n"),
    table("an unknown pick", "fault F:2 'most'?", "rankings", K + "a,R1,trust,mots,\n"),
    table("ranked without rank", "fault F:2 rank", "rankings", K + "a,R1,trust,ranked,\n"),
    table("a rank of 0", "fault F:2 rank", "rankings", K + "a,R1,trust,ranked,0\n"),
    table("a rank that is no number", "fault F:2 rank", "rankings", K + "a,R1,trust,ranked,nan\n"),
    table("a barrier that is no code", "fault F:2 Add a code", "rankings", K + "a,R1,rain,most,\n"),
    table("a misspelt barrier", "fault F:3 'trust'?", "rankings", K + "a,R1,Trust,most,\na,R1,trst,least,\n"),
    Bad(
        "a barrier by its former id",
        "caution rankings.csv:2 Write 'trust'.",
        {
            "rankings.csv": K + "a,R1,faith,most,\n",
            "codebook.yaml": "codes: {trust: {definition: Talk of trust., was: [faith], cues: {phrases: [trust]}}}\n",
        },
    ),
    table("team without person", "fault F:1 'person'", "team", "name,role\nAnn,coder\n"),
    table("a person twice", "fault F:3 line 2", "team", "person,role\nAnn,coder\nAnn,coder\n"),
    table("columns of a table that differ in capitals", "fault F:1 capital", "team", "person,role,Role\nAnn,a,b\n"),
    claim("propositions that are a word", "fault P:1 not a list", "trust\n"),
    claim("a proposition that is a word", "fault P:1 not a proposition", "- trust\n"),
    claim("an unknown field", "fault P:3 'formed'?", CLAIM + "  fromed: before\n"),
    claim("no name", "fault P:1 no name", "- claim: Trust helps.\n  formed: before\n"),
    claim("no claim", "fault P:1 no claim", "- name: p\n  formed: before\n"),
    claim("a claim that is a list", "fault P:2 text", "- name: p\n  claim: [a, b]\n  formed: before\n"),
    claim("formed at no time", "fault P:1 does not say when it was formed", "- name: p\n  claim: Trust helps.\n"),
    claim("formed in the past", "fault P:3 before, during or after", CLAIM + "  formed: earlier\n"),
    claim("formed as a list", "fault P:3 before, during or after", CLAIM + "  formed: [before]\n"),
    claim("an unknown expectation", "fault P:4 'rises'?", CLAIM + "  formed: before\n  expects: rise\n"),
    claim("an expectation as a list", "fault P:4 expects", CLAIM + "  formed: before\n  expects: [rises]\n"),
    claim("a measure that is a word", "fault P:4 measure", CLAIM + "  formed: before\n  measure: trust\n"),
    claim(
        "a measure of an unknown table",
        "fault P:4 table",
        CLAIM + "  formed: before\n  measure: {table: sqlite_master, column: x}\n",
    ),
    claim("predictions that are a word", "fault P:4 predicts", CLAIM + "  formed: before\n  predicts: more\n"),
    claim("a prediction of an unknown case", "fault P:4 'z'", CLAIM + "  formed: before\n  predicts: {z: more}\n"),
    claim("rivals that are a word", "fault P:4 rivals", CLAIM + "  formed: before\n  rivals: luck\n"),
    claim("a rival without name", "fault P:4 rival", CLAIM + "  formed: before\n  rivals: [{predicts: {a: more}}]\n"),
    claim("broken YAML", "fault P:2 not YAML", "- name: p\n  claim: a: b\n"),
)
