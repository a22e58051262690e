"""python -m app …"""

from app.cli import main

if __name__ == "__main__":  # processes that the server starts import this module too
    main()
