"""A process in a service's place: ready after a moment, drained by SIGTERM, dead when asked."""

import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/die":
            os._exit(1)
        self.send_response(200 if self.path in ("/ready", "/live") else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    address = (os.environ["MASTERY_HTTP_HOST"], int(os.environ["MASTERY_HTTP_PORT"]))
    ThreadingHTTPServer(address, Answers).serve_forever()


if __name__ == "__main__":
    main()
