"""The shapes of bodies: pydantic models with camelCase names, from which the OpenAPI document is made.

Start with `base`: the envelope around answers and errors.
"""
