"""spaCy comes without its command line, and whoever asks for that later gets the real one."""

from __future__ import annotations

import subprocess
import sys

SAID = """
import sys
from pipeline.io.spacy_library import spacy_library
spacy = spacy_library()
print([name for name in sys.modules if name.startswith("spacy.cli")], hasattr(spacy, "cli"))
print([token.text for token in spacy.blank("en")("It isn't so.")])
import spacy.cli
print(callable(spacy.cli.download), spacy_library() is spacy)
"""


def test_the_command_line_is_left_out_and_can_still_be_had() -> None:
    done = subprocess.run([sys.executable, "-c", SAID], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == ["[] False", "['It', 'is', \"n't\", 'so', '.']", "True True"]
