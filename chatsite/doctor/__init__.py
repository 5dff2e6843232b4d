"""`manage.py doctor`: is everything that a site consists of there, and does it come through the public address?"""
