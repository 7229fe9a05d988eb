"""What learning holds and does anew, counted: a large study must not ask for more of it than it has to."""

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest

from pipeline.coding.learning import by_description, fits, grams, learning, material
from pipeline.coding.learning.by_description import likeness
from pipeline.coding.learning.by_example import labels_of, learn
from pipeline.coding.learning.features import passages_of
from pipeline.coding.learning.fits import Fits
from pipeline.coding.learning.learning import learn_apart, learn_codes
from pipeline.coding.learning.learnt import NOT_READ, Scale, Scores, small
from pipeline.coding.learning.material import Material
from pipeline.coding.learning.scoring import Scoring
from pipeline.coding.learning.tf_idf import Vectors, vectors, vocabulary
from pipeline.io.cache import Cache
from pipeline.reliability.recall import rank
from tests.reliability.coded import learnt_from, loaded

CASES = {f"t{i}": "ab"[i % 2] for i in range(9)}


def learn_all(loaded_study, cache):
    found = learn(
        loaded_study.corpus.transcripts, loaded_study.codebook, loaded_study.hand, loaded_study.machine, frozenset(),
        cache,
    )  # fmt: skip
    cache.flush()
    return found.codes


@pytest.fixture
def n_fits(monkeypatch):
    """The code of each fit, by its number among the descriptions."""
    fitted = []
    really = Fits.fit
    monkeypatch.setattr(Fits, "fit", lambda self, of, is_in: fitted.append(of.number) or really(self, of, is_in))
    return fitted


def test_one_coding_less_of_a_code_fits_that_code_alone_and_ends_where_a_cold_run_does(tmp_path, n_fits):
    before = learnt_from(tmp_path, 9, cases=CASES)
    after = dict(before)
    for coder in ("ana", "ben"):
        rows = str(before[f"codings/{coder}.csv"]).splitlines(keepends=True)
        last = max(n for n, row in enumerate(rows) if row.strip().endswith(",bread"))
        after[f"codings/{coder}.csv"] = "".join(row for n, row in enumerate(rows) if n != last)
    learn_all(loaded(tmp_path / "before", before), Cache(tmp_path / "cache"))
    assert n_fits == [0, 1]
    n_fits.clear()

    warm = learn_all(loaded(tmp_path / "after", after), Cache(tmp_path / "cache"))

    assert n_fits == [1], "boats was learnt before, and nothing said of it has changed"
    assert warm == learn_all(loaded(tmp_path / "cold", after), Cache(None))


def test_another_description_fits_its_code_alone_where_its_words_are_no_rarity(tmp_path, n_fits):
    before = learnt_from(tmp_path, 9, cases=CASES)
    book = str(before["codebook.yaml"])
    after = before | {"codebook.yaml": book.replace("Talk of baking bread.", "Talk of bread and the river.")}
    learn_all(loaded(tmp_path / "before", before), Cache(tmp_path / "cache"))
    n_fits.clear()

    warm = learn_all(loaded(tmp_path / "after", after), Cache(tmp_path / "cache"))

    assert n_fits == [1]
    assert warm == learn_all(loaded(tmp_path / "cold", after), Cache(None))


def test_a_description_with_a_word_that_one_segment_holds_makes_it_a_feature_of_all(tmp_path):
    _, passages, *_ = all_of(tmp_path)
    said = [*(passage.text for passage in passages.every), "A gramophone played."]
    segment = passages.every[0].segment
    alone = replace(passages.every[0], segment_before=None, segment_after=None)
    rare = [replace(alone, whole=text, segment=replace(segment, start_char=0, end_char=len(text))) for text in said]

    plain, told = (vocabulary(rare, [text]) for text in ("Talk of boats.", "Talk of a gramophone."))

    assert plain != told
    assert plain == vocabulary(rare, ["Talk of the old ferry."])
    assert "gramophone" in vectors(rare, ["Talk of a gramophone."]).words


def test_a_new_read_mark_fits_its_code_alone_in_a_transcript_read_for_another(tmp_path, n_fits):
    after = learnt_from(tmp_path, 9, cases=CASES)
    before = dict(after)
    for coder in ("ana", "ben"):
        rows = str(after[f"codings/{coder}.read.csv"])
        before[f"codings/{coder}.read.csv"] = rows.replace("t8,*,", "t8,boats,")
    learn_all(loaded(tmp_path / "before", before), Cache(tmp_path / "cache"))
    n_fits.clear()

    warm = learn_all(loaded(tmp_path / "after", after), Cache(tmp_path / "cache"))

    assert n_fits == [1]
    assert warm == learn_all(loaded(tmp_path / "cold", after), Cache(None))


def test_what_stands_beside_a_segment_and_what_it_answers_are_part_of_the_texts_digest(tmp_path):
    _, passages, *_ = all_of(tmp_path)
    first, *others = passages.every

    beside = {"segment_before": others[-1].segment}, {"segment_after": others[-1].segment}
    for change in (*beside, {"question": "Where?"}):
        changed = replace(first, **change)
        assert replace(passages, every=(changed, *others)).digest != passages.digest


def test_with_nothing_new_nothing_is_fitted(tmp_path, n_fits):
    loaded_study = loaded(tmp_path / "study", learnt_from(tmp_path, 9))
    first = learn_all(loaded_study, Cache(tmp_path / "cache"))
    n_fits.clear()

    assert learn_all(loaded_study, Cache(tmp_path / "cache")) == first
    assert n_fits == []


def test_where_other_codes_turn_whether_questions_count_what_was_kept_is_learnt_again(tmp_path, n_fits):
    codes, passages, labels, hits, _, _, cases, read = all_of(tmp_path)
    study = Material(codes, passages, labels, hits, cases, read)
    cold = learn_apart(study, {})
    n_fits.clear()

    warm = learn_apart(study, cold | {"boats": replace(cold["boats"], is_asked=not cold["boats"].is_asked)})

    assert n_fits == [0]
    assert warm == cold


def all_of(tmp_path, n=9):
    loaded_study = loaded(tmp_path, learnt_from(tmp_path, n, cases=CASES))
    passages = passages_of(loaded_study.corpus.transcripts)
    codes = list(loaded_study.codebook.codable)
    labels = {code.code_id: labels_of(code.code_id, passages, loaded_study.hand, frozenset()) for code in codes}
    cases = {transcript.transcript_id: transcript.case_id for transcript in loaded_study.corpus.transcripts}
    return codes, passages, labels, {}, None, None, cases, frozenset(passages.rows)


def test_a_fit_sees_a_draw_of_what_was_read_and_some_of_the_codes_own(tmp_path, monkeypatch):
    given = all_of(tmp_path)
    for name, most in (("MOST_SHARED", 40), ("MOST_OWN", 10), ("LEAST_NO", 30)):
        monkeypatch.setattr(material, name, most)
    sizes = []
    really = fits.fit_logistic
    monkeypatch.setattr(fits, "fit_logistic", lambda root, *rest: sizes.append(root.shape) or really(root, *rest))

    learnt = learn_codes(*given)

    # Shared ones, its own, up to LEAST_NO without the code, its description.
    assert max(n for n, _ in sizes) <= 40 + 10 + 30 + 1 < len(given[1].every)
    assert min(code.kappa for code in learnt) > 0.6, "and it is learnt all the same"


def test_what_is_learnt_of_a_code_is_the_same_to_the_bit_whatever_is_scored_beside_it(tmp_path, monkeypatch):
    """All codes in one go; one code after the other."""
    given = all_of(tmp_path)
    in_one_go = learn_codes(*given)

    monkeypatch.setattr(learning, "MOST_SCORES", 1)
    assert learn_codes(*given) == in_one_go


def test_at_most_so_many_scores_are_held_at_once(tmp_path, monkeypatch):
    given = all_of(tmp_path)
    monkeypatch.setattr(learning, "MOST_SCORES", len(given[1].every))
    n_codes = []
    really = Scoring.scores
    monkeypatch.setattr(
        Scoring, "scores", lambda self, fitted: n_codes.append(len(fitted)) or really(self, fitted)
    )  # fmt: skip

    learn_codes(*given)

    assert n_codes == [1, 1]


def test_features_of_a_large_study_are_made_once_for_all_parts_left_out(tmp_path, monkeypatch):
    given = all_of(tmp_path)
    rows = []
    really = Vectors.products
    monkeypatch.setattr(
        Vectors, "products", lambda self, some, weights: rows.extend(some.tolist()) or really(self, some, weights)
    )

    learn_codes(*given)

    assert sorted(rows) == list(range(len(given[1].every)))


def test_a_segments_score_takes_two_bytes_and_a_no_an_eighth(tmp_path):
    given = all_of(tmp_path)

    (boats, _) = learn_codes(*given)

    assert boats.scores.kept.nbytes == boats.unseen.kept.nbytes == 2 * len(given[1].every)
    assert given[2]["boats"].bits.nbytes <= len(given[1].every) // 8 + 1
    assert len(given[2]["boats"].no) == given[2]["boats"].n_no > 0


def test_small_log_odds_keep_their_order_and_what_nobody_read():
    odds = small(np.array([-3.0, 0.0, 2.0, 99.0], dtype=np.float32), np.array([True, True, False, True]))
    scores = Scores.of(odds, Scale(0.0, 1.0, 2.0, -1.0))

    assert scores[0] < scores[1] < scores[3] <= 1
    assert scores[2] == NOT_READ
    assert scores.at().tolist() == list(scores) == [scores[n] for n in range(4)]


def test_a_ranking_holds_as_much_as_it_ranks_and_no_table_of_segments_by_transcripts(tmp_path):
    _, passages, *_ = all_of(tmp_path)

    ranking = rank(passages, np.arange(len(passages.every)), list(passages.rows))

    held = [value for value in vars(ranking).values() if isinstance(value, np.ndarray)]
    assert max(array.size for array in held) == len(passages.every)
    assert ranking.read_at([3, 0, 3]).shape == (3, len(passages.rows))


def test_passages_are_likened_to_codes_not_to_each_of_their_texts(tmp_path, monkeypatch):
    codes, passages, *_ = all_of(tmp_path)
    widths = []
    really = Vectors.of_own
    monkeypatch.setattr(
        Vectors, "of_own", lambda self, rows, weights: widths.append(weights.shape[1]) or really(self, rows, weights)
    )

    likeness(passages, codes)

    assert sum(len(by_description.parts_of(code)) for code in codes) > len(codes)
    assert widths == [len(codes)]


def test_numbered_words_are_let_go_with_what_they_were_numbered_for():
    class Word(str):
        """A text that can be watched."""

    said = [Word("boats")]
    watched = weakref.ref(said[0])
    was_on = gc.isenabled()
    gc.disable()
    try:
        tokens = grams._tokens(["any"], lambda _: said)
        assert tokens.names == ("boats",)
        del tokens
        said.clear()
        assert watched() is None
    finally:
        if was_on:
            gc.enable()
