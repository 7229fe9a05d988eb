"""Small made-up studies by a seed, in which versions, readings, codings and judgements meet in every combination."""

from __future__ import annotations

import copy
import itertools
import random
from typing import Any

from tests.oracle.writing import ASKS, StudyFiles, Talk

Codes = dict[str, dict[str, Any]]

VERSIONS = ("1", "2", "3")
CODERS = ("ana", "ben", "cem", "consensus")
PHRASES = {
    "keys": "shared the spare keys",
    "ledger": "kept an open ledger",
    "custom": "kept to the old custom",
    "minutes": "read the minutes aloud",
    "elder": "asked old Tamsin first",
    "rain": "lost a week to rain",
    "dues": "waited for the dues",
    "money": "found the cash box empty",
    "quarrel": "quarrelled over the fence",
    "roof": "patched the leaking roof",
}
PARENTS = {"keys": "enabler", "ledger": "enabler", "custom": "enabler", "minutes": "custom", "elder": "enabler"}
SCOPES = {"roof": ["q_house"], "ledger": ["q_house", "q_talk"]}
QUESTIONS = {
    "q_start": ("How did all of this begin for you?", ["keys", "elder"]),
    "q_house": ("What happened to the house in that winter?", ["barrier"]),
    "q_talk": ("Who talked with whom about the garden plots?", ["custom"]),
}
NEUTRAL = (
    "The kettle was always on.",
    "I was in the choir then.",
    "That path floods every spring.",
    "My sister tells it better.",
)
MOULDS = ("In {month} we {phrase}.", "We {phrase} that {month}, all of us.", "People say that we {phrase} in {month}.")
DENIALS = ("We never {phrase} in {month}.", "Nobody {phrase} that {month}.")
WISHES = ("We should have {phrase} in {month}.",)
MONTHS = ("March", "April", "June", "July", "October", "November")
HOWS = ("reworded", "narrowed", "broadened", "moved", None)
ATTRIBUTES = {"issue": ("pool", "plots"), "city": ("Arle", "Brim", "Cove")}


def random_study(seed: int, with_applied_codes: bool = True) -> StudyFiles:
    """One study; without applied codes the coders' files hold rejects alone and the machine goes unchecked."""
    rng = random.Random(seed)
    versions = codebooks(rng)
    cases, talks, attendance, people = material(rng)
    study = StudyFiles(
        study={
            "title": f"Made by seed {seed}",
            "codebook": "codebook.yaml",
            "design": {"within-issue": "issue", "within-city": "city"},
            "outcome": {"attribute": "tier", "order": ["less", "intermediate", "more"]},
            "shows": {"transcripts": rng.choice((1, 1, 2))},
            "fiction": True,
        },
        versions=versions,
        cases=list(cases),
        talks=talks,
        guides={"garden": {"questions": {q: {"text": t, "asks_about": live_of(versions["3"], about)}
                                         for q, (t, about) in QUESTIONS.items()}}},
        people=list(people),
        attendance=list(attendance),
        tiers=[{"case_id": c["case_id"], "tier": rng.choice(("less", "intermediate", "more", "more"))} for c in cases],
    )  # fmt: skip
    if with_applied_codes:
        apply_codes(rng, study)
    else:
        reject_codes(rng, study)
    read(rng, study, rows_a_coder=8 if with_applied_codes else 2)
    judge(rng, study)
    return study


# ---- the codebook and its past ----
def codebooks(rng: random.Random) -> dict[str, Codes]:
    first: Codes = {
        "enabler": {"is_codable": False, "definition": "What helped."},
        "barrier": {"is_codable": False, "definition": "What hindered."},
    }
    for code, phrase in PHRASES.items():
        first[code] = {
            "parent": PARENTS.get(code, "barrier"),
            "definition": f"They {phrase}.",
            "include": [f"also where they only say that they {phrase}"],
            "exclude": [f"what is told of others -> {rng.choice([other for other in PHRASES if other != code])}"],
        }
        if code in SCOPES:
            first[code]["scope"] = SCOPES[code]
        if rng.random() < 0.8:
            first[code]["cues"] = {"phrases": [phrase]}
    found = {VERSIONS[0]: first}
    for before, version in itertools.pairwise(VERSIONS):
        found[version] = revised(rng, found[before], version)
    return found


def live(codes: Codes) -> list[str]:
    """Codes that a person can apply, parents that are codable among them."""
    return [c for c, e in codes.items() if e.get("is_codable", True) and "merge_into" not in e and "retired" not in e]


def live_of(codes: Codes, wanted: list[str]) -> list[str]:
    return [code for code in wanted if code in codes] or ["enabler"]


def revised(rng: random.Random, before: Codes, version: str) -> Codes:
    """The next version: some codes renamed, reworded with and without a word about it, merged, split, retired."""
    codes = copy.deepcopy(before)
    for entry in codes.values():
        for field, stays in (("was", 0.5), ("changed", 0.5), ("split_from", 1.0)):
            if field in entry and rng.random() > stays:
                del entry[field]
    for code in live(codes):
        roll = rng.random()
        if roll < 0.45:
            change_text(rng, codes[code], version)
    targets = {entry.get("merge_into") for entry in codes.values()}
    alone = [code for code in live(codes) if code not in targets and code != "custom"]
    rng.shuffle(alone)
    merged, split, retired, *others = alone
    if rng.random() < 0.7:
        codes[merged] |= {"merge_into": rng.choice(others), "merge_why": "nobody could tell them apart"}
    if rng.random() < 0.6:
        split_code(codes, split)
    if rng.random() < 0.3:
        codes[retired]["retired"] = version
    for code in others:
        if rng.random() < 0.2:
            codes = renamed(codes, code, f"{code.split('_')[0]}_{version}")
    return codes


def change_text(rng: random.Random, entry: dict[str, Any], version: str) -> None:
    field = rng.choice(("definition", "include", "exclude"))
    if field == "definition":  # two wordings: a third version may have the first's text again
        mark = " This is told at length."
        text = entry["definition"]
        entry["definition"] = text.removesuffix(mark) if text.endswith(mark) else text + mark
    elif field == "include":
        entry["include"] = [] if entry.get("include") else ["also where they only hint at it"]
    else:
        entry["exclude"] = [] if entry.get("exclude") else ["jokes about it"]
    how = rng.choice(HOWS)
    entry.pop("changed", None) if rng.random() < 0.5 else None
    if how:
        entry["changed"] = {"in": version, "how": how, "by": "ana", "why": "we read it again"}


def split_code(codes: Codes, code: str) -> None:
    entry = codes.pop(code)
    base = code.split("_", maxsplit=1)[0]
    for part in ("loud", "quiet"):
        fields = {"parent": entry["parent"], "definition": f"{entry['definition']} It was {part}.", "split_from": code}
        codes[f"{code}_{part}"] = {**fields, "cues": {"phrases": [f"{part} {PHRASES[base]}"]}}
    for other in codes.values():
        other["exclude"] = [item for item in other.get("exclude", []) if not item.endswith(f"-> {code}")]


def renamed(codes: Codes, old: str, new: str) -> Codes:
    """The same codes with one under another id, in their order."""
    found: Codes = {}
    for code, entry in codes.items():
        entry["exclude"] = [
            item.removesuffix(old) + new if item.endswith(f"-> {old}") else item for item in entry.get("exclude", [])
        ]
        for field in ("parent", "merge_into"):
            if entry.get(field) == old:
                entry[field] = new
        found[new if code == old else code] = entry
    found[new]["was"] = [old]
    return found


# ---- who said what ----
def sentence(rng: random.Random) -> str:
    if rng.random() < 0.3:
        return rng.choice(NEUTRAL)
    phrase, month = rng.choice(list(PHRASES.values())), rng.choice(MONTHS)
    mould = rng.choice((*MOULDS, *MOULDS, *DENIALS, *WISHES))
    return mould.format(phrase=phrase, month=month)


def material(rng: random.Random) -> tuple[list[dict[str, str]], list[Talk], list[dict[str, str]], list[dict[str, str]]]:
    pairs = [(issue, city) for issue in ATTRIBUTES["issue"] for city in ATTRIBUTES["city"]]
    cases = [{"case_id": f"{i}-{c}".lower(), "issue": i, "city": c} for i, c in rng.sample(pairs, rng.choice((4, 5)))]
    talks: list[Talk] = []
    attendance: list[dict[str, str]] = []
    people: list[dict[str, str]] = []

    def somebody() -> str:
        number = len(people) + 1
        who = {"organisation": f"House {rng.randint(1, 5)}", "sector": rng.choice(("public", "private", "nonprofit"))}
        people.append({"respondent_id": f"r{number:02}", "name": f"Person {number}", **who})
        return f"r{number:02}"

    def turns(speakers: list[str]) -> list[tuple[str, list[str]]]:
        spoken: list[tuple[str, list[str]]] = []
        for question in rng.sample(list(QUESTIONS), rng.choice((2, 3))):
            spoken.append((ASKS, [QUESTIONS[question][0]]))
            spoken += [(who, [sentence(rng) for _ in range(rng.choice((2, 3)))]) for who in speakers]
        return spoken

    for number, case in enumerate(cases):
        for n in range(rng.choice((2, 3))):
            name = f"t{number}{n}"
            talks.append(Talk(name, case["case_id"], "interview", turns(["Respondent"]), somebody(), "garden"))
        if rng.random() < 0.4:
            name = f"g{number}"
            talks.append(Talk(name, case["case_id"], "group", turns(["Odile", "Petra"]), "", "garden"))
            attendance += [
                {"transcript_id": name, "speaker": who, "respondent_id": somebody()} for who in ("Odile", "Petra")
            ]
        if rng.random() < 0.4:
            pages = [("", [sentence(rng) for _ in range(3)]) for _ in range(2)]
            talks.append(Talk(f"d{number}", case["case_id"], "archival", pages))
    city = str(cases[0]["city"])
    talks.append(Talk("mayor", "", "mayor", turns(["Respondent"]), somebody(), "garden", city))
    return cases, talks, attendance, people


# ---- what coders did ----
def apply_codes(rng: random.Random, study: StudyFiles) -> None:
    for coder in CODERS:
        rows: list[dict[str, object]] = []
        for number in range(12 if coder == "consensus" else 26):
            talk = rng.choice(study.talks)
            start, end = rng.choice(talk.sentences())
            version = rng.choice(VERSIONS)
            named = rng.choices((version, "", "0"), (20, 2, 1))[0]
            code = rng.choice(live(dict(study.versions[version])))
            row = applied(f"{coder}-{number:02}", talk, (start, end), code, named)
            row["polarity"] = rng.choice(("affirmed", "affirmed", "", "absent", "wished", "disputed"))
            rows.append({**row, "at": f"2026-02-{number + 1:02}T10:00:00Z"})
        for row in rng.sample(rows, 3):
            rows.append({**row, "action": "retract"})
        for row in rng.sample(rows, 3):
            code = rng.choice(live(dict(study.versions["3"])))
            rows.append({**row, "action": "apply", "code_id": code, "codebook_version": "3"})
        study.codings[coder] = rows


def reject_codes(rng: random.Random, study: StudyFiles) -> None:
    rows: list[dict[str, object]] = []
    for number in range(15):
        talk = rng.choice(study.talks)
        start, end = rng.choice(talk.sentences())
        said = talk.text[start:end]
        codes = [c for c in live(dict(study.versions["3"])) if PHRASES.get(c.split("_")[0], "-") in said]
        row = applied(f"ana-{number:02}", talk, (start, end), (codes or ["custom"])[0], "3")
        rows.append({**row, "action": "reject"})
    study.codings["ana"] = rows


def read(rng: random.Random, study: StudyFiles, rows_a_coder: int) -> None:
    for coder in CODERS:
        rows: list[dict[str, object]] = []
        for number in range(rows_a_coder // (2 if coder == "consensus" else 1)):
            version = rng.choices((*VERSIONS, "0"), (4, 4, 5, 1))[0]
            codes = dict(study.versions.get(version, study.versions["3"]))
            named = ";".join(rng.sample(list(codes), 4))
            how = rng.choices(("", "whole", "chunks", "list"), (4, 2, 3, 1))[0]
            rows.append(
                {
                    "transcript_id": rng.choice(study.talks).transcript_id,
                    "codes": rng.choice(("*", "*", "enabler", "barrier", named)),
                    "codebook_version": version,
                    "at": f"2026-03-{number + 1:02}T10:00:00Z",
                    "action": rng.choice(("", "read")),
                    "read_how": how,
                    "chunks": ";".join(rng.sample(list(QUESTIONS), 2)) if how == "chunks" else "",
                }
            )
        if rng.random() < 0.5:
            rows.append({**rng.choice(rows), "action": "retract"})
        if rng.random() < 0.5:
            rows.append({**rng.choice(rows), "action": "read", "read_how": "list", "chunks": ""})
        study.readings[coder] = rows


def judge(rng: random.Random, study: StudyFiles) -> None:
    codes, day = live(dict(study.versions["3"])), 0
    for case in study.cases:
        here = {talk.transcript_id for talk in study.talks if talk.case_id == case["case_id"]}
        about = [row for rows in study.codings.values() for row in rows if row["transcript_id"] in here]
        for code in rng.sample(codes, min(len(codes), 4)):
            day += 1
            said = rng.choice(("present", "present", "absent", "mixed", "mixed", "unknown"))
            own = [row for row in about if row["code_id"] == code] or about
            cited = rng.sample(own, min(len(own), rng.choice((0, 1, 2))))
            study.judgements.append(
                {
                    "case_id": case["case_id"],
                    "code_id": code,
                    "judgement": said,
                    "why": "So we read it.",
                    "codings": ";".join(dict.fromkeys(str(row["coding_id"]) for row in cited)),
                    "by": "ana",
                    "at": f"2026-04-01T10:{day % 60:02}:00Z",
                    "mixed_how": rng.choice(("over_time", "by_position", "by_degree")) if said == "mixed" else "",
                }
            )
    earlier = rng.sample(study.judgements, min(4, len(study.judgements)))
    study.judgements += [{**row, "judgement": "absent", "at": "2026-03-01", "mixed_how": ""} for row in earlier]


def verified_study(seed: int) -> StudyFiles:
    """Two people code what the machine finds, so that it is verified; of one case nobody read anything."""
    rng = random.Random(seed)
    first = {
        code: entry for code, entry in codebooks(rng)["1"].items() if code in ("enabler", "barrier", "keys", "rain")
    }
    for code in ("keys", "rain"):
        first[code] |= {"exclude": [], "cues": {"phrases": [PHRASES[code]]}}
    cases = [
        {"case_id": name, "issue": "pool", "city": city} for name, city in zip("abc", ATTRIBUTES["city"], strict=True)
    ]
    talks, people = [], []
    for number in range(36):
        said = [rng.choice(MOULDS).format(phrase=PHRASES[code], month=rng.choice(MONTHS)) for code in ("keys", "rain")]
        told = [[one, rng.choice(NEUTRAL)] if rng.random() < 0.7 else [rng.choice(NEUTRAL)] * 2 for one in said]
        turns = [(ASKS, ["And then?"]), ("Respondent", told[0]), (ASKS, ["And later?"]), ("Respondent", told[1])]
        case = "abc"[0 if number < 15 else 1 if number < 30 else 2]
        talks.append(Talk(f"t{number:02}", case, "interview", turns, f"r{number:02}"))
        people.append({"respondent_id": f"r{number:02}", "organisation": f"House {number % 5}", "sector": "public"})
    study = StudyFiles(
        study={
            "codebook": "codebook.yaml",
            "design": {"within-issue": "issue"},
            "outcome": {"attribute": "tier", "order": ["less", "more"]},
            "fiction": True,
        },
        versions={"1": first},
        cases=list(cases),
        talks=talks,
        guides={},
        people=list(people),
        tiers=[{"case_id": case, "tier": tier} for case, tier in zip("abc", ("less", "more", "more"), strict=True)],
    )
    for coder in ("ana", "ben"):
        study.codings[coder], study.readings[coder] = [], []
        for talk in (talk for number, talk in enumerate(talks) if number < 30 and number % 3):
            study.readings[coder].append({"transcript_id": talk.transcript_id, "codes": "*", "codebook_version": "1"})
            study.codings[coder] += [
                applied(f"{coder}-{talk.transcript_id}-{code}", talk, place, code, "1")
                for place in talk.sentences()
                for code in ("keys", "rain")
                if PHRASES[code] in talk.text[slice(*place)]
            ]
    # What cem found under a version that is lost leaves three pairs unknown, and no machine makes them known.
    study.codings["cem"] = [
        applied(f"cem-{n}", talks[n], talks[n].sentences()[0], code, "0")
        for n, code in ((0, "keys"), (3, "rain"), (35, "keys"))
    ]
    return study


def applied(coding_id: str, talk: Talk, place: tuple[int, int], code: str, version: str) -> dict[str, object]:
    start, end = place
    return {
        "coding_id": coding_id,
        "transcript_id": talk.transcript_id,
        "start_char": start,
        "end_char": end,
        "quotation": talk.text[start:end],
        "code_id": code,
        "action": "apply",
        "codebook_version": version,
    }
