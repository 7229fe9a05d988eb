"""Files of other programs that import does not read are refused with the way to one that it does."""

import pytest
from bringing import bring

from pipeline.study.problems import FilesNeedAHand


@pytest.mark.parametrize(
    ("ending", "what", "way"),
    [
        (".nvp", "NVivo", "Export Project"),
        (".nvpx", "NVivo", ".qdpx"),
        (".atlproj", "ATLAS.ti", "QDPX"),
        (".atlproj23", "ATLAS.ti", "QDPX"),
        (".hpr7", "ATLAS.ti 7", "newer ATLAS.ti"),
        (".mx20", "MAXQDA", "REFI-QDA"),
        (".MX24", "MAXQDA", "Excel"),
        (".f4a", "f4", "transcripts/"),
        (".ppj", "QDA Miner", "REFI-QDA"),
        (".odt", "document", ".docx"),
        (".xls", "table", ".xlsx"),
        (".pdf", "PDF", "copy quotation and code"),
        (".trs", "transcript", "tab-separated"),
        (".txt", "text", "transcripts/"),
        ("", "text", "transcripts/"),
        (".zip", "archive", "Unpack"),
        (".xyz", "does not know", ".qdpx"),
    ],
)
def test_a_file_that_is_not_read_is_named_with_the_way(tmp_path, ending, what, way):
    path = tmp_path / f"project{ending}"
    path.write_bytes(b"anything")

    with pytest.raises(FilesNeedAHand) as refused:
        bring(tmp_path / "study", path)

    (problem,) = refused.value.problems
    assert what in problem.fault
    assert way in problem.remedy
