"""Words that say what somebody does in a talk, who asks, answers or speaks; and words of speech, which name nobody.

Each role is one entry, whatever the gender, number or spelling of the label: `Befragte:r 2`, `Enquêteur·rice`,
`Interviewer (AB)`. Languages are those of transcripts that people sent or published.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from pipeline.corpus.formats.lines import words

ASKERS = words(
    """
    interviewer interviewers interviewerin moderator moderatorin moderators facilitator researcher researchers
    investigator int inv mod fac iv forscher forscherin befrager befragerin fragesteller fragestellerin fragende
    enquêteur enquêteuse enquêtrice intervieweur intervieweuse animateur animatrice modérateur modératrice chercheur
    chercheuse entrevistador entrevistadora moderador moderadora investigador investigadora encuestador encuestadora
    pesquisador pesquisadora interviewster vragensteller vraagsteller onderzoeker gespreksleider intervistatore
    intervistatrice moderatore moderatrice ricercatore ricercatrice интервьюер модератор исследователь badacz badaczka
    moderatorka prowadzący prowadząca intervjuare intervjuer haastattelija المحاور المحاورة الباحث الباحثة
    访谈者 访谈员 采访者 采访人 访问者 主持人 记者 訪談者 訪談員 採訪者 採訪人 訪問者 記者
    インタビュアー 聞き手 質問者 司会 司会者 調査者 면담자 질문자 진행자
    """
)
ANSWERERS = words(
    """
    interviewee interviewees respondent respondents participant informant guest expert patient resident resp
    befragter befragte interviewte interviewter interviewpartner interviewpartnerin gesprächspartner
    gesprächspartnerin auskunftsperson informantin teilnehmer teilnehmerin teilnehmende probandin proband experte
    expertin enquêté enquêtée interviewé interviewée répondant répondante participante informateur informatrice
    entrevistado entrevistada informante encuestado encuestada respondente participado geïnterviewde deelnemer
    deelneemster informante geïnterviewd respondente intervistato intervistata partecipante респондент информант
    участник rozmówca rozmówczyni uczestnik uczestniczka badany badana intervjuperson informantti haastateltava
    المشارك المشاركة المستجيب المستجيبة الضيف
    受访者 被访者 受访人 被采访者 参与者 受訪者 被訪者 受訪人 被採訪者 參與者 回答者 話し手 協力者 参加者
    インタビュイー 응답자 참여자
    """
)
SPEAKERS = words(
    """
    speaker host cohost mayor chair narrator translator interpreter observer notetaker audience crowd unknown
    unidentified everyone commentator panelist panellist sprecher sprecherin hablante spreker spreekster intervenant
    intervenante locuteur locutrice parlante oratore talare спикер mówca
    """
)
ASKING = words(
    """
    question questions frage pregunta vraag domanda pergunta вопрос pytanie fråga spørgsmål kysymys سؤال السؤال
    问 問 提问 提問 質問 질문
    """
)
"""Labels that name what is said: a question. `Q`, and letters of other languages, show by how they alternate."""

ANSWERING = words(
    """
    answer response reply antwort réponse reponse respuesta antwoord risposta resposta ответ odpowiedź svar vastaus
    جواب الجواب إجابة 答 回答 답변 답
    """
)

WORDS_OF_SPEECH = words(
    """
    i'm i’m i'll i’ll i've i’ve i'd i’d it's it’s that's that’s there's there’s what's what’s he's he’s she's she’s
    don't don’t didn't didn’t can't can’t we're we’re we've we’ve we'll we’ll you're you’re they're they’re let's let’s
    um uh uhm erm er hm hmm mm mmm mhm mm-hmm uh-huh ah oh eh huh yep nope yup definitely actually basically exactly
    absolutely honestly literally obviously probably maybe perhaps really sure anyway anyways because although though
    however therefore hello hi hey thanks thank please sorry right great good fine nice wow true correct
    a an the to of in on at by for from with about into over after before than very just only even still again always
    never often sometimes usually there is are was were be been being have has had do does did will would can could
    should may might must not all some any many much more most other another such own same both each every few
    van von vom zum zur im ist sind war nicht auch aber oder wenn dann also genau natürlich vielleicht eigentlich
    ähm äh hm ja nein doch schon noch sehr weil dass ich wir ihr sie es das der die den dem ein eine
    euh ben oui non donc alors mais parce voilà peut-être c'est c’est je tu il elle nous vous ils elles le les un une
    des du et ou que qui dans pour avec sur pas plus très bien
    eh este pues sí no claro bueno entonces pero porque también muy más es yo tú él ella nosotros ellos el los las
    uno una y o que en con por para su
    nou dus maar want omdat ook wel niet ik jij hij zij wij het een en of dat die er is
    """
) | words(
    "so and but or well yes no yeah okay ok then now like also if that this these those here he she they it we you"
)
"""Words that open or fill a sentence: before a colon they are what somebody says."""

_NAMES_AS_WELL = words(
    """
    an do may will van von vom vor il elle el le la les lo los un una uno des du tu yo su je
    per den ein eine sure ben ella even fine true nou
    """
)
"""Words of speech that some people are called: in lower case only they are words."""

COVER_FIELDS = words(
    """
    name names date time place location duration length venue setting city country language project study title
    subject topic email education ethnicity nationality employer university department school filename format medium
    platform audio village district region consent site nombre nom naam nome ocupación formation ausbildung
    file recording transcript transcribed transcriber transcription transcriptionist typist age gender sex occupation
    profession position role organisation organization company institution id code pseudonym interview version
    datum ort zeit uhrzeit dauer alter geschlecht beruf sprache projekt aufnahme transkript transkription
    transkribiert fecha lugar hora duración edad sexo profesión idioma proyecto transcripción lieu heure durée âge
    sexe langue projet transcripteur plaats tijd duur leeftijd geslacht beroep taal opname
    """
)
"""What a cover sheet tells of a talk: `Date: 15/04/2023`."""

# `Interviewer:in`, `Befragte*r`, `Enquêteur·rice`, `Entrevistado/a`, `Interviewer(in)`.
_GENDERED = re.compile(
    r"(?<=\w)(?:[:*_·•/@](?:[-–])?|\()(?:innen|in|r|rn|n|e|es|a|as|o|rice|euse|trice|se|x)\)?(?=[\s\d#_.-]|$)"
)
_PREFIX = r"(?:(?:the|un?known|unidentified|male|female|first|second|third|other|co-?|lead|assistant|main)[\s-]+)*"
_NUMBER = r"(?:[\s_#.-]*\d{1,3}[a-z]?|[\s_#.-]+[a-z])?"
_BRACKET = r"(?:\s*[(\[][^()\[\]]*[)\]])?"


def _any_of(roles: frozenset[str]) -> str:
    # The longest first, since a pattern takes the first that fits; and in one order, whatever the hash seed.
    return "|".join(map(re.escape, sorted(roles, key=lambda role: (-len(role), role))))


# `person` and `spk` only with a number: alone they are words.
_ROLE = re.compile(
    rf"{_PREFIX}(?:{_any_of(ASKERS | ANSWERERS | SPEAKERS)}|male|female|(?:fe)?male voice|multiple speakers|note taker|"
    rf"several voices|person(?=[\s_#.-]*\d)|spk(?=[\s_#.-]*\d)|ir|ie){_NUMBER}{_BRACKET}"
)
# In capitals only, `I`, `B1`, `P03`, `FG2-P3`: in lower case a letter is a word.
_CODE_NAME = re.compile(r"[IQARPBMFS]|IV|IE|IR|[A-Z]{1,4}[\s_-]?\d{1,4}[A-Za-z]?(?:[-_ ][A-Z]{0,3}\d{1,3})?")
_ASKS = re.compile(
    rf"(?:(?:lead|co-?|assistant|first|second|main)[\s-]*)?(?:{_any_of(ASKERS | ASKING)}|ir|i|q)"
    rf"(?:[\s_#.-]*\d{{1,2}}|[\s_#.-]+[a-e])?{_BRACKET}"
)
_ANSWERS = re.compile(rf"{_PREFIX}(?:{_any_of(ANSWERERS | ANSWERING)}|ie){_NUMBER}{_BRACKET}")
_TURN_WORD = re.compile(rf"(?P<word>{_any_of(ASKING | ANSWERING)}|q|a)(?P<number>[\s_#.-]*\d{{1,3}}[a-z]?)?[.:)]?")
# Not the short ones: `int` or `mod` before other words may be anything.
_ASKS_BY_NAME = re.compile(
    rf"(?:{_any_of(frozenset(role for role in ASKERS if len(role) > 3))})[\s,–-]+(?P<name>[^()]+)"
)
_ROLE_IN_BRACKETS = re.compile(r"[^()\[\]]+[(\[](?P<role>[^()\[\]]+)[)\]]")
# Two people under one label: `P1 & P2`, `Interviewee 1 and Interviewee 2`.
_TOGETHER = re.compile(r"\s*(?:&|\+|/|,|\band\b|\bund\b|\by\b)\s*")


def without_gender(label: str) -> str:
    """A label in lower case without the signs of a gendered form: `Befragte*r 2` -> `befragte 2`."""
    return _GENDERED.sub("", label.casefold())


@lru_cache(maxsize=4096)
def looks_like_a_role(label: str) -> bool:
    """Whether a label says a role or a code name: `Interviewer`, `Speaker 2`, `I`, `B1`, `P03`, `P1 & P2`."""
    # `P3?`, `FG1-P?`: the typist was not sure who spoke.
    plain = label.strip().rstrip(".").removesuffix("?").rstrip()
    bare = re.sub(r"\s*\([^()]*\)$", "", plain)
    if is_role_word(plain) or _CODE_NAME.fullmatch(bare):
        return True
    parts = [part for part in _TOGETHER.split(plain) if part]
    return len(parts) > 1 and all(is_role_word(part) or _CODE_NAME.fullmatch(part) for part in parts)


@lru_cache(maxsize=4096)
def is_role_word(label: str) -> bool:
    """Whether a label is a role in words, with a number, a letter or a name in brackets or without."""
    return bool(_ROLE.fullmatch(without_gender(label)))


@lru_cache(maxsize=4096)
def asks_by_label(label: str) -> bool:
    """Whether a label alone says that its bearer asks: Interviewer, Int, I, Q, Frage, `Kim (Interviewer)`."""
    plain = " ".join(without_gender(label).split()).strip(".[]<>")
    if _ASKS.fullmatch(plain):
        return True
    if inside := _ROLE_IN_BRACKETS.fullmatch(plain):
        return bool(_ASKS.fullmatch(inside["role"].strip()))
    named = _ASKS_BY_NAME.fullmatch(plain)
    # `Interviewer - field note` is a note, and more words than three are no name.
    return named is not None and len(named["name"].split()) <= 3 and "note" not in named["name"]


@lru_cache(maxsize=4096)
def answers_by_label(label: str) -> bool:
    """Whether a label alone says that its bearer answers: Interviewee, Respondent 2, Answer, Antwort."""
    plain = " ".join(without_gender(label).split()).strip(".[]<>")
    inside = _ROLE_IN_BRACKETS.fullmatch(plain)
    return bool(_ANSWERS.fullmatch(plain)) or (inside is not None and bool(_ANSWERS.fullmatch(inside["role"].strip())))


def all_answer(labels: Collection[str]) -> bool:
    """Whether all labels say that their bearers answer; a lone `A` or `R` does where nobody else has a label."""
    return all(map(answers_by_label, labels)) or {label.casefold().strip(".") for label in labels} in ({"a"}, {"r"})


def word_for_a_turn(label: str) -> str:
    """`Question` of `Question 3`, `Q` of `Q12.`: a label that names what is said, without its number; else ''."""
    match = _TURN_WORD.fullmatch(label.casefold().strip())
    return label.strip()[: match.end("word")] if match else ""


@lru_cache(maxsize=16384)
def is_word_of_speech(label: str) -> bool:
    """Whether a label is a word, or a few, that people say and nobody is called: `Um`, `It's`, `van`."""
    said = label.casefold().replace(",", " ").split()
    if len(label.strip(" .")) == 1:
        return False  # a letter stands for a person, or for a word in one language and a person in another
    if len(said) == 1 and said[0] in _NAMES_AS_WELL and label[:1].isupper():
        return False
    return bool(said) and all(word.strip(".…-–'\"“”‘’") in WORDS_OF_SPEECH for word in said)
