"""`reconcile run` as a process: started, watched, measured, killed."""

import json
import os
import re
import signal
import subprocess
import threading
import time
import urllib.request

from testbed import until


class Repository:
    """A Git repository with one environment, `bench`, of N generated applications below `apps`."""

    environment = "bench"

    def __init__(self, here, directory, applications, mode="revert"):
        self.directory = f"{directory}/repository"
        self.objects = applications * 5 + 20
        self.applications = applications
        os.makedirs(self.directory)
        subprocess.run([f"{here}/generate", str(applications), f"{self.directory}/apps"], check=True)
        with open(f"{self.directory}/reconcile.yaml", "w", encoding="utf-8") as file:
            file.write(
                "apiVersion: reconcile.dev/v1alpha1\nkind: Config\nenvironments:\n"
                f"  - {{name: {self.environment}, path: apps, mode: {mode}, prune: {{enabled: true}}}}\n")
        self.git("init", "--quiet", "--initial-branch", "main")
        self.commit("Begin")

    @property
    def url(self):
        return f"file://{self.directory}"

    def git(self, *words):
        return subprocess.run(
            ["git", "-c", "user.name=Bench", "-c", "user.email=bench@example.com", "-c", "commit.gpgsign=false",
             "-c", "gc.auto=0", *words],
            cwd=self.directory, check=True, capture_output=True, text=True).stdout

    def commit(self, message, *more):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message, *more)
        return self.git("rev-parse", "HEAD").strip()

    def path_of(self, number):
        return f"{self.directory}/apps/app-{number:04d}.yaml"

    def set_value(self, number, value):
        """Sets `setting-00` of one application's ConfigMap, uncommitted."""
        path = self.path_of(number)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(re.sub(r"(?m)^  setting-00: .*$", f'  setting-00: "{value}"', text))


def map_path(number):
    """Of one application's ConfigMap on the API server."""
    return f"/api/v1/namespaces/bench-{number % 20:02d}/configmaps/app-{number:04d}"


class Controller:
    """One process. `lines` grows by a thread as the log does; `arrived` is the monotonic time of a line."""

    def __init__(self, program, repository_url, directory, *words, kubeconfig=None, name="one", prefix=(), poll="1s", log=None):
        os.makedirs(directory, exist_ok=True)
        self.name = name
        self.directory = directory
        self.lines = []
        variables = {
            "XDG_CACHE_HOME": f"{directory}/cache", "HOME": directory, "PATH": os.environ["PATH"],
            "KUBECONFIG": kubeconfig or os.environ["KUBECONFIG"], "LC_ALL": "C.UTF-8"}
        # Found by the script that ends the test-bed, should this process be killed.
        variables |= {k: v for k, v in os.environ.items() if k == "RECONCILE_TESTBED_RUN"}
        self.process = subprocess.Popen(
            [*prefix, program, "run", "--repository", repository_url, "--namespace", "default", "--poll", poll,
             "--listen", "127.0.0.1:0", "--identity", name, *words],
            env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.log_file = log or f"{directory}/log"
        self.log = open(self.log_file, "ab")
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stderr:
            self.log.write(line)
            self.log.flush()
            try:
                entry = json.loads(line)
            except ValueError:
                entry = {"reason": "NoJSON", "message": line.decode(errors="replace"), "level": "error"}
            entry["arrived"] = time.monotonic()
            self.lines.append(entry)

    @property
    def id(self):
        return self.process.pid

    def seen(self, reason, **fields):
        return [
            line for line in list(self.lines)
            if line.get("reason") == reason and all(line.get(key) == value for key, value in fields.items())]

    def port(self):
        line = until(f"{self.name} tells its port", 30, lambda: self.seen("Started"))[0]
        return int(line["message"].split()[-1])

    def page(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port()}{path}", timeout=20) as answer:
            return answer.read().decode()

    def metric(self, name, **labels):
        """The sum of the samples with these labels."""
        total = None
        for line in self.page("/metrics").splitlines():
            found = re.match(r"([a-z_]+)(?:\{(.*)\})? (\S+)$", line)
            if found and found[1] == name:
                given = dict(re.findall(r'(\w+)="([^"]*)"', found[2] or ""))
                if all(given.get(key) == value for key, value in labels.items()):
                    total = (total or 0) + float(found[3])
        return total

    def in_sync(self):
        return int(self.metric("reconcile_objects", verdict="inSync") or 0)

    def resident(self):
        """MiB."""
        return int(re.search(r"VmRSS:\s+(\d+)", self._file("status"))[1]) / 1024

    def cpu(self):
        """Seconds of user and system time."""
        words = self._file("stat").rsplit(") ", 1)[1].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.id}/fd"))

    def _file(self, name):
        with open(f"/proc/{self.id}/{name}", encoding="utf-8") as file:
            return file.read()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, seconds=30):
        """The exit code after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=seconds)
