"""Servers on loopback that break on demand: one before the API server, one for a Git repository."""

import http.client
import http.server
import os
import random
import socket
import socketserver
import subprocess
import sys
import threading
import time

from testbed import Api


class Proxy:
    """Passes requests to the API server. Whoever comes through it has the rights of the test-bed's admin.

    `fault` is one of None, "cut watch" (in the middle of a line), "cut answer" (a write is done, its answer is lost),
    "storm" (half of all requests are told to come back later) and "reset" (nobody gets anything).
    """

    def __init__(self):
        self.fault = None
        self.broken = 0
        # Moment, method and path of each write that was passed on, Leases apart.
        self.writes = []
        self.api = Api()
        proxy = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                try:
                    proxy.serve(self.request)
                except (OSError, http.client.HTTPException, ValueError):
                    pass

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True
            request_queue_size = 256

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server.server_address[1]

    def kubeconfig(self, path):
        with open(path, "w", encoding="utf-8") as file:
            file.write(
                "apiVersion: v1\nkind: Config\ncurrent-context: proxy\n"
                f'clusters: [{{name: proxy, cluster: {{server: "http://127.0.0.1:{self.port}"}}}}]\n'
                "contexts: [{name: proxy, context: {cluster: proxy, user: nobody}}]\n"
                "users: [{name: nobody, user: {}}]\n")
        return path

    def serve(self, client):
        head = b""
        while b"\r\n\r\n" not in head:
            part = client.recv(65536)
            if not part:
                return
            head += part
        head, body = head.split(b"\r\n\r\n", 1)
        lines = head.split(b"\r\n")
        method, path = lines[0].split()[:2]
        names = [line.split(b":", 1)[0].lower() for line in lines]
        if b"content-length" in names:
            length = int(lines[names.index(b"content-length")].split(b":", 1)[1])
            while len(body) < length:
                body += client.recv(65536)
        fault = self.fault
        is_write = method not in (b"GET", b"HEAD")
        if fault == "reset":
            self.broken += 1
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            return
        if fault == "storm" and random.random() < 0.5:
            self.broken += 1
            client.sendall(
                b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        if is_write and b"/leases" not in path:
            self.writes.append((time.monotonic(), method.decode(), path.decode()))
        upstream = self.api.context.wrap_socket(
            socket.create_connection(("127.0.0.1", self.api.port)), server_hostname="127.0.0.1")
        with upstream:
            kept = [line for line, name in zip(lines, names) if name not in (b"connection", b"host")]
            upstream.sendall(b"\r\n".join(kept) + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n" + body)
            is_watch = b"watch=1" in path or b"watch=true" in path
            if fault == "cut answer" and is_write:
                answer = b""
                while part := upstream.recv(65536):
                    answer += part
                self.broken += 1
                client.sendall(answer[:len(answer) * 2 // 3])
                return
            while part := upstream.recv(65536):
                if is_watch and self.fault == "cut watch" and len(part) > 40:
                    self.broken += 1
                    client.sendall(part[:len(part) // 2])
                    return
                if self.fault == "reset":
                    return
                client.sendall(part)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class HTTPServer(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A client that was killed has not waited for its answer."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class GitServer:
    """Serves a repository by HTTP, with git's own http-backend."""

    def __init__(self, repository, port=0):
        root = os.path.dirname(repository)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.answer(b"")

            def do_POST(self):
                if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
                    body = b""
                    while size := int(self.rfile.readline(), 16):
                        body += self.rfile.read(size)
                        self.rfile.readline()
                    self.rfile.readline()
                else:
                    body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.answer(body)

            def answer(self, body):
                path, _, query = self.path.partition("?")
                variables = {
                    "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": root, "GIT_HTTP_EXPORT_ALL": "1",
                    "REQUEST_METHOD": self.command, "PATH_INFO": path, "QUERY_STRING": query,
                    "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
                    "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                    "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""), "REMOTE_ADDR": "127.0.0.1",
                    "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
                done = subprocess.run(["git", "http-backend"], input=body, env=variables, capture_output=True)
                head, _, content = done.stdout.partition(b"\r\n\r\n")
                fields = [line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line]
                status = next((value for name, value in fields if name == "Status"), "200 OK")
                self.send_response(int(status.split()[0]))
                for name, value in fields:
                    if name != "Status":
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.path = f"/{os.path.basename(repository)}/.git"
        self.server = HTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server.server_address[1]

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}{self.path}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
