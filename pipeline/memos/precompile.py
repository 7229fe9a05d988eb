"""Compiles and keeps the templates of memos and pages, as `make` does after installing: see site/compiled.py."""

from __future__ import annotations

from pipeline.memos import rendering
from pipeline.site import templating


def compile_templates() -> None:
    """Compile and keep every template of memos and of pages."""
    for environment in (rendering.environment, templating.environment):
        jinja = environment(keeps_compiled=True)
        for name in jinja.list_templates(extensions=["j2"]):
            jinja.get_template(name)


if __name__ == "__main__":
    compile_templates()
