"""Whether a passage says that something was so, denies it, or wishes it: rules over the words around a hit.

Negation and hypothetical words reach forward to the end of their clause, at most REACH words; a few wordings reach
back ("…, we never did"). The words of the hit itself never count: a phrase that holds its own negation ("never sat
us down") is what its author meant. The rules are listed for people in docs/codebook.md.

Source: the scheme of triggers, pseudo-triggers and ends of scope is that of Chapman et al. (2001), "A Simple
Algorithm for Identifying Negated Findings and Diseases" (NegEx), with word lists for spoken interviews of our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# As docs/codebook.md promises: a negation in the hit's clause, at most 12 words away.
REACH = 12

_SUBJECT = r"(?:i|we|they|he|she|you|it|there|that|this|these|those|everybody|everyone|people|somebody|someone)"
_PRONOUN = r"(?:i|we|they|he|she|you|it|there)"
_AUX = r"(?:do|did|does|was|were|is|are|am|had|have|has|could|would|should|can|will|might|must|need)"
_ADVERB = r"(?:really|just|ever|even|also|probably|maybe|perhaps|all|actually|still|always|then|simply|only)"

_DEGREE = r"(?:much|many|far|little|well|often|long|hard|easy|easily|badly|good|bad|close|strong|clear|sure)"
"""After these "so" says how much ("not so much by …"); before anything else it begins what follows from the clause."""

_TRIGGER = frozenset(
    [
        "not",
        "n't",
        "nt",
        "never",
        "nobody",
        "none",
        "nothing",
        "nowhere",
        "neither",
        "nor",
        "no",
        "without",
        "hardly",
        "barely",
        "scarcely",
        "rarely",
        "seldom",
        "lack",
        "lacks",
        "lacked",
        "lacking",
        "absence",
        "failed",
        "fails",
        "fail",
        "refused",
        "refuse",
        "instead",
        "rather",
        "unable",
        "zero",
        "missing",
        "yet",
        "far",
        "doubt",
        "doubts",
        "absent",
        "should",
        "shoulda",
        "coulda",
        "woulda",
        "could",
        "would",
        "'d",
        "ought",
        "supposed",
        "wish",
        "wished",
        "wishes",
        "if",
        "had",
        "hope",
        "hoped",
        "hoping",
        "whether",
        "wonder",
        "wondered",
        "cannot",
        "dunno",
        "ai",
    ]
)

_MOST_FILLERS = (
    r"(?:um+|uh+|er+|erm+|uhm+|h+m+|mm+|mhm|ah+|oh|eh|well|honestly|frankly|obviously|you know|you see|i mean|sort of"
    r"|kind of|i guess|i think|i suppose|i believe|(?:i )?(?:would|'d|must|should|have to) say|to be honest"
    r"|i (?:do not know|dunno)(?! if| whether))"
)
_FILLER = re.compile(rf"(?:(?: ,)? {_MOST_FILLERS}(?= ))+(?: ,)?( {_SUBJECT}(?= ))?")
# "[laughs]", "(inaudible)": the transcriber's words, between those of a clause.
_BRACKETS = re.compile(r" \[[^\]]*\]| \([^)]*\)")
# In this order: n't becomes not first, and what stands before "not" is spelt out by it.
_WRITINGS = (
    (re.compile(r" (?:n't|nt)(?= )"), " not"),
    (re.compile(r" (?:ca|can)(?= not )"), " can"),
    (re.compile(r" cannot(?= )"), " can not"),
    (re.compile(r" wo(?= not )"), " will"),
    (re.compile(r" ai(?= not )"), " is"),
    (re.compile(r" '(?:re)(?= not )"), " are"),
    (re.compile(r" 's(?= not )"), " is"),
    (re.compile(r" (should|could|would)a(?= )"), r" \1 have"),
    (re.compile(r" (should|could|would|'d|might|must) (?:of|'ve)(?= )"), r" \1 have"),
    (re.compile(r" no - one(?= )| no one(?= )"), " nobody"),
)

# what only looks like a negation: taken out before anything is counted
_NOT_MEANT = re.compile(
    r" (?:not (?:only|just|merely|simply|to mention|least|surprisingly|long after|until)"
    r"|not (?:gon na lie|going to lie|a doubt)"
    r"|no (?:doubt|question|wonder|matter|problem|worries|surprise|sooner|kidding)"
    r"|without (?:a |any )?(?:doubt|question|fail)|nothing but|nothing if not|never mind|(?:or|why|if) not(?! for)"
    r"|do not get me wrong|can not (?:stress|overstate|emphasi[sz]e|say (?:enough|how)|thank|help but)"
    r"|can not (?:imagine|believe|tell you) how|could not be (?:happier|prouder|better|more)"
    r"|(?:do|did|does|would) not (?:mind (?:telling|saying)|matter)"
    r"|not un(?!der|til|less|ion|it)[a-z]+|no end of"
    r"|(?:do|did|can|could) not (?:know|remember|recall) (?:how|what|who|where|why|when|exactly|which|the exact)"
    r"|no idea (?:how|what|who|where|why|when)"
    r"|wish list|if (?:anything|you will|you like|you want)|as if|should (?:mention|add|note|point out|tell))(?= )"
)
# "We looked at data, didn't we": asked back, not denied.
_TAG = re.compile(rf" {_AUX} not {_PRONOUN}(?= (?:[,?.!]|and |but ))")
# "Didn't we look at data?": a question that expects a yes.
_ASKED_BACK = re.compile(rf"^(?: (?:and|so|but|well|yeah|yes|now|,))* {_AUX} not {_SUBJECT}(?= )")
# "No, we trusted them": it answers what was asked, and denies nothing that follows.
_NO_AS_ANSWER = re.compile(rf" no(?= (?:,|no |not |never |{_PRONOUN} |nobody |none |nothing |yeah |yes |but |and ))")

# Where a clause begins anew: a "not" before it does not reach the hit. "(as) though" and "yet to" do not.
_END_BEFORE = re.compile(
    r" (?:but|except|because|'cause|cuz|although|(?<! as )though|however|whereas|while|when|since|until|till|unless"
    r"|yet(?! to )"
    rf"|so(?! {_DEGREE} )"
    rf"|which|therefore|otherwise|[;:.!?…]+|[—–]|--+|and {_SUBJECT}|and then)(?= )"
)
_AND = re.compile(r" and(?= )")
_STILL_IN_THE_LIST = re.compile(
    rf"(?: (?:{_ADVERB}|the|a|an|any|our|their|to|some|much|many))*(?: (?!lots|plenty)[\w'-]+)? $"
)
"""What may stand between "and" and a hit that the same "not" still denies: "didn't sit down and [look at data]",
"didn't have time and the [money]". With more words between, somebody else does something else."""

# After "and [the neighbours]": a verb makes them a subject of their own, whom no "not" before denies.
_BEGINS_TO_DO = re.compile(
    r"^(?: (?:also|just|then|all|really|still|always|never))* (?:do|does|did|was|were|is|are|had|has|have|'s|'re|'d|'ll"
    r"|will|would|could|can|came|went|took|made|gave|said|got|put|kept|found|paid|let|stood|[a-z]+ed)(?= )"
)
_OF_A_SUBJECT = re.compile(r"^ (?:the|my|our|their|his|her|its|some|most|many|all|both|this|that|these|those) ")
# "didn't" is followed by "look", not "looked": a past form after "and" is a statement of its own.
_DENIES_A_BARE_VERB = re.compile(r" (?:do|did|does|would|could|should|can|will|might|must) not(?= )")
_PAST = re.compile(
    r"^ (?:[a-z]+ed|did|was|were|had|went|came|gave|took|got|kept|built|knew|told|found|brought|began|held|left|met"
    r"|paid|ran|said|saw|sent|sold|spoke|stood|thought|won|wrote|drove|grew|chose|broke|lent|lost|fell|felt|heard|led"
    r"|made)(?= )"
)
# "We did not, in those years, look at data": the "not" reaches over what stands between commas.
_PARENTHESIS = re.compile(rf"( {_AUX} not| never) ,(?! (?:{_SUBJECT}|but|so|and) )(?: [\w'-]+){{1,5}} ,(?= )")
_INSTEAD = re.compile(rf"^.* (?:instead of|rather than|without|with no)(?: [\w'-]+){{1,4}} ({_PRONOUN})(?= )")
"""What is done in place of something, or without it: "instead of a letter they | …", "with no money left we | …"."""

_AND_AGAIN = re.compile(rf" (?:and|or)(?= (?:{_ADVERB} )?(?:{_AUX} )?(?:not|never) )")
_MAIN_CLAUSE = re.compile(  # "if we had a problem | we 'd …", "even if we had no money | we …"
    rf"^.* (?:even if(?: [\w'-]+){{3,}} ({_PRONOUN})|if(?: [\w'-]+)+ ({_PRONOUN} (?:would|'d|could|will|'ll)))(?= )"
)
_END_AFTER = re.compile(
    rf" (?:but|except|because|although|though|however|whereas|so|[;:]|[—–]|--+|and {_SUBJECT})(?= )"
)

_NOT = re.compile(r" not(?= )")
# Each turns the statement round once more: "couldn't have done it without" is told.
_TURNING = re.compile(
    r" (?:without|(?:was|is|were) (?:missing|lacking) (?:was|is|were)|lack(?:s|ed|ing)?(?: of)?|absence of"
    r"|fail(?:s|ed)? to|refused? to|instead of|rather than"
    r"|unable to|yet to|far from|doubts?(?: that| if| whether)?)(?= )"
)
# Spoken double negation: "didn't have no data" is one denial, not two that undo each other.
_CONCORD = re.compile(
    r" (?:no|never|nobody|none|nothing|nowhere|neither|nor|hardly|barely|scarcely|rarely|seldom|zero)(?= )"
)
# Only asked whether: "I don't know if we trusted them".
_UNSURE = re.compile(
    r" (?:whether|(?:know|knows|knew|sure|wonder|wonders|wondered|wondering|idea|ask|asked|asking|tell|see|remember"
    r"|dunno)(?: (?:them|him|her|me|us|you))? if)(?= )"
)

# "We should have a meeting": what is had now, not what should have been done.
_NOT_A_PARTICIPLE = r"(?! (?:to|a|an|the|this|that|some|any|our|their|no|these|those|more|people|meetings?) )"
_COUNTERFACTUAL = re.compile(
    rf" (?:should|could|would|'d|ought to)(?: (?:not|never|{_ADVERB}))* have{_NOT_A_PARTICIPLE}(?= )"
    rf"| if (?:[\w'-]+ ){{0,3}}(?:had|'d|were|was)(?= )|^ had {_SUBJECT}(?= )| if not for(?= )"
    r"| (?:were|had) it not (?:been )?for(?= )"
    r"| wish(?:ed|es)?(?= )| if only(?= )"
)
_WISHED = re.compile(
    r" (?:should|ought to|supposed to|(?:would|'d) (?:love|like|want) to|hop(?:e|ed|ing) to"
    r"|would be (?:nice|good|great))"
    r"(?= )"
)

# A denial behind counts only where the clause ends with it: "…, we never did." and not "we never did mind".
_AT_END = r"(?=(?: (?:at all|either|really|though|then|together|enough))* (?:[.,!?;]|$)|$)"
_DENIED_AFTER = re.compile(
    r"^(?: ,)?(?: no| not (?:at all|really|so much|exactly|much))(?= [.,!]| $|$)"
    rf"|^(?: [\w'-]+| ,){{0,4}}? (?:was|were|is|are|been|being)(?: {_ADVERB})* (?:not|never)(?: {_ADVERB})*"
    r" (?:there|any|much|present|in place|happening|available|asked|used|shared|built|consulted|involved|invited)(?= )"
    rf"|^(?: [\w'-]+| ,){{0,4}}? (?:{_AUX} not|never)(?: {_ADVERB})*"
    r" (?:exist|existed|happen|happened|happens|come|came|materiali[sz]ed?|work out|get done|got done)(?= )"
    r"|^(?: [\w'-]+| ,){0,3}? (?:was|were|is|are) (?:lacking|missing|absent|nonexistent|nowhere)(?= )"
    r"|^(?: [\w'-]+| ,){0,4}? there (?:was|were|is|are|'s) (?:not|no|none|never|hardly|nothing)(?= )"
    rf"|^(?: [\w'-]+){{0,4}}(?: ,)+ {_PRONOUN}(?: {_ADVERB})* (?:never|had none|{_AUX} not|{_AUX} never)"
    rf"(?: (?:did|do|had|have|was|were|any|that|it|one|so))*{_AT_END}"
)
_WISHED_AFTER = re.compile(
    rf"^(?: [\w'-]+| ,){{0,4}}? (?:that )?{_PRONOUN}(?: {_ADVERB})* (?:should|could|would|ought to|'d) have"
    rf"(?: (?:done|had|looked|been|used|asked|tried|it|at|that|this|more|sooner|earlier))*{_AT_END}"
    rf"|^ would(?: {_ADVERB})* (?:have|be|help)(?= )"
    rf"|^(?: ,)?(?: that| which)? (?:is|was|'s) (?:something|what|one thing|the thing)(?: that)? {_PRONOUN}"
    r"(?: [\w']+)? (?:should|could|would|wish)(?= )"
)
# "We never looked at data until the flood": then they did.
_LATER_AFTER_ALL = re.compile(r"^(?: [\w'-]+| ,){0,6}? (?:until|till)(?= )")
# "Without the data we would never have …": it was there.
_WOULD_HAVE_FAILED = re.compile(
    rf"^(?: [\w'-]+| ,){{0,6}}? (?:would|could|'d|can)(?: {_ADVERB})* (?:not|never|have)(?= )"
)
# "no money, [time] or trust": the "no" reaches over the comma of a list that an "or" will end.
_LIST_GOES_ON = re.compile(r"^(?: [\w'-]+){0,3}(?: ,(?: [\w'-]+){1,3}){0,3}(?: ,)? (?:or|nor)(?= )")
# "no money, time or [trust]"; an "or" further back begins what the hit stands in: "no letter, or they [called]".
_LIST_ENDS = re.compile(rf"^(?! (?:{_SUBJECT}|so|but|just|only) )(?: [\w'-]+){{0,6}}? (?:or|nor)(?= )")
# With "and" it is a list only where a word before nouns opens it ("without money, time and [trust]"), since an "and"
# joins statements as well, and only where nothing is then said to be done.
_OPENS_A_LIST = re.compile(r" (?:without|no|lack(?:ed|s|ing)?(?: of)?|absence of)(?: (?!longer|one )[\w'-]+){1,3} $")
_AND_GOES_ON = re.compile(r"^(?: [\w'-]+){0,2}(?: ,(?: [\w'-]+){1,3}){0,3}(?: ,)? and(?: [\w'-]+){1,3}(?= [.;!?]|$| $)")
_AND_ENDS = re.compile(r"^(?: [\w'-]+){0,4}? and(?= )")
_WITHOUT_FIRST = re.compile(r"^ (?:without|with no)(?= )")
_MUCH = re.compile(r" (?:lots|plenty|just|only|some|much|many|more)(?= )")
_SMALL_WORDS = ("or", "nor", "and", "the", "a", "an", "any", "our", "their", "of")
_LONGEST_ITEM = 3


def polarity(words: Sequence[str], start: int, end: int) -> str | None:
    """What a segment says of the thing that words[start:end] name.

    Args:
        words: Lower-cased tokens of one segment, apostrophes straight, as spaCy's English tokenizer cuts them.
        start, end: The hit, end exclusive.

    Returns:
        `affirmed`, `absent` (denied), `wished` (should have, if we had), or None where it is only asked whether
        ("I don't know if we trusted them"): that is no statement and gives no coding.
    """
    # Most segments hold no such word, and are spared all the regular expressions.
    if _TRIGGER.isdisjoint(words[:start]) and _TRIGGER.isdisjoint(words[end:]):
        return "affirmed"
    before, after = _written(words[:start]), _written(words[end:])
    # Callers give lists and tuples.
    if words[-1:] == ["?"] or words[-1:] == ("?",):
        before = _ASKED_BACK.sub("", before)
    own = _written(words[start:end])
    # Unsureness before denial: "I don't know if" holds a "not" that denies nothing.
    scope = _scope(_PARENTHESIS.sub(r"\1", before), own, after)
    if _UNSURE.search(scope):
        return None
    said = _said_before(scope, own, after, has_own=bool(_NOT.search(own) or _CONCORD.search(own)))
    return said if said != "affirmed" or _n_negations(scope) else _said_after(after)


def strongest(polarities: Iterable[str]) -> str:
    """One polarity for a passage with several hits: affirmed before wished before absent."""
    distinct = set(polarities)
    # Told once in a passage is told; the contract's order.
    return next(polarity for polarity in ("affirmed", "wished", "absent") if polarity in distinct)


def _written(words: Sequence[str]) -> str:
    """The words as one line with a space on both ends, spelt one way, without fillers and seeming negations."""
    # A blank on both ends, so that every pattern can ask for whole words by blanks.
    line = _BRACKETS.sub("", " " + " ".join(words) + " ")
    for pattern, instead in _WRITINGS:
        line = pattern.sub(instead, line)
    line = _TAG.sub(" ,", line)
    line = _FILLER.sub(lambda filler: f" ,{filler[1]}" if filler[1] else "", line)
    return _NO_AS_ANSWER.sub(" ,", _NOT_MEANT.sub("", line))


def _scope(before: str, own: str, after: str) -> str:
    """The words before a hit that are in its clause, a list with "or" kept whole; at most REACH of them."""
    # Only the last "and" can part the hit from what denies it.
    if (last_and := _last(_AND, before)) and _begins_a_clause(
        before[: last_and.start()], before[last_and.end() :], own, after
    ):
        before = before[last_and.end() :]
    start = max((end.end() for end in _END_BEFORE.finditer(before)), default=0)
    again = [conjunction.end() for conjunction in _AND_AGAIN.finditer(before)]
    # "didn't call and didn't write": the second denial stands by itself, or the two would undo each other.
    start = max([start, *again])
    # Counted after fillers are gone: "um, you know" takes nothing of the reach.
    scope = " ".join(_with_its_list(before[start:], after).split()[-REACH:])
    scope = _INSTEAD.sub(r" \1", f" {scope} ")
    return _MAIN_CLAUSE.sub(lambda clause_start: f" {clause_start[1] or clause_start[2]}", scope)


def _with_its_list(clause: str, after: str) -> str:
    """The end of a clause before a hit from its last comma on, or from where the list begins that the hit stands in."""
    pieces = clause.split(" ,")
    first = len(pieces) - 1
    # "Without staff, the cook or [the priest] did it": what is done without somebody, others do.
    is_done = bool(_WITHOUT_FIRST.match(clause) and _BEGINS_TO_DO.match(after))
    has_or = bool(_LIST_GOES_ON.match(after) or _LIST_ENDS.match(pieces[-1])) and not is_done
    has_and = bool(_AND_GOES_ON.match(after) or _AND_ENDS.match(pieces[-1])) and not (
        _BEGINS_TO_DO.match(after) or _MUCH.match(pieces[-1])
    )
    # "no money, and [trust] grew": two things are no list, and the comma ends the first.
    nearest = first - 2 if has_and and pieces[-1] == " and " else first - 1
    opening = first
    # Items of a list are short; longer pieces are clauses, and the denial stays in its own.
    while first > 0 and _n_words_of_item(pieces[first]) <= _LONGEST_ITEM:
        first -= 1
        if has_or or (has_and and first <= nearest and _OPENS_A_LIST.search(pieces[first] + " ")):
            opening = first
    return "".join(pieces[opening:])


def _n_words_of_item(piece: str) -> int:
    return sum(word not in _SMALL_WORDS for word in piece.split())


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(iter(reversed(list(pattern.finditer(text)))), None)


def _begins_a_clause(before: str, between: str, own: str, after: str) -> bool:
    """Whether an "and" begins a clause of its own, which a "not" before it does not deny.

    Args:
        before: The words before the "and".
        between: Those from it to the hit.
        own: The hit.
        after: What follows the hit.
    """
    if not _STILL_IN_THE_LIST.match(between):
        return True
    is_subject = bool(_OF_A_SUBJECT.match(between + own.lstrip()))
    if is_subject and _BEGINS_TO_DO.match(after):
        return True  # "and [the neighbours] did the work"
    return bool(_DENIES_A_BARE_VERB.search(before) and _PAST.match(own))  # "didn't move and tenants [started it]"


def _n_negations(scope: str) -> int:
    """How often the scope turns a statement round; "didn't have no data" turns it once."""
    nots = [negation.start() for negation in _NOT.finditer(scope)]
    concord = _CONCORD.search(scope)
    is_own = concord is not None and not any(start < concord.start() for start in nots)
    # A "nobody" after a "not" repeats it; before it, or alone, it denies.
    return len(nots) + len(_TURNING.findall(scope)) + int(is_own)


def _said_before(scope: str, own: str, after: str, has_own: bool) -> str:
    # A phrase with a negation of its own takes "nobody never sat us down" for the same denial said twice.
    n_negations = _n_negations(_CONCORD.sub("", scope) if has_own else scope)
    is_denied = n_negations % 2 == 1
    if _COUNTERFACTUAL.search(scope + " ".join(own.split()[:1]) + " "):
        # "Shouldn't have", "if it weren't for": unreal and denied, so it was there.
        return "affirmed" if n_negations else "wished"
    if _WISHED.search(scope):
        return "absent" if is_denied else "wished"
    if is_denied and _LATER_AFTER_ALL.match(after):
        return "affirmed"
    if is_denied and " without " in scope and _WOULD_HAVE_FAILED.match(after):
        return "affirmed"
    return "absent" if is_denied else "affirmed"


def _said_after(after: str) -> str:
    ended = _END_AFTER.search(after)
    # A denial in the next clause is about something else.
    near = after[: ended.start()] + " " if ended else after
    # Before denials: "we should have, but didn't" is a wish.
    if _WISHED_AFTER.match(near):
        return "wished"
    return "absent" if _DENIED_AFTER.match(near) else "affirmed"
