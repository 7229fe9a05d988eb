"""Krippendorff's alphas for unitizing, against a count of every pair of places in the text."""

import random
from itertools import permutations

import pytest

from pipeline.statistics.errors import UndefinedAgreementError
from pipeline.statistics.unitizing import SEVERAL_CODES, Unit, unitizing_alphas
from pipeline.study.problems import FilesNeedAHand
from pipeline.user_tables.run_statistic import StatisticOptions, run_statistic

THREE = {
    "alex": [Unit(2, 5, "a"), Unit(9, 11, "a"), Unit(12, 20, "b")],
    "paul": [Unit(2, 5, "a"), Unit(7, 15, "b")],
    "susan": [Unit(2, 5, "a"), Unit(10, 15, "b")],
}


def places(units, length):
    """By coder, for each place of the text its code and which unit it is of (a place in a gap is of itself)."""
    return {
        coder: [
            next(
                ((unit.code, (coder, n)) for n, unit in enumerate(marked) if unit.start <= at < unit.end),
                (None, (coder, "gap", at)),
            )
            for at in range(length)
        ]
        for coder, marked in units.items()
    }


def counted(units, length):
    """u, |u by what they mean: codes of two coders at one place, against two places that are not of one unit."""
    by_place = places(units, length)
    pairs = [(x[at][0], y[at][0]) for x, y in permutations(by_place.values(), 2) for at in range(length)]
    pool = [place for row in by_place.values() for place in row]
    chance = [(one[0], other[0]) for one, other in permutations(pool, 2) if one[1] != other[1]]
    alphas = []
    for differ in (lambda c, k: c != k, lambda c, k: (c is None) != (k is None)):
        observed = sum(differ(c, k) for c, k in pairs) / len(pairs)
        expected = sum(differ(c, k) for c, k in chance) / len(chance)
        alphas.append(1 - observed / expected if expected else None)
    return alphas


def counted_where_both_marked(units, length):
    """cu: as above, of the places at which two coders have a code; each pair of coders has its own pool of places."""
    by_place = places(units, length)
    pool = [
        (x[at][0], (x[at][1], second))
        for (_, x), (second, y) in permutations(by_place.items(), 2)
        for at in range(length)
        if x[at][0] is not None and y[at][0] is not None
    ]
    pairs = [
        (x[at][0], y[at][0])
        for x, y in permutations(by_place.values(), 2)
        for at in range(length)
        if x[at][0] is not None and y[at][0] is not None
    ]
    n = len(pairs)
    m1 = len(units) - 1
    codes = sorted({code for code, _ in pool})
    total = {code: sum(c == code for c, _ in pool) for code in codes}
    itself = dict.fromkeys(codes, 0)
    for unit in {unit for _, unit in pool}:
        size = sum(one == unit for _, one in pool)
        itself[next(code for code, one in pool if one == unit)] += size**2
    # lengths in the formulas are those over m - 1: (n / m1)^2 less the squares over m1
    chance = (n / m1) ** 2 - sum(itself.values()) / m1
    apart = 1 - sum(((total[c] / m1) ** 2 - itself[c] / m1) for c in codes) / chance
    return 1 - (sum(c != k for c, k in pairs) / n) / apart


def random_units(generator, length, n_coders):
    units = {}
    for coder in range(n_coders):
        ends = sorted(generator.sample(range(length + 1), 2 * generator.randint(1, 4)))
        units[coder] = [Unit(a, b, generator.choice("abc")) for a, b in zip(ends[::2], ends[1::2], strict=True)]
    return units


@pytest.mark.parametrize("seed", range(12))
def test_u_and_bar_u_are_what_a_count_of_every_pair_of_places_gives(seed):
    generator = random.Random(seed)
    units = random_units(generator, 24, generator.choice([2, 3]))

    found = unitizing_alphas(units, 24)

    assert [found.u_alpha, found.bar_u_alpha] == pytest.approx(counted(units, 24))


@pytest.mark.parametrize("seed", range(12))
def test_cu_is_what_a_count_of_every_place_where_two_marked_gives(seed):
    generator = random.Random(seed)
    units = random_units(generator, 24, generator.choice([2, 3]))
    found = unitizing_alphas(units, 24)
    if found.cu_alpha is None:
        pytest.skip("one code, or nothing that two coders marked")

    assert found.cu_alpha == pytest.approx(counted_where_both_marked(units, 24))


def test_three_coders_by_hand():
    """u, with 20 places x 3 coders. Squares: of a unit its length squared, of a gap its length (equation 4)."""
    found = unitizing_alphas(THREE, 20)
    squares = {"a": 9 + 4 + 9 + 9, "b": 64 + 64 + 25, None: 7 + 9 + 12}
    lengths = {"a": 11, "b": 21, None: 28}
    a_a = 3 + 3 + 3  # 2..5, three pairs of coders
    b_b = 3 + 3 + 5  # alex-paul 12..15, alex-susan 12..15, paul-susan 10..15
    gaps = 4 + 6 + 9  # alex-paul 0..2 5..7, alex-susan and 5..9, paul-susan and 15..20
    denominator = 3600 - sum(squares.values())
    expected = sum(60 * (lengths[code] ** 2 - squares[code]) / denominator for code in lengths)

    assert found.u_alpha == pytest.approx(1 - (60 - a_a - b_b - gaps) / (60 - expected))


def test_perfect_agreement_is_one_for_every_member_of_the_family():
    marked = [Unit(0, 5, "a"), Unit(7, 9, "b")]
    found = unitizing_alphas({"x": marked, "y": marked}, 20)

    assert (found.u_alpha, found.bar_u_alpha, found.cu_alpha) == (1, 1, 1)
    assert found.ku_alpha == {"a": 1, "b": 1}


def test_overlaps_of_one_coder_and_code_are_united_and_touching_units_stay_two():
    whole = unitizing_alphas({**THREE, "alex": [Unit(2, 5, "a"), Unit(9, 11, "a"), Unit(12, 20, "b")]}, 20)
    parts = {
        **THREE,
        "alex": [Unit(2, 4, "a"), Unit(3, 5, "a"), Unit(9, 11, "a"), Unit(13, 20, "b"), Unit(12, 14, "b")],
    }
    touching = {**THREE, "alex": [Unit(2, 4, "a"), Unit(4, 5, "a"), Unit(9, 11, "a"), Unit(12, 20, "b")]}

    assert unitizing_alphas(parts, 20) == whole
    assert unitizing_alphas(touching, 20).n_units == whole.n_units + 1


def test_several_codes_on_one_passage_leave_the_overall_alphas_null_with_why_and_each_code_its_own():
    both = [Unit(0, 10, "a"), Unit(5, 15, "b")]
    found = unitizing_alphas({"x": both, "y": both}, 30)

    assert (found.u_alpha, found.cu_alpha) == (None, None)
    assert found.why["u_alpha, cu_alpha"] == SEVERAL_CODES
    assert (found.bar_u_alpha, found.ku_alpha) == (1, {"a": 1, "b": 1})


@pytest.mark.parametrize("code", ["a", "b"])
def test_a_code_against_all_others_is_the_published_alpha_of_the_code(code):
    """Equation 13b with the three codes as they are, and with the two others as one."""
    units = {
        "x": [Unit(0, 4, "a"), Unit(5, 9, "b"), Unit(9, 12, "c")],
        "y": [Unit(0, 3, "a"), Unit(4, 9, "c"), Unit(9, 12, "b")],
    }
    merged = {
        coder: [unit._replace(code=unit.code if unit.code == code else "rest") for unit in marked]
        for coder, marked in units.items()
    }

    assert unitizing_alphas(units, 20).ku_alpha[code] == pytest.approx(unitizing_alphas(merged, 20).ku_alpha[code])


def test_what_does_not_exist_is_null_with_its_reason():
    apart = unitizing_alphas({"x": [Unit(0, 5, "a")], "y": [Unit(6, 9, "a")]}, 20)
    one = unitizing_alphas({"x": [Unit(0, 5, "a")], "y": [Unit(0, 5, "a")]}, 20)
    nothing = unitizing_alphas({"x": [], "y": []}, 20)

    assert (apart.cu_alpha, apart.why["cu_alpha"]) == (None, "no two coders marked the same stretch")
    assert (one.u_alpha, one.cu_alpha, one.ku_alpha) == (1, None, {"a": None})
    assert nothing.u_alpha is None
    with pytest.raises(UndefinedAgreementError):
        unitizing_alphas({"x": []}, 20)


def test_a_table_gives_the_keys_of_the_contract(tmp_path):
    rows = [f"{coder},{unit.start},{unit.end},{unit.code}" for coder, marked in THREE.items() for unit in marked]
    (tmp_path / "t.csv").write_text("coder,start,end,code\n" + "\n".join(rows) + "\n")

    found = run_statistic("unitize", tmp_path / "t.csv", StatisticOptions(length=20))

    assert found["u_alpha"] == pytest.approx(unitizing_alphas(THREE, 20).u_alpha)
    assert {"bar_u_alpha", "cu_alpha", "ku_alpha"} <= set(found)
    assert set(found["ku_alpha"]) == {"a", "b"}
    assert "why" not in found


def test_a_coder_alone_in_a_row_marked_nothing(tmp_path):
    (tmp_path / "t.csv").write_text("coder,start,end,code\nx,0,5,a\ny,0,5,a\nz,,,\n")

    assert run_statistic("unitize", tmp_path / "t.csv", StatisticOptions(length=20))["n_coders"] == 3


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("x,5,5,a\ny,0,1,a\n", "does not end after it starts"),
        ("x,0,5,\ny,0,1,a\n", "has no code"),
        ("x,0,50,a\ny,0,1,a\n", "over 20"),
        ("x,0,5,a\n", "two coders"),
        ("x,0,,a\ny,0,1,a\n", "does not end after it starts"),
    ],
)
def test_rows_that_cannot_be_units_are_told(rows, said, tmp_path):
    (tmp_path / "t.csv").write_text("coder,start,end,code\n" + rows)

    with pytest.raises(FilesNeedAHand, match=said):
        run_statistic("unitize", tmp_path / "t.csv", StatisticOptions(length=20))


@pytest.mark.parametrize("word", ["NA", "None", "n/a", "-", "nan", "–"])
def test_a_word_for_nothing_in_an_agreement_table_is_a_caution_that_says_how_to_leave_it_blank(word, tmp_path):
    (tmp_path / "t.csv").write_text(f"unit,ann,ben\n1,yes,yes\n2,no,{word}\n3,{word},no\n")

    (told,) = run_statistic("agreement", tmp_path / "t.csv", StatisticOptions())["cautions"]

    assert told.startswith(f"line 3, column 'ben': '{word}' and 1 more cells counted as a code.")
    assert "leave the cell empty" in told


def test_a_table_with_blanks_has_no_caution(tmp_path):
    (tmp_path / "t.csv").write_text("unit,ann,ben\n1,yes,yes\n2,no,\n3,no,yes\n")

    assert "cautions" not in run_statistic("agreement", tmp_path / "t.csv", StatisticOptions())
