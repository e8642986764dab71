"""Many that send one report after another, each until it is accepted.

    with Senders(collector.upload) as senders:
        senders.wait_for(100)
        ...                                  # what may go wrong
        senders.wait_for(100)                # as many again
    senders.accepted                         # all Xs
"""

import math
import threading
import time

from tests.e2e.shared_store.postgres import TIMEOUT_SECONDS, wait_until
from tests.e2e.shared_store.world import report


class Senders:
    def __init__(self, upload, count=16):
        self._upload = upload
        self._stop = threading.Event()
        self._accepted = [[] for _ in range(count)]
        self._threads = [threading.Thread(target=self._send, args=(number,)) for number in range(count)]
        self._deadline = math.inf
        self.delays = 0
        self.refused = []

    def _send(self, number):
        count = 0
        while not self._stop.is_set():
            count += 1
            content = report((number * 100_000 + count) / 1e7)
            while (status := self._upload(content)) != 200:
                if 400 <= status < 500:
                    self.refused.append((status, content["X"]))
                    return
                self.delays += 1
                if time.monotonic() > self._deadline:
                    self.refused.append((status, content["X"]))
                    return
                time.sleep(0.02)
            self._accepted[number].append(content["X"])

    @property
    def accepted(self):
        return sorted(x for accepted in self._accepted for x in accepted)

    def wait_for(self, count):
        """Waits until so many more are accepted."""
        before = len(self.accepted)
        wait_until(lambda: len(self.accepted) >= before + count, "nothing more is accepted")

    def wait_for_delay(self):
        """Waits until one is told to come again."""
        before = self.delays
        wait_until(lambda: self.delays > before, "everything is accepted")

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._deadline = time.monotonic() + TIMEOUT_SECONDS
        self._stop.set()
        for thread in self._threads:
            thread.join()
