"""`python -m to11.serve.main`: a child process, started by the supervisor."""

from to11.serve.child import main

if __name__ == "__main__":
    main()
