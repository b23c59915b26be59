"""The product's verbs: record, observe, show, annotate, verify; functions on frozen nouns.

Belongs here: what a record means, who may do what, what people are told. Does not: SQL (catalog),
bytes on disk (blobs), HTTP and JSON errors (api), pickles (kernel).
"""

from jupyter_mm.core.context import Core, open_core

__all__ = ["Core", "open_core"]
