"""The panel at /moderation/: what moderators look at, and the forms by which they decide."""
