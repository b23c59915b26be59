"""The Jupyter Server extension: wiring, and what only the server can see.

Belongs here: traitlets to Settings, routes, the event bus, outputs from the kernels' messages, the
notebook's document and path. Does not: product rules (`core`) and HTTP rules (`api`). Nobody
imports it but Jupyter.
"""
