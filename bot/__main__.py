"""`python -m bot`, and the command `late-edition`."""

from bot.cli import main

if __name__ == "__main__":
    main()
