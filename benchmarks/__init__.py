"""How fast Chatsite is, measured beside its peers on the same machine in the same run (`bin/bench`).

Times are never asserted anywhere: what a test holds on to is that nothing is lost, repeated or out of
order while everything goes as fast as it can.
"""
