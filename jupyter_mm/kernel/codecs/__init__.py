"""How values become bytes and come back. The one place of the project that unpickles.

Belongs here: the pickler, the unpickler, classes and functions of the notebook. Does not: deciding
what is kept (`capture`) or whether stored bytes may be loaded (`trust`).
Format: docs/formats/manifest.md, section 2.
"""
