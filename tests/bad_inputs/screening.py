# ruff: noqa: E501 — one wrong input a line reads as a table
"""Screening folders: cities.csv, candidates.csv, criteria.yaml."""

from tests.bad_inputs.row import Bad

RIGHT: dict[str, str | bytes] = {
    "cities.csv": "city,population\nNorth,200000\nSouth,90000\n",
    "candidates.csv": "city,candidate,issue,sectors\nNorth,Shelter,housing,public;private\nNorth,School,education,public\n",
    "criteria.yaml": (
        'cities:\n  keep:\n    - {column: population, op: ">", value: 100000, why: large}\n'
        "candidates:\n  keep:\n    - {column: sectors, op: at_least, value: 1, why: some}\nmatrix: {cities: 1, issues: 2}\n"
    ),
}
HEAD = "cities:\n  keep:\n"
TAIL = "matrix: {cities: 1, issues: 2}\n"


def criteria(what: str, said: str, text: str) -> Bad:
    return Bad(what, said, {"criteria.yaml": text})


ROWS = (
    Bad("no criteria", "fault criteria.yaml cannot be read", without=("criteria.yaml",)),
    Bad("no cities", "fault cities.csv cannot be read", without=("cities.csv",)),
    Bad("no candidates", "fault candidates.csv cannot be read", without=("candidates.csv",)),
    Bad("cities without city", "fault cities.csv:1 'city'", {"cities.csv": "town,population\nNorth,1\n"}),
    Bad("a city twice", "fault cities.csv:3 line 2", {"cities.csv": "city,population\nNorth,200000\nNorth,1\n"}),
    Bad("a city without name", "fault cities.csv:3 names no city", {"cities.csv": "city,population\nNorth,200000\n,1\n"}),
    Bad("a population in words", "fault cities.csv:2 number", {"cities.csv": "city,population\nNorth,many\n"}),
    Bad("candidates without issue", "fault candidates.csv:1 'issue'", {"candidates.csv": "city,candidate,sectors\nNorth,x,a\n"}),
    Bad(
        "a candidate of nowhere", "fault candidates.csv:2 'North'?",
        {"candidates.csv": "city,candidate,issue,sectors\nNorht,Shelter,housing,public\n"},
    ),
    Bad(
        "a candidate twice", "fault candidates.csv:3 line 2",
        {"candidates.csv": "city,candidate,issue,sectors\nNorth,A,housing,x\nNorth,A,education,x\n"},
    ),
    Bad("a candidate of no issue", "fault candidates.csv:2 no issue", {"candidates.csv": "city,candidate,issue,sectors\nNorth,A,,x\n"}),
    criteria("an unknown part", "fault criteria.yaml:1 'cities'?", "citys: {}\n" + TAIL),
    criteria("an unknown column", "fault criteria.yaml:3 'population'?", HEAD + "    - {column: populaton, op: '>', value: 1}\n" + TAIL),
    criteria("an unknown comparison", "fault criteria.yaml:3 op", HEAD + "    - {column: population, op: '~', value: 1}\n" + TAIL),
    criteria("a number in words", "fault criteria.yaml:3 number", HEAD + "    - {column: population, op: '>', value: many}\n" + TAIL),
    criteria("no matrix", "fault criteria.yaml:1 matrix", HEAD + "    - {column: population, op: '>', value: 1}\n"),
    criteria("a matrix of none", "fault criteria.yaml:1 matrix", "matrix: {cities: 0, issues: 2}\n"),
    criteria("not YAML", "fault criteria.yaml:1 not YAML", "matrix: {cities: 1\n"),
    criteria("no criterion", "caution criteria.yaml no criterion", TAIL),
)  # fmt: skip
