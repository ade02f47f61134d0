"""The ground floor: frozen values and pure functions that every other room speaks in.

Imports nothing of to11 and no I/O library. Start with `errors` (what can go wrong, and whether to retry),
`tenancy` (who owns what), `call` (what a door wrote down), `inference` (what was asked and answered), `genai` (the
names of attributes), `search` (what a reader may ask for).
"""
