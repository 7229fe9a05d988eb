"""The forms in which an English word is said: know -> know, knows, knew, known, knowing.

`LEMMA` in a pattern is written out by this, so that no grammar model is needed to find it. All forms of a verb,
a noun and an adjective are made together: a form too many that nobody says costs nothing, one too few is a miss.
A noun in -ing ("the meeting") is therefore a form of its verb, which a grammar model would call a word of its own.
"""

from __future__ import annotations

from functools import cache

# base: past, past participle and other forms that no rule makes; third person and -ing come from rules.
_VERBS = """
arise arose arisen|awake awoke awoken|bear bore borne born|beat beaten|become became|begin began begun|bend bent
bet
bind bound|bite bit bitten|bleed bled|blow blew blown|break broke broken|breed bred|bring brought|broadcast
build built|burn burnt|burst|buy bought|cast|catch caught|choose chose chosen|cling clung|come came|cost
creep crept|cut|deal dealt|dig dug|draw drew drawn|dream dreamt|drink drank drunk|drive drove driven|dwell dwelt
eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|find found|flee fled|fling flung|fly flew flown
forbid forbade forbidden|forecast|foresee foresaw foreseen|forget forgot forgotten|forgive forgave forgiven
freeze froze frozen|get got gotten|give gave given|go went gone goes gon|grind ground|grow grew grown
hang hung|hear heard|hide hid hidden|hit|hold held|hurt|keep kept|kneel knelt|know knew known
lay laid|lead led|lean leant|leap leapt|learn learnt|leave left|lend lent|let|lie lay lain|light lit|lose lost
make made|mean meant|meet met|mislead misled|mistake mistook mistaken|misunderstand misunderstood|outdo outdid outdone
overcome overcame|override overrode overridden|oversee oversaw overseen|overtake overtook overtaken
overthrow overthrew overthrown|partake partook partaken|pay paid|prove proven|put|quit|read|rebuild rebuilt
redo redid redone|repay repaid|rethink rethought|rewrite rewrote rewritten|rid|ride rode ridden|ring rang rung
rise rose risen|run ran|say said|see saw seen|seek sought|sell sold|send sent|set|shake shook shaken|shed
shine shone|shoot shot|show shown|shrink shrank shrunk|shut|sing sang sung|sink sank sunk|sit sat|sleep slept
slide slid|slit|sneak snuck|speak spoke spoken|speed sped|spell spelt|spend spent|spill spilt|spin spun|spit spat
split
spoil spoilt|spread|spring sprang sprung|stand stood|steal stole stolen|stick stuck|sting stung|stink stank stunk
strike struck stricken|strive strove striven|swear swore sworn|sweep swept|swell swollen|swim swam swum|swing swung
take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown|thrust
undergo underwent undergone
understand understood|undertake undertook undertaken|undo undid undone|uphold upheld|upset|wake woke woken
wear wore worn|weave wove woven|weep wept|win won|wind wound|withdraw withdrew withdrawn|withhold withheld
withstand withstood|wring wrung|write wrote written
backslide backslid|befall befell befallen|behold beheld|dive dove dived|forgo forwent forgone|forsake forsook forsaken
inbreed inbred|melt melted molten|mow mown mowed|plead pled pleaded|rend rent|saw sawn sawed|sew sewn sewed
shave shaven shaved|slay slew slain|sling slung|smell smelt smelled|sow sown sowed|string strung|stride strode
tread trod trodden|waylay waylaid|up upped upping|hew hewn hewed|strew strewn strewed
"""
_NOUNS = """
man men|woman women|child children|person people persons|foot feet|tooth teeth|goose geese|mouse mice|ox oxen
life lives|wife wives|knife knives|leaf leaves|half halves|self selves|shelf shelves|thief thieves|loaf loaves
calf calves|wolf wolves|elf elves|scarf scarves|hoof hooves|crisis crises|analysis analyses|basis bases
thesis theses|hypothesis hypotheses|diagnosis diagnoses|axis axes|oasis oases|emphasis emphases|synthesis syntheses
criterion criteria|phenomenon phenomena|datum data|medium media|curriculum curricula|memorandum memoranda
stratum strata|bacterium bacteria|alumnus alumni|stimulus stimuli|focus foci|nucleus nuclei|syllabus syllabi
appendix appendices|index indices|matrix matrices|vertex vertices|quiz quizzes|bus buses|gas gases|staff staves
chairwoman chairwomen|policewoman policewomen
businesswoman businesswomen|councilwoman councilwomen
grandchild grandchildren|schoolchild schoolchildren|stepchild stepchildren|salesperson salespeople
"""
_ADJECTIVES = """
good better best|well better best|bad worse worst|far farther farthest further furthest|little less least
many more most|much more most|few fewer fewest|old older oldest elder eldest
"""
_CLOSED = """
be am is are was were been being 's 're 'm ai|have has had having 've 'd 's|do does did done doing doin 'd 's
can ca could|will 'll wo would|not n't nt|shall sha should|may might|would 'd|us 's
i me|we us|he him|she her|they them|us 's
"""
# adjectives that people compare with -er and -est; the list keeps "work -> worker" out
_COMPARED = """
angry big bold brave bright broad busy calm cheap clean clear clever close cold cool cruel crazy dark dead deep dirty
dry dull early easy empty fair fast fat few fine firm flat fresh friendly full funny gentle grand great green guilty
happy hard harsh healthy heavy high hot huge humble hungry keen kind large late lazy light likely lonely long loose
loud low lucky mad mean messy narrow near neat new nice noisy odd old plain poor pretty proud pure quick quiet rare
raw ready rich rough sad safe scary sharp short shy sick silly simple slow small smart smooth soft sore sorry
steady steep stiff strange strict strong stupid sure sweet tall tasty thick thin tight tiny tough true ugly warm
weak wealthy weird wet wide wild wise worthy young
"""
_VOWELS = "aeiou"


@cache
def forms(lemma: str) -> frozenset[str]:
    """Every form of a word, lower case, the word itself among them. Words in several parts have only themselves."""
    word = lemma.lower()
    # Function words are said in shapes that no rule makes ('s, 'll, n't), and in no others.
    if word in _closed():
        return _closed()[word]
    # Numbers, signs and words in parts are said one way only.
    if not word.isalpha() or len(word) < 2:
        return frozenset((word,))
    every_form = {word, *_with_s(word), *_with_ing(word)}
    every_form |= _irregular_forms(word)
    if not _is_irregular_verb(word):
        every_form |= set(_with_ed(word))
    if word in _compared():
        every_form |= {_stem(word) + ending for ending in ("er", "est")}
    return frozenset(every_form)


@cache
def _closed() -> dict[str, frozenset[str]]:
    return _table(_CLOSED)


@cache
def _irregular() -> dict[str, frozenset[str]]:
    merged: dict[str, frozenset[str]] = {}
    for text in (_VERBS, _NOUNS, _ADJECTIVES):
        for base, its_forms in _table(text).items():
            merged[base] = merged.get(base, frozenset()) | its_forms
    return merged


def _table(text: str) -> dict[str, frozenset[str]]:
    """{base: its forms}; entries end with a bar or a line."""
    table: dict[str, frozenset[str]] = {}
    for entry in text.replace("\n", "|").split("|"):
        words = entry.split()
        if words:
            table[words[0]] = table.get(words[0], frozenset()) | frozenset(words)
    return table


@cache
def _compared() -> frozenset[str]:
    return frozenset(_COMPARED.split())


@cache
def _regular_too() -> frozenset[str]:
    """Verbs of the irregular table that people also say with a regular -ed."""
    return frozenset(
        [
            "burn",
            "dream",
            "dwell",
            "lean",
            "leap",
            "learn",
            "light",
            "prove",
            "show",
            "sneak",
            "speed",
            "spell",
            "spill",
            "spoil",
            "swell",
        ]
    )


_PREFIXES = ("counter", "inter", "under", "over", "fore", "mis", "out", "pre", "un", "re")


def _irregular_forms(word: str) -> frozenset[str]:
    """From the table, else from what follows a prefix (outgrow) or stands in a compound (foreman)."""
    if word in _irregular():
        return _irregular()[word]
    # Six letters at least, so that "human" does not become "humen".
    if word.endswith("man") and len(word) > 5:
        return frozenset((word[:-2] + "en",))
    prefix = _verb_prefix(word)
    return frozenset(prefix + form for form in _irregular()[word[len(prefix) :]]) if prefix else frozenset()


def _verb_prefix(word: str) -> str:
    """The prefix that stands before a verb of the table, or ''."""
    return next((prefix for prefix in _PREFIXES if word.startswith(prefix) and word[len(prefix) :] in _verbs()), "")


@cache
def _verbs() -> dict[str, frozenset[str]]:
    return _table(_VERBS)


def _is_irregular_verb(word: str) -> bool:
    base = word if word in _verbs() else word[len(_verb_prefix(word)) :]
    return base in _verbs() and base not in _regular_too()


def _ends_in_consonant_y(word: str) -> bool:
    return word.endswith("y") and len(word) > 2 and word[-2] not in _VOWELS


def _with_s(word: str) -> tuple[str, ...]:
    if _ends_in_consonant_y(word):
        return (word[:-1] + "ies",)
    # Custom decides: heroes and photos, churches and epochs; a verb goes, teaches.
    if word.endswith("ch") or (word.endswith("o") and word[-2] not in _VOWELS):
        return (word + "es",) if _is_irregular_verb(word) else (word + "es", word + "s")
    return (word + "es",) if word.endswith(("s", "x", "z", "sh")) else (word + "s",)


def _n_vowel_groups(word: str) -> int:
    return sum(a in _VOWELS + "y" and b not in _VOWELS + "y" for a, b in zip(word, word[1:] + "#", strict=True))


def _doubled(word: str) -> str | None:
    """stop -> stopp; None where the last letter is never doubled."""
    if len(word) < 3 or word[-1] in _VOWELS + "wxyh" or word[-2] not in _VOWELS:
        return None
    if word[-3] in _VOWELS and not word.endswith(("uit", "uip", "uiz", "uat", "uel", "ual", "ial")):
        return None  # need, wait; but quit, equip, squat, fuel, dial
    return word + word[-1]


def _stems(word: str) -> tuple[str, ...]:
    """What -ed, -ing are put to: one stem, two where custom or stress decides (travel, focus)."""
    # panic, panicked; but also arced.
    if word.endswith("c"):
        return (word + "k", word)
    # agreeing, shoeing, dyeing keep their e.
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return (word[:-1],)
    doubled = _doubled(word)
    if doubled is None:
        return (word,)
    # British travelled beside American traveled; focused and focussed.
    is_one_way = _n_vowel_groups(word) == 1 and not word.endswith("l")
    return (doubled,) if is_one_way else (doubled, word)


def _with_ed(word: str) -> tuple[str, ...]:
    if _ends_in_consonant_y(word):
        return (word[:-1] + "ied",)
    if word.endswith("e"):
        return (word + "d",)
    return tuple(stem + "ed" for stem in _stems(word))


def _with_ing(word: str) -> tuple[str, ...]:
    # lie, lying.
    if word.endswith("ie"):
        return (word[:-2] + "ying",)
    # singe, singeing, since "singing" is another verb's; binge, bingeing and binging; age, ageing and aging.
    if word.endswith("inge") or word in ("age", "dye"):
        is_of_another = word[:-1] in _verbs() or word == "dye"
        return (word + "ing",) if is_of_another else (word + "ing", word[:-1] + "ing")
    return tuple(stem + "ing" for stem in _stems(word))


def _stem(word: str) -> str:
    """What -er and -est are put to."""
    if _ends_in_consonant_y(word):
        return word[:-1] + "i"
    return _stems(word)[0]
