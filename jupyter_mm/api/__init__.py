"""The operations as others may call them: one table, one door, one error shape.

Belongs here: the table of operations, how a request becomes a call and an error becomes a reply,
transports, the tornado binding, OpenAPI and the generated reference. Does not: product rules
(`core`), wiring of a host (`server`, `cli`). Hosts import it; it imports `core`.
"""
