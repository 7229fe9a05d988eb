"""Compiles and keeps the templates of memos, as `make` does after installing: see compiled.py."""

from __future__ import annotations

from pipeline.memos.rendering import environment


def compile_templates() -> None:
    """Compile and keep every template of memos."""
    jinja = environment(keeps_compiled=True)
    for name in jinja.list_templates(extensions=["j2"]):
        jinja.get_template(name)


if __name__ == "__main__":
    compile_templates()
