"""Twisted's reactor on asyncio, with time that nobody can set.

Twisted schedules by the wall clock: set forward, every timeout of every connection fires at once; set
back, none does. To be imported before anything of Daphne, which else installs a reactor of its own.
"""

import asyncio
import time

from twisted.internet.asyncioreactor import AsyncioSelectorReactor
from twisted.internet.main import installReactor


class MonotonicReactor(AsyncioSelectorReactor):
    seconds = staticmethod(time.monotonic)


loop = asyncio.new_event_loop()
reactor = MonotonicReactor(loop)
installReactor(reactor)
