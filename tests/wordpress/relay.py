"""Vigie, and a relay before it that keeps what passed and can play dead."""

import contextlib
import http.client
import json
import pathlib
import subprocess
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextlib.contextmanager
def vigie(binary):
    """A serving `vigie` on a folder of its own: its address and the secret of its `cms` webhook."""
    if not pathlib.Path(binary).exists():
        raise SystemExit(f"{binary} is missing: build it with cargo build, or name another with --vigie")
    with tempfile.TemporaryDirectory() as data:
        command = [binary, "serve", "--listen", "127.0.0.1:0", "--json", "--log", "warn", "--data", data]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            line = process.stdout.readline()
            if not line:
                raise SystemExit(f"{binary} did not start; see above")
            secrets = json.loads((pathlib.Path(data) / "secrets.json").read_text())
            yield json.loads(line)["url"], secrets["cms"]["signing"][0]
        finally:
            process.kill()
            process.wait()


class Relay(ThreadingHTTPServer):
    """Passes webhooks on to `vigie`. `passed` keeps each: its headers, its body, the answer's status and body."""

    daemon_threads = True

    def __init__(self, vigie_url):
        super().__init__(("127.0.0.1", 0), Handler)
        self.vigie = vigie_url.removeprefix("http://")
        self.passed = []
        # None, or how it fails: "busy" answers 503, "hung" answers much too late.
        self.fails = None
        self.look = lambda event: None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def take(self):
        """What passed since the last time, oldest first."""
        passed, self.passed = self.passed, []
        return passed

    @contextlib.contextmanager
    def failing(self, how):
        """For a while, Vigie cannot be asked."""
        self.fails = how
        try:
            yield
        finally:
            self.fails = None

    @contextlib.contextmanager
    def watched(self, look):
        """For a while, `look` is called with every event before Vigie gets it."""
        self.look, before = look, self.look
        try:
            yield
        finally:
            self.look = before

    @contextlib.contextmanager
    def serving(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        try:
            yield self
        finally:
            self.shutdown()
            self.server_close()


class Handler(BaseHTTPRequestHandler):
    """One webhook on its way."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.look(json.loads(body))
        if self.server.fails == "hung":
            time.sleep(20)
            return
        if self.server.fails == "busy":
            status, answer = 503, b"{}"
        else:
            onward = http.client.HTTPConnection(self.server.vigie, timeout=30)
            onward.request("POST", self.path, body, dict(self.headers))
            response = onward.getresponse()
            status, answer = response.status, response.read()
        passed = {"headers": dict(self.headers), "raw": body, "status": status, "answer": json.loads(answer)}
        self.server.passed.append(passed | {"body": json.loads(body)})
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        """Says nothing."""
