"""How the documentation becomes a site: `make docs`."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[1]

project = "jupyter_mm"
author = "jupyter_mm contributors"
release = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["version"]
version = release

extensions = ["myst_parser"]
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
pygments_style = "default"

html_title = "jupyter_mm"
html_theme = "pydata_sphinx_theme"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "show_prev_next": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": [],
    "footer_end": ["theme-version"],
    "search_bar_text": "Search",
}
