"""Attachments as bytes: where they are kept, what they really are, how pictures are made harmless.

Nothing here knows the database; `chat.actions.attachments` decides, this carries out.
"""
