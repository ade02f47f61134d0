import logfire

logfire.configure(send_to_logfire=False)
logfire.instrument_openai()
logfire.instrument_anthropic()

import calls

calls.run(*calls.OPENAI, *calls.ANTHROPIC)
