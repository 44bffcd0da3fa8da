"""How Sphinx builds the site in one language, named by a tag (`-t id`); build_site.py calls it once for each.

Sources are the project's own Markdown files where they stand: the source folder is the project, so that a link in them leads to
the same page on the site as in the project.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import site_links  # noqa: E402
import site_pages  # noqa: E402
import site_tables  # noqa: E402
import site_words  # noqa: E402

language = "id" if tags.has("id") else "en"  # noqa: F821  Sphinx puts `tags` here
project = "sanlib"
html_title = "sanlib"
root_doc = site_pages.first(language)
include_patterns = [f"{name}.md" for name in site_pages.pages(language)]
exclude_patterns = [".*", "benchmarks", "data", "notebooks", "reports", "sanlib", "tests", "tools"]  # not even looked through
extensions = ["myst_parser"]
myst_enable_extensions = ["html_image", "tasklist"]
myst_heading_anchors = 4
html_theme = "pydata_sphinx_theme"
templates_path = ["templates"]
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False  # the sources are beside the site, and a reader of it is no writer
html_show_sourcelink = False
html_context = {"default_mode": "light"}
html_sidebars = {
    f"{page}{end}": [] for page in ("docs/site/index", "docs/tutorial", "METHODS", "docs/site/notebooks") for end in ("", ".id")
}
html_theme_options = {
    "navbar_end": ["other-language.html"],
    "navbar_persistent": ["search-button-field.html"],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": [],
    "footer_end": ["sphinx-version"],
    "header_links_before_dropdown": 7,
    "navigation_depth": 2,
    "search_bar_text": {"id": "Cari ...", "en": "Search ..."}[language],
}
html_show_search_summary = False  # it would fetch each page found, which a browser refuses for files
nitpicky = True


def setup(app):
    """What the project adds: tables made from its own, links between the languages and to executed notebooks, Indonesian words."""
    app.add_config_value("sanlib_report", "", "html")
    site_words.add(app)
    site_tables.add(app)
    site_links.add(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
