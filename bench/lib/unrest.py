"""People who keep editing the cluster and the repository, and what must be true once they rest."""

import http.client
import json
import os
import random
import subprocess
import threading
import time

from controller import map_path
from testbed import Api, Refused, until

KINDS = {
    "configmaps": "/api/v1/configmaps", "services": "/api/v1/services", "serviceaccounts": "/api/v1/serviceaccounts",
    "deployments": "/apis/apps/v1/deployments", "networkpolicies": "/apis/networking.k8s.io/v1/networkpolicies"}


class Unrest:
    """Edits, deletes and commits, until it is told to rest. All changes come from one seed.

    No object is touched so often that it would be a fight, in which the controller rests.
    """

    def __init__(self, repository, seed):
        self.repository = repository
        self.random = random.Random(seed)
        self.pause = max(0.05, 30 / repository.applications)
        self.order = []
        self.active = threading.Event()
        self.resting = threading.Event()
        self.deleted = set()
        self.counts = {"edits": 0, "deletions": 0, "commits": 0, "refused": 0}
        self.extra = 0
        threading.Thread(target=self._run, daemon=True).start()

    def begin(self):
        self.resting.clear()
        self.active.set()

    def rest(self):
        self.active.clear()
        until("the writer rests", 60, self.resting.is_set, pause=0.02)

    def _run(self):
        api = Api()
        last = time.monotonic()
        while True:
            if not self.active.is_set():
                self.resting.set()
                self.active.wait()
            time.sleep(self.pause)
            if not self.order:
                self.order = list(range(self.repository.applications))
                self.random.shuffle(self.order)
            number = self.order.pop()
            try:
                if self.random.random() < 0.1:
                    api.ask("DELETE", map_path(number))
                    self.deleted.add(("configmaps", f"app-{number:04d}"))
                    self.counts["deletions"] += 1
                else:
                    api.merge(map_path(number), {"data": {f"setting-{number % 20:02d}": f"{self.random.random()}"}})
                    self.counts["edits"] += 1
            except Refused:
                self.counts["refused"] += 1
            except (OSError, http.client.HTTPException):
                self.counts["refused"] += 1
                time.sleep(0.2)
            if time.monotonic() - last > 2:
                last = time.monotonic()
                self.commit()

    def commit(self):
        """Changes one file, and adds or takes away a ConfigMap that is pruned then."""
        number = self.random.randrange(self.repository.applications)
        self.repository.set_value(number, f"{self.random.random()}")
        path = f"{self.repository.directory}/apps/extra-{self.extra % 3}.yaml"
        self.extra += 1
        if os.path.exists(path):
            os.remove(path)
        else:
            with open(path, "w", encoding="utf-8") as file:
                file.write(
                    f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: extra-{self.extra % 3}, namespace: bench-00}}\n"
                    f'data: {{number: "{self.extra}"}}\n')
        self.repository.commit(f"Change {self.extra}")
        self.counts["commits"] += 1


class Watchman:
    """Knows what was there before, and says whether everything is as it must be."""

    def __init__(self, program, repository, unrest, work):
        self.program = program
        self.repository = repository
        self.unrest = unrest
        self.work = work
        self.api = Api()
        self._make_bystanders()
        self.ids = self._identities()

    def _make_bystanders(self):
        """Objects that nobody may touch: one without our label, one that only looks like ours, and one of ours that
        must not be pruned."""
        label = {"reconcile.dev/environment": self.repository.environment}
        for name, manager, metadata in (
            ("bystander", "installer", {}),
            ("copied", "installer", {"labels": label}),
            ("kept", "reconcile", {"labels": label, "annotations": {"reconcile.dev/prune": "disabled"}}),
        ):
            self.api.apply(
                f"/api/v1/namespaces/bench-00/configmaps/{name}",
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, **metadata},
                 "data": {"of": "others"}}, manager)

    def _identities(self):
        found = {}
        for kind, path in KINDS.items():
            for item in self.api.items(path):
                metadata = item["metadata"]
                if metadata["namespace"].startswith("bench-") and not metadata["name"].startswith("extra-"):
                    found[(kind, metadata["namespace"], metadata["name"])] = metadata["uid"]
        return found

    def expect(self, what, is_true, detail=""):
        if not is_true:
            raise SystemExit(f"WRONG: {what} {detail}")

    def check(self, seconds=120):
        """Waits until nothing differs, by a process of its own that asks the API server itself; then looks closely."""
        start = time.monotonic()
        until("everything is in sync again", seconds, self._is_in_sync, pause=0.3)
        took = time.monotonic() - start
        now = self._identities()
        for key, uid in self.ids.items():
            was_deleted = (key[0], key[2]) in self.unrest.deleted
            self.expect(f"{key} is there", key in now)
            self.expect(f"{key} is the same object", now[key] == uid or was_deleted)
        self.ids = now
        for item in self.api.items(KINDS["configmaps"]):
            name = item["metadata"]["name"]
            if not name.startswith(("app-", "extra-")):
                continue
            owners = [
                entry for entry in item["metadata"]["managedFields"]
                if entry["manager"] == "reconcile"]
            self.expect(
                f"{name} is applied by us once", [entry["operation"] for entry in owners] == ["Apply"], str(owners)[:400])
        return took

    def _is_in_sync(self):
        done = subprocess.run(
            [self.program, "diff", "--repo", f"file://{self.repository.directory}", "--env",
             self.repository.environment, "--output", "json"],
            capture_output=True, env=dict(os.environ, XDG_CACHE_HOME=f"{self.work}/watchman"))
        if done.returncode not in (0, 1):
            return False
        report, = json.loads(done.stdout)["items"]
        differing = [
            entry for entry in report["objects"] if entry["verdict"] != "inSync" and entry.get("name") != "kept"]
        return bool(report["objects"]) and not differing
