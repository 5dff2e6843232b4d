"""What tests of a real, running site need: services, sites, clients, a faulty network and a judge.

Nothing here imports Django into the test's own process; what must run inside the site runs in `inside`.
"""
