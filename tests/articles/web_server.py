"""A web server on this machine that misbehaves in every way it is asked to."""

from __future__ import annotations

import gzip
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """Answers by path: a body, or a function of the handler that answers by itself."""

    def __init__(self):
        self.pages, self.asked, self.headers = {}, Counter(), []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                path = self.path.split("?")[0]
                site.asked[self.path] += 1
                site.headers.append((self.path, dict(self.headers)))
                page = site.pages.get(path)
                try:
                    if page is None:
                        answer(self, 404, b"gone")
                    elif callable(page):
                        page(self)
                    else:
                        answer(self, 200, page)
                except (ConnectionError, OSError):
                    self.close_connection = True

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def answer(handler, status, body=b"", kind="text/html; charset=utf-8", **headers):
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def to(where, status=302):
    return lambda h: answer(h, status, Location=where)


def saying(status, body=b"no", **headers):
    return lambda h: answer(h, status, body, **headers)


def raw(data, pause=0.0, pieces=1):
    """Send these very bytes, in so many pieces with a pause before each."""

    def send(handler):
        step = max(1, -(-len(data) // pieces))
        for i in range(0, len(data), step):
            time.sleep(pause)
            handler.wfile.write(data[i : i + step])
            handler.wfile.flush()
        handler.close_connection = True

    return send


def bomb(megabytes):
    packed = gzip.compress(bytes(megabytes * 2**20))
    return lambda h: answer(h, 200, packed, Content_Encoding="gzip")


def busy_then(body, times, **headers):
    """Busy so many times, then there."""
    left = [times]

    def send(handler):
        if left[0]:
            left[0] -= 1
            answer(handler, 503, b"busy", **headers)
        else:
            answer(handler, 200, body)

    return send
