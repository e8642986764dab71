"""Another machine, and a network to it that can break without a word.

    network = Network()                  # after full_disk.enter_namespace(with_network=True)
    subprocess.run([*network.machine, "ip", "address"])
    network.cut()                        # what is sent is lost; connections stay, for all that either side knows
    network.mend()

The machine is a network namespace, as are the tests': nobody else sees this network.
"""

import subprocess

from tests.e2e.shared_store.postgres import ENDS_WITH_TEST

NEAR, FAR = "10.77.0.1", "10.77.0.2"
# Nobody has it.
_LOST = "02:00:00:00:00:99"


def _run(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


class Network:
    def __init__(self):
        self._holder = subprocess.Popen([*ENDS_WITH_TEST, "unshare", "--net", "sh", "-c", "echo ready; exec sleep infinity"],
                                        stdout=subprocess.PIPE, text=True)
        assert self._holder.stdout.readline() == "ready\n", "no network namespace"
        self.machine = ["nsenter", f"--net=/proc/{self._holder.pid}/ns/net"]
        _run("ip", "link", "set", "lo", "up")
        _run("ip", "link", "add", "near", "type", "veth", "peer", "name", "far", "netns", str(self._holder.pid))
        for machine, device, address in (([], "near", NEAR), (self.machine, "far", FAR)):
            _run(*machine, "ip", "address", "add", f"{address}/24", "dev", device)
            _run(*machine, "ip", "link", "set", device, "up")
        _run(*self.machine, "ip", "link", "set", "lo", "up")

    def _address(self, machine, device):
        link = subprocess.run([*machine, "ip", "-brief", "link", "show", device], check=True, capture_output=True,
                              text=True)
        return link.stdout.split()[2]

    def _lead(self, near_to, far_to):
        for machine, device, other, hardware in (([], "near", FAR, near_to), (self.machine, "far", NEAR, far_to)):
            _run(*machine, "ip", "neighbour", "replace", other, "lladdr", hardware, "nud", "permanent", "dev", device)

    def cut(self):
        self._lead(_LOST, _LOST)

    def mend(self):
        self._lead(self._address(self.machine, "far"), self._address([], "near"))

    def close(self):
        # At once: with the namespace it goes only some time later.
        _run("ip", "link", "delete", "near")
        self._holder.kill()
        self._holder.wait()
        self._holder.stdout.close()
