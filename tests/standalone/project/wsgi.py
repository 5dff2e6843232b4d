"""The same project where there is no event loop: `python -m tests.standalone.project.wsgi <port>`."""

import os
import sys
from wsgiref.simple_server import make_server

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.standalone.project.settings")

if __name__ == "__main__":
    make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application()).serve_forever()
