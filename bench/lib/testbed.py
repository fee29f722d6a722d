"""The API server of the test-bed, asked without any client of ours: what it says is what is so."""

import http.client
import json
import os
import ssl
import subprocess
import time
from urllib.parse import quote


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, code, body):
        super().__init__(f"{code}: {body[:300].decode(errors='replace')}")
        self.code = code


class Api:
    """One connection, kept; for one thread."""

    def __init__(self, variables=os.environ):
        self.port = int(variables["RECONCILE_TESTBED_PORT"])
        self.context = ssl.create_default_context(cafile=variables["RECONCILE_TESTBED_CA"])
        self.context.load_cert_chain(variables["RECONCILE_TESTBED_CERT"], variables["RECONCILE_TESTBED_KEY"])
        self.connection = None

    def connect(self, timeout=30):
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=self.context, timeout=timeout)

    def ask(self, method, path, body=None, kind="application/json"):
        """The answer, parsed. A connection that the server has closed meanwhile is opened anew, once."""
        payload = None if body is None else json.dumps(body)
        headers = {"Content-Type": kind} if payload else {}
        for attempt in (1, 2):
            try:
                if self.connection is None:
                    self.connection = self.connect()
                self.connection.request(method, path, payload, headers)
                answer = self.connection.getresponse()
                content = answer.read()
                break
            except (OSError, http.client.HTTPException):
                self.connection = None
                if attempt == 2:
                    raise
        if answer.status >= 400:
            raise Refused(answer.status, content)
        return json.loads(content)

    def get(self, path):
        return self.ask("GET", path)

    def items(self, path):
        return self.get(path)["items"]

    def merge(self, path, patch, manager="kubectl-edit"):
        return self.ask("PATCH", f"{path}?fieldManager={quote(manager)}", patch, "application/merge-patch+json")

    def apply(self, path, document, manager):
        return self.ask(
            "PATCH", f"{path}?fieldManager={quote(manager)}&force=true", document, "application/apply-patch+yaml")

    def watch(self, path, version):
        """Events as they come, until the server ends the watch. A connection of its own."""
        connection = self.connect(timeout=None)
        connection.request("GET", f"{path}?watch=true&resourceVersion={version}")
        for line in connection.getresponse():
            yield json.loads(line)

    def is_ready(self):
        try:
            self.connection = None
            self.ask("GET", "/api/v1/namespaces/default")
            return True
        except (OSError, http.client.HTTPException, Refused, ValueError):
            return False


def script(*words):
    """Runs scripts/testbed on the test-bed that this runs in."""
    subprocess.run(
        [os.environ["RECONCILE_TESTBED_SCRIPT"], *words, os.environ["RECONCILE_TESTBED"]], check=True,
        stdout=subprocess.DEVNULL)


def kubectl(*words):
    return subprocess.run(
        [os.environ["RECONCILE_TESTBED_KUBECTL"], *words], check=True, capture_output=True, text=True).stdout


def install_definitions(root):
    for kind in ("environments", "driftreports"):
        kubectl(
            "apply", "--server-side", "--force-conflicts", "-f", f"{root}/deploy/base/crds/{kind}.reconcile.dev.yaml")
    kubectl(
        "wait", "--for=condition=Established", "--timeout=60s", "crd/environments.reconcile.dev",
        "crd/driftreports.reconcile.dev")


def until(what, seconds, answer, pause=0.1):
    """Asks until the answer is true, and returns it; fails with `what` when the time is over."""
    end = time.monotonic() + seconds
    while True:
        found = answer()
        if found:
            return found
        if time.monotonic() > end:
            raise SystemExit(f"not within {seconds} s: {what}")
        time.sleep(pause)
