"""django-eventstream on our log: its `send_event`, permission changes, views and clients, made durable.

Source: https://github.com/fanout/django-eventstream (5.3.4). See docs/streams.md.
"""
