"""What a kernel says of a value when it keeps it: docs/formats/description.md.

The main thread notes in about a microsecond each what only it may look at: structure, and where the
numbers lie among the bytes that are being kept. The courier's thread makes figures of those bytes.
Neither runs code of the user's, and no failure here costs a variable its state.
"""
