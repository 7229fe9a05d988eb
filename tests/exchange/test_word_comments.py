"""Word documents whose comments are codes."""

import zipfile
from pathlib import Path

from bringing import bring, counts, files_of, rows_of
from making import make_study, problems_of
from other_tools import word_file

TALK = ["Interviewer: How was it?", "Respondent: {1:There was trust.} We had lunch 🍲 every {2:Thursday}."]
TEXT = "Interviewer: How was it?\n\nRespondent: There was trust. We had lunch 🍲 every Thursday.\n"


def study_of(folder, text=TEXT):
    return make_study(folder / "study", {"transcripts/t1.txt": text})


def commented(folder, *comments, paragraphs=TALK, extended=""):
    """A document whose comments are (id, author, text)."""
    listed = [{"id": one, "author": author, "text": text} for one, author, text in comments]
    return word_file(folder / "talk.docx", paragraphs, listed, extended)


def test_a_comment_becomes_a_coding_of_its_author_on_the_transcript_that_has_the_words(tmp_path):
    study = study_of(tmp_path)

    bring(study, commented(tmp_path, (1, "Ana K.", "trust")))

    (row,) = rows_of(study / "codings" / "ana-k.csv")
    assert (row["transcript_id"], row["code_id"], row["quotation"]) == ("t1", "trust", "There was trust.")
    assert (row["before"], row["after"]) == ("How was it?\n", " We had lunch 🍲 every Thursday"[:30])
    assert (row["codebook_version"], row["at"]) == ("1", "2024-03-02T10:00:00Z")
    assert not (study / "transcripts" / "talk.docx").exists()


def test_several_codes_of_one_comment_are_codings_of_one_passage(tmp_path):
    study = study_of(tmp_path)

    bring(study, commented(tmp_path, (1, "ana", "trust; Trust\nlunch habit")))

    rows = rows_of(study / "codings" / "ana.csv")
    assert [row["code_id"] for row in rows] == ["trust", "new:ana-lunch-habit"]
    assert len({(row["start_char"], row["end_char"]) for row in rows}) == 1


def test_a_name_that_the_codebook_has_not_is_a_proposal_and_no_mistake(tmp_path):
    study = study_of(tmp_path)

    bring(study, commented(tmp_path, (2, "ana", "Weekly habit")))

    (proposal,) = rows_of(study / "codings" / "ana.proposed.csv")
    assert (proposal["proposal_id"], proposal["name"]) == ("new:ana-weekly-habit", "Weekly habit")
    assert (proposal["quotation"], proposal["status"]) == ("Thursday", "proposed")
    assert [one.fault for one in problems_of(study) if "proposed" in str(one.source.path) or "new:" in one.fault] == []


def test_replies_and_resolved_comments_are_listed_and_not_taken(tmp_path):
    extended = (
        '<w15:commentEx w15:paraId="00000001" w15:done="1"/>'
        '<w15:commentEx w15:paraId="00000002" w15:done="0"/>'
        '<w15:commentEx w15:paraId="00000003" w15:paraIdParent="00000002" w15:done="0"/>'
    )
    comments = ((1, "ana", "trust"), (2, "ana", "trust"), (3, "ben", "Really?"))
    study = study_of(tmp_path)

    done = bring(study, commented(tmp_path, *comments, extended=extended))

    assert [row["quotation"] for row in rows_of(study / "codings" / "ana.csv")] == ["Thursday"]
    assert [(one.words, one.what) for one in done.report.items] == [("trust", "left out"), ("Really?", "left out")]


def test_a_remark_is_a_memo_of_the_codes_beside_it(tmp_path):
    remark = "I am not sure whether this is trust in the person or only a habit that nobody ever questioned at all."
    study = study_of(tmp_path)

    bring(study, commented(tmp_path, (1, "ana", f"trust\n{remark}")))

    assert [(row["code_id"], row["memo"]) for row in rows_of(study / "codings" / "ana.csv")] == [("trust", remark)]


def test_a_document_that_no_transcript_has_becomes_one_in_the_case_unsorted(tmp_path):
    study = study_of(tmp_path, text="Interviewer: Hello?\n\nRespondent: Something else altogether.\n")

    done = bring(study, commented(tmp_path, (1, "ana", "trust")))

    assert rows_of(study / "transcripts.csv")[1] == {
        "transcript_id": "talk", "file": "talk.docx", "case_id": "unsorted", "kind": "interview",
    }  # fmt: skip
    assert rows_of(study / "cases.csv")[1]["case_id"] == "unsorted"
    assert any("unsorted" in sentence for sentence in done.report.inferred)
    assert not any(problem.is_fault for problem in problems_of(study))


def test_a_range_over_two_turns_is_one_coding_without_the_label_between(tmp_path):
    study = study_of(tmp_path)
    paragraphs = ["Interviewer: How {1:was it?", "Respondent: There was trust.} We had lunch 🍲 every Thursday."]
    joined = ["\n".join(paragraphs)]
    path = word_file(tmp_path / "talk.docx", joined, [{"id": 1, "author": "ana", "text": "trust"}])

    bring(study, path)

    (row,) = rows_of(study / "codings" / "ana.csv")
    assert row["quotation"] == "was it?\nThere was trust."


def test_the_same_document_again_adds_nothing(tmp_path):
    study = study_of(tmp_path)
    path = commented(tmp_path, (1, "ana", "trust"), (2, "ben", "habit"))
    bring(study, path)
    before = files_of(study)

    done = bring(study, path)

    assert files_of(study) == before
    assert counts(done) == (2, 0, 0, 0, 0)
    assert done.import_id == ""


def test_words_that_were_deleted_with_tracked_changes_are_no_part_of_a_passage(tmp_path):
    study = study_of(tmp_path)
    path = commented(tmp_path, (1, "ana", "trust"))
    raw = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    deletion = '<w:del><w:r><w:delText xml:space="preserve">no </w:delText></w:r></w:del>'
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        "There was", f"There was</w:t></w:r>{deletion}<w:r><w:t>", 1
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    assert path.read_bytes() != raw

    bring(study, path)

    (row,) = rows_of(study / "codings" / "ana.csv")
    assert row["quotation"] == "There was trust."


def test_a_file_that_libreoffice_wrote_comes_in_with_its_resolved_comment_listed(tmp_path):
    study = study_of(tmp_path)

    done = bring(study, Path(__file__).parent / "fixtures" / "libreoffice.docx")

    assert [row["code_id"] for row in rows_of(study / "codings" / "ana-karlsen.csv")] == [
        "trust",
        "new:ana-karlsen-habit",
    ]
    assert rows_of(study / "codings" / "Ben.csv")[0]["quotation"] == "Thursdays. It was always"
    assert [one.words for one in done.report.items if one.what == "left out"] == ["food"]


def test_a_thread_that_google_docs_marks_as_resolved_is_listed(tmp_path):
    study = study_of(tmp_path)
    paragraphs = ["Interviewer: How was it?", "Respondent: {1:There was trust.} We had lunch 🍲 every {3:Thursday}."]
    path = commented(
        tmp_path, (1, "ana", "trust"), (2, "ben", "_Marked as resolved_"), (3, "ana", "trust"), paragraphs=paragraphs
    )
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    body = parts["word/document.xml"]
    body = body.replace(
        '<w:commentRangeStart w:id="1"/>', '<w:commentRangeStart w:id="1"/><w:commentRangeStart w:id="2"/>'
    )
    body = body.replace('<w:commentRangeEnd w:id="1"/>', '<w:commentRangeEnd w:id="1"/><w:commentRangeEnd w:id="2"/>')
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**parts, "word/document.xml": body}.items():
            archive.writestr(name, text)

    done = bring(study, path)

    assert [row["quotation"] for row in rows_of(study / "codings" / "ana.csv")] == ["Thursday"]
    assert len([one for one in done.report.items if one.what == "left out"]) == 2


def test_a_remark_after_a_known_code_is_its_memo(tmp_path):
    study = study_of(tmp_path)
    remark = "trust: they say that they always had it, and then tell of two years in which nobody spoke to anybody"

    bring(study, commented(tmp_path, (1, "ana", remark), (2, "ana", "Code: trust")))

    first, second = rows_of(study / "codings" / "ana.csv")
    assert (first["code_id"], first["memo"]) == ("trust", remark)
    assert (second["code_id"], second["memo"]) == ("trust", "")
