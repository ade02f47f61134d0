import calls

calls.run(*calls.OPENAI, *calls.ANTHROPIC)
