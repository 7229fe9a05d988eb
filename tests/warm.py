"""Imported once, by the server from which tests fork processes: what each of them would load and compile anew."""

from __future__ import annotations

import atexit
import gc
import importlib

# What a run and the coding page import, and what they import once they are at work.
OURS = ("cli", "run", "page.command", "page.server", "page.serving", "page.pages", "corpus.segment")
LIBRARIES = ("pandas", "spacy", "spacy_legacy", "scipy.sparse", "duckdb", "jinja2", "lxml.etree", "markdown_it")
SERVING = ("anyio._backends._asyncio", "uvicorn.lifespan.off", "uvicorn.loops.auto", "uvicorn.protocols.http.auto")
TESTS = ("tests.processes",)

for name in (*LIBRARIES, *SERVING, *TESTS):
    importlib.import_module(name)
modules = {name: importlib.import_module(f"pipeline.{name}") for name in OURS}
modules["corpus.segment"].blank_pipeline("en")
for template in modules["page.pages"].ENVIRONMENT.list_templates():
    modules["page.pages"].ENVIRONMENT.get_template(template)
gc.collect()
atexit.register(gc.unfreeze)
gc.freeze()  # whoever is forked from here looks for no rings in what is loaded, and so copies none of it
