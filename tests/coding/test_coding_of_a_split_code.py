"""A coding of a code that was split: both parts are named, and none is guessed."""

from tests.making import SMALLEST, problems_of

BOOK = """\
    codebook: mine
    version: "2"
    codes:
      loud: {definition: Aloud., split_from: quarrel}
      walk: {definition: Walked out., split_from: quarrel}
    """


def test_a_coding_of_a_split_code_names_all_parts_and_proposes_none(tmp_path):
    files = {
        "codebook.yaml": BOOK,
        "codebook@1.yaml": "codebook: mine\ncodes: {quarrel: {definition: Q.}}\n",
        "codings/ana.csv": "transcript_id,start_char,end_char,quotation,code_id\nt1,,,We had lunch.,quarrel\n",
    }
    (problem,) = [one for one in problems_of(tmp_path, {**SMALLEST, **files}) if one.source.path.name == "ana.csv"]

    assert problem.fault.startswith("code 'quarrel' was split into 'loud' and 'walk'.")
    assert "anew" in problem.remedy
    assert "Did you mean" not in problem.remedy
