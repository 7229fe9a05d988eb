"""What the coding page prints while something goes wrong inside: never a word of a transcript."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from http.cookiejar import CookieJar

import pytest

from tests.folders import environment

# The command as it is, with a fault planted where each transcript is drawn and where words are looked for; its message
# holds words, as the messages of many an error do.
BROKEN = """
import sys
from pipeline.page import server

def broken(session, asked, *more):
    words = session.material.texts["n1"].text
    raise ValueError(f"cannot read {words!r} as {asked!r}")

server.analytic_page = server.search = broken
from pipeline.cli import main
sys.argv = ["crosscase", *sys.argv[1:]]
main()
"""


def test_an_error_inside_the_server_prints_no_words(study, tmp_path):
    options = ["code", str(study), "--no-open", "--port", "0", "--coder", "ana", "--out", str(tmp_path / "outputs")]
    with subprocess.Popen(
        [sys.executable, "-c", BROKEN, *options],
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("http://"):
                break
        address = said[-1].strip()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        for asked in (address, address.partition("?")[0] + "search?q=every+single+one"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                browser.open(asked, timeout=30)
            assert refused.value.code == 500
            said.append(refused.value.read().decode("utf-8"))
        process.terminate()
        said.append(process.stdout.read())

    told = "".join(said)
    assert "ValueError" in told  # who mends it has to know what and where
    for words in ("We go way back", "trust her", "single one", "every+single"):
        assert words not in told
