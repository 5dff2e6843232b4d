"""The two web servers the site runs on, made to keep the same promises.

Daphne and uvicorn as they come trust their clients: one that never reads or never stops writing takes
the process's memory, and a stop cuts everybody off. `daphne` and `uvicorn` here are thin layers over
their public classes with which an application and its clients cannot tell the one from the other:

- memory per connection is bounded in both directions (`flow`), times and sizes are `limits`;
- SIGTERM lets the application say goodbye, closes what is left and exits 0 within its window;
- time is measured on a clock that cannot be set.
"""
