"""moto's server, one request at a time: it is not thread-safe, and concurrent requests lose writes and have two winners of one condition."""

import os
import sys
import threading

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

os.environ["MOTO_S3_DEFAULT_MAX_KEYS"] = "50"  # S3 has 1,000; so every test of a listing turns pages.

ONE_AT_A_TIME = threading.Lock()
MOTO = DomainDispatcherApplication(create_backend_app)


def application(environ, start_response):
    # Connections have threads of their own, so that an idle one does not block the others; what moto does, it does alone.
    with ONE_AT_A_TIME:
        return list(MOTO(environ, start_response))


class Quiet(WSGIRequestHandler):
    def log(self, *_):
        pass


def die_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
os.environ["MOTO_PORT"] = str(server.server_port)
threading.Thread(target=die_with_parent, daemon=True).start()
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
