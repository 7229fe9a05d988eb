"""What the learning coder may learn from, and what it makes of it."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.coding.checks import every_coding_in_interviewers_words_is_named
from pipeline.coding.learning.by_example import cue_precisions, labels_of, learn
from pipeline.coding.learning.features import passages_of, texts_of
from pipeline.coding.learning.logistic import balanced_weights, fit_logistic, root_of
from pipeline.coding.learning.meaning import MEANING_WEIGHT, meanings_by_model
from pipeline.coding.learning.vectors import meanings_of
from pipeline.io.cache import Cache
from tests.reliability.coded import CODEBOOK, coded_files, learnt_from, loaded, sentences, table, truth


def learn_all(loaded_study, held_out=frozenset()):
    return learn(
        loaded_study.corpus.transcripts,
        loaded_study.codebook,
        loaded_study.hand,
        loaded_study.machine,
        held_out,
        Cache(None),
    )


def labels(loaded_study, code_id, held_out=frozenset()):
    passages = passages_of(loaded_study.corpus.transcripts)
    return passages, labels_of(code_id, passages, loaded_study.hand, held_out)


def test_all_codes_at_once_reach_the_optimum_that_scikit_learn_reaches_one_by_one():
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 — dear

    draw = np.random.default_rng(0)
    x = draw.normal(size=(80, 12))
    y = (x[:, :3] + draw.normal(size=(80, 3)) > 1).astype(float)

    weights, none = balanced_weights(y, np.ones_like(y)), np.zeros((0, 80, 3))
    by_features = fit_logistic(x, y, weights, none, 500, 1e-6)
    by_likeness = fit_logistic(root_of(x @ x.T), y, weights, none, 500, 1e-6)

    ours = x @ by_features.weights + by_features.intercept
    assert by_likeness.scores(x @ x.T, none) == pytest.approx(ours, abs=0.01)
    for code in range(3):
        theirs = LogisticRegression(class_weight="balanced", tol=1e-8, max_iter=1000).fit(x, y[:, code])
        assert ours[:, code] == pytest.approx(theirs.decision_function(x), abs=0.01)


def test_no_stands_only_where_a_person_has_read_the_transcript(tmp_path):
    files = coded_files(
        {"t1": sentences(12), "t2": sentences(12, 1), "t3": sentences(12, 2)},
        {"ana": {"t1": [(0, "boats")], "t2": [(0, "boats")]}},
    )
    files["codings/ana.read.csv"] = "transcript_id,codes\nt1,*\n"  # t2 coded, not read to the end; t3 neither

    passages, found = labels(loaded(tmp_path, files), "boats")

    assert {passages.every[n].transcript_id for n in found.yes} == {"t1", "t2"}
    assert {passages.every[n].transcript_id for n in found.no} == {"t1"}
    assert (len(found.yes), len(found.no)) == (2, 11)


def test_a_transcript_read_for_another_code_says_nothing_of_this_one(tmp_path):
    files = coded_files({"t1": sentences(12)}, {"ana": {"t1": [(0, "boats")]}}, read="boats")

    _, found = labels(loaded(tmp_path, files), "bread")

    assert (len(found.yes), len(found.no)) == (0, 0)


def test_a_rejected_passage_is_a_no_also_where_nobody_has_read_to_the_end(tmp_path):
    files = coded_files({"t1": [("", "The harbour of my heart was empty."), *sentences(6)]}, {})
    words = "The harbour of my heart was empty."
    start = len("How was it?") + 1
    files["codings/ana.csv"] = table(
        "transcript_id,start_char,end_char,quotation,code_id,action",
        [["t1", start, start + len(words), words, "boats", "reject"]],
    )

    passages, found = labels(loaded(tmp_path, files), "boats")

    assert [passages.every[n].text for n in found.no] == [words]


def test_the_reliability_sample_never_trains(tmp_path):
    """Whatever people give in a held-out transcript, nothing that was learnt changes by a digit."""
    right = learnt_from(tmp_path, 9)
    wrong = learnt_from(tmp_path, 9)
    for coder in ("ana", "ben"):
        rows = str(wrong[f"codings/{coder}.csv"]).splitlines()
        wrong[f"codings/{coder}.csv"] = "\n".join(row for row in rows if ",t8," not in row) + "\n"

    with_it = learn_all(loaded(tmp_path / "right", right), frozenset(["t8"]))
    without = learn_all(loaded(tmp_path / "wrong", wrong), frozenset(["t8"]))
    trained = learn_all(loaded(tmp_path / "wrong", wrong))

    assert with_it.codes == without.codes
    assert with_it.codes["boats"].n_transcripts == 8
    assert trained.codes["boats"].scores != without.codes["boats"].scores


def test_scores_rise_where_the_code_is_and_are_probabilities(tmp_path):
    loaded_study = loaded(tmp_path, learnt_from(tmp_path, 9))

    learning = learn_all(loaded_study)

    passages, found = labels(loaded_study, "bread")
    scores = learning.codes["bread"].scores.at()
    assert len(scores) == len(passages.every)
    assert scores.min() >= 0
    assert scores.max() <= 1
    assert scores[found.yes].mean() > 0.7 > 0.2 > scores[found.no].mean()
    assert learning.codes["bread"].kappa > 0.9


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "none"),
        ({"t0": [(0, "boats")]}, "one"),
        ({f"t{i}": [(n, "boats") for n in range(24)] for i in range(9)}, "only"),
    ],
)
def test_a_code_with_no_one_or_only_positives_is_not_learnt(tmp_path, given, why):
    transcripts = {f"t{i}": sentences(24, i) for i in range(9)}
    files = coded_files(transcripts, {"ana": {one: given.get(one, []) for one in transcripts}})

    assert "boats" not in learn_all(loaded(tmp_path, files)).codes, why


def test_codings_in_interviewers_words_teach_nothing_and_are_not_named_twice(tmp_path):
    files = learnt_from(tmp_path, 4)
    rows = (
        str(files["codings/ana.csv"])
        + table("a,b,c,d,e,f", [["odd", "t0", 0, 11, "How was it?", "boats"]]).split("\n", 1)[1]
    )
    files["codings/ana.csv"] = rows

    everything = loaded(tmp_path, files)
    learning = learn_all(everything)

    (problem,) = every_coding_in_interviewers_words_is_named(everything)
    assert problem.fault.endswith("it counts as told, and nothing is learnt from it; first: odd.")
    assert not any("interviewers' words" in one.fault for one in learning.problems)


def test_codings_of_a_code_that_was_defined_otherwise_teach_nothing(tmp_path):
    files = learnt_from(tmp_path, 9)
    files["codebook@0.yaml"] = CODEBOOK.replace('version: "1"', 'version: "0"').replace(
        "Talk of boats and water.", "Anything wet."
    )
    for coder in ("ana", "ben"):
        rows = str(files[f"codings/{coder}.csv"]).splitlines()
        files[f"codings/{coder}.csv"] = (
            "\n".join([f"{rows[0]},codebook_version", *(f"{row},0" for row in rows[1:])]) + "\n"
        )

        read = str(files[f"codings/{coder}.read.csv"]).splitlines()
        files[f"codings/{coder}.read.csv"] = (
            "\n".join([f"{read[0]},codebook_version", *(f"{row},0" for row in read[1:])]) + "\n"
        )

    everything = loaded(tmp_path, files)
    learning = learn_all(everything)

    assert set(learning.codes) == {"bread"}
    assert len(everything.hand.outdated) == 144  # 2 x 9 x 8 of boats


def test_a_new_definition_is_learnt_anew_and_the_old_model_is_not_used(tmp_path):
    files = learnt_from(tmp_path, 9)
    cache = Cache(tmp_path / "cache")
    before = loaded(tmp_path / "one", files)
    first = learn(before.corpus.transcripts, before.codebook, before.hand, before.machine, frozenset(), cache)
    cache.flush()
    after = loaded(
        tmp_path / "two", files | {"codebook.yaml": CODEBOOK.replace("Talk of boats", "Only talk of ferries")}
    )

    second = learn(
        after.corpus.transcripts, after.codebook, after.hand, after.machine, frozenset(), Cache(tmp_path / "cache")
    )

    assert second.codes["boats"].digest != first.codes["boats"].digest
    assert second.codes["bread"].digest == first.codes["bread"].digest


def test_a_cue_that_is_wrong_too_often_is_named(tmp_path):
    said = [*sentences(24), *[("", f"The harbour of my heart, number {n}.") for n in range(6)]]
    files = coded_files({"t1": said}, {"ana": {"t1": truth(said)}})
    loaded_study = loaded(tmp_path, files)

    passages, found = labels(loaded_study, "boats")
    (cue,) = cue_precisions("boats", loaded_study.machine, passages, found)
    problems = learn_all(loaded_study).problems

    assert (cue.cue, cue.n_judged, cue.n_right) == ("harbour", 6, 0)
    assert any("'harbour' (0 of 6 right)" in one.fault for one in problems)


def test_a_learnt_coding_has_the_id_that_a_cue_would_have_given_it(tmp_path):
    files = learnt_from(tmp_path, 9)
    with_cue = {
        **files,
        "codebook.yaml": CODEBOOK.replace("Talk of baking bread.", "Talk of baking bread., cues: {phrases: [loaves]}"),
    }

    learnt = {one.coding_id for one in learn_all(loaded(tmp_path / "a", files)).codings if one.code_id == "bread"}
    by_cue = {one.coding_id for one in loaded(tmp_path / "b", with_cue).machine if one.code_id == "bread"}

    assert by_cue
    assert by_cue <= learnt


def test_a_denial_that_a_cue_found_stays_a_denial(tmp_path):
    files = learnt_from(tmp_path, 9)
    loaded_study = loaded(tmp_path, files)
    first = loaded_study.corpus.transcripts[0]
    segment = next(one for one in first.segments if not one.is_interviewer)
    passages = passages_of(loaded_study.corpus.transcripts)
    denial = replace(
        loaded_study.hand.codings[0], origin="machine", coder="machine", polarity="absent",
        start_char=segment.start_char, end_char=segment.end_char,
        coding_id=passages.every[0].coding_id("boats"), cue="harbour",
    )  # fmt: skip

    learning = learn(
        loaded_study.corpus.transcripts, loaded_study.codebook, loaded_study.hand, (denial,), frozenset(), Cache(None)
    )

    found = [one for one in learning.codings if one.coding_id == denial.coding_id]
    assert [one.polarity for one in found] == ["absent"]


def test_what_is_learnt_with_sentence_vectors_and_without_are_two_models(tmp_path):
    """Also from one cache: a model of words alone is never taken for one of vectors, nor the other way round."""
    loaded_study = loaded(tmp_path / "study", learnt_from(tmp_path, 3))
    found = []
    for embed in (False, True, False):
        cache = Cache(tmp_path / "cache")
        given = (
            loaded_study.corpus.transcripts,
            loaded_study.codebook,
            loaded_study.hand,
            loaded_study.machine,
            frozenset(),
            cache,
            embed,
        )
        found.append(learn(*given).codes["bread"])
        cache.flush()

    assert found[0] == found[2]
    assert found[0].digest != found[1].digest
    assert found[0].scores != found[1].scores


def test_vectors_count_beside_words_and_what_a_segment_stands_between(tmp_path):
    """Each passage: its own vector and, at half weight, its neighbours'; less what all passages have in common."""
    passages = passages_of(loaded(tmp_path, learnt_from(tmp_path, 2)).corpus.transcripts)
    known = meanings_of(texts_of(passages, ["Talk of boats."]), Cache(None))
    meaning = meanings_by_model(passages.every, ["Talk of boats."], known)[0]

    rows = meaning.of_passages(np.arange(len(passages.every)))
    described = meaning.of_descriptions()

    one = passages.every[5]
    usual = known.of([each.text for each in passages.every]).mean(0)
    own, before, after = known.of([one.text, one.before, one.after])
    seen = np.concatenate([own - usual, (before + after) / 2 - usual])
    assert rows[5] == pytest.approx(MEANING_WEIGHT * seen, abs=1e-5)
    assert rows[:, :384].mean(0) == pytest.approx(np.zeros(384), abs=1e-5)
    assert not described[:, 384:].any()
