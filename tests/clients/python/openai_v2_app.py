import calls

calls.run(*calls.OLDER_OPENAI)
