"""`crosscase code`: what it refuses, and how it ends."""

import os
import signal
import socket
import urllib.error
import urllib.request

import pytest

from tests.processes import crosscase


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "Say who codes"),
        (["--coder", "consensus"], "reserved"),
        (["--coder", "Machine"], "reserved"),
        (["--coder", "a/b"], "cannot be a coder's name"),
        (["--coder", "Con"], "Windows keeps that name for itself"),
        (["--coder", "ana", "--port", "99999"], "--port is a number up to 65535"),
        (["--coder", "ana", "--transcript", "N1"], "no transcript 'N1'. Did you mean 'n1'?"),
        (["--coder", "ana", "--code", "trsut"], "no code 'trsut'. Did you mean 'trust'?"),
        (["--coder", "ana", "--knew-tier", "perhaps"], "yes or no"),
    ],
)
def test_a_wrong_wish_is_named_and_exits_2(study, options, words):
    answer = crosscase("code", study, "--port", "0", "--no-open", *options, cwd=study)

    assert answer.returncode == 2
    assert words in answer.stderr


def test_a_study_with_a_fault_opens_no_page(study):
    (study / "codebook.yaml").write_text("codebook: small\ncodes: {trust: {parent: nothing}}\n", "utf-8")

    answer = crosscase("code", study, "--coder", "ana", "--port", "0", "--no-open", cwd=study)

    assert answer.returncode == 1
    assert "codebook.yaml:" in answer.stderr


def test_a_busy_port_exits_1(study):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        answer = crosscase("code", study, "--coder", "ana", "--port", port, "--no-open", cwd=study)

    assert answer.returncode == 1
    assert "the port is taken" in answer.stderr


def port_that_nobody_is_given() -> int:
    """A free port below those that systems give of their own accord: nobody takes it between two servers."""
    for port in range(20_000 + os.getpid() % 5_000, 30_000):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


def test_ctrl_c_ends_with_0_keeps_a_copy_and_frees_the_port(study, serve):
    (study / "codings" / "ana.csv").write_text("coding_id,transcript_id,start_char,end_char,code_id\n", "utf-8")
    port = str(port_that_nobody_is_given())
    server = serve(study, "--coder", "ana", "--port", port)
    ask(server.address)  # the address is told just before the server runs, and a server that runs hears Ctrl-C

    assert server.stop(signal.SIGINT) == 0
    assert list((study / ".backup").glob("ana-*/ana.csv"))
    assert serve(study, "--coder", "ana", "--port", port).address.startswith(f"http://127.0.0.1:{port}/")


def ask(url, **headers):
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


def test_only_who_has_the_token_and_names_this_machine_is_answered(study, serve):
    address = serve(study).address
    base = address.split("/?")[0]

    assert ask(f"{base}/analytic/n1")[0] == 403
    assert ask(f"{base}/analytic/n1?token=wrong")[0] == 403
    assert ask(address, Host="evil.example")[0] == 421


def test_a_request_from_another_page_is_refused(study, serve):
    address = serve(study).address
    base, token = address.split("/?token=")
    cookie = f"crosscase-{base.rsplit(':', 1)[1]}={token}"

    def post(**headers):
        request = urllib.request.Request(f"{base}/act", data=b"{}", headers={"Cookie": cookie, **headers})
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    assert post(Origin="http://evil.example", **{"Content-Type": "application/json"}) == 403
    assert post(**{"Content-Type": "application/json"}) == 403
    assert post(Origin=base, **{"Content-Type": "text/plain"}) == 415
    assert post(Origin=base, **{"Content-Type": "application/json"}) == 400


def test_a_page_allows_no_script_of_its_own_text(study, serve):
    address = serve(study).address
    base, token = address.split("/?token=")

    _, headers = ask(f"{base}/analytic/n1", Cookie=f"crosscase-{base.rsplit(':', 1)[1]}={token}")

    policy = headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
