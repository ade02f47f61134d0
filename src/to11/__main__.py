"""`python -m to11` is the command line."""

from to11.cli import main

if __name__ == "__main__":
    main()
