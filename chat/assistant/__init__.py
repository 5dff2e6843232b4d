"""A bot that answers with a language model: `manage.py assistant` (docs/bots.md).

It knows the site only through its public doors, as any other program would: it follows the room's
stream and writes through the API. Standard library only.
"""
