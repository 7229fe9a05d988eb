"""`python -m pipeline` does what the command `crosscase` does."""

from pipeline.cli import program

if __name__ == "__main__":
    program()
