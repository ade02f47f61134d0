"""Logfire's older convention, which was the only one before its version 4."""

import logfire

logfire.configure(send_to_logfire=False)
logfire.instrument_openai(version=1)
logfire.instrument_anthropic(version=1)

import calls

calls.run(*calls.OPENAI, *calls.ANTHROPIC)
