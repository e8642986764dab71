"""Speaks to wordserver as an editor does.

  client = language_client.Client(server, environment)
  client.initialize()
  question = client.next("window/showMessageRequest")
  client.respond(question, {"title": "No"})
  client.close()
"""

import json
import subprocess
import threading
import queue

DEADLINE_SECONDS = 60


class Client:
    def __init__(self, command, env):
        self.process = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._received = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._requests = 0

    def _read(self):
        stream = self.process.stdout
        while True:
            length = None
            while (line := stream.readline()) not in (b"\r\n", b""):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if length is None:
                self._received.put(None)
                return
            self._received.put(json.loads(stream.read(length)))

    def send_text(self, text):
        """Sends bytes as a message, whatever they are."""
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(text), text))
        self.process.stdin.flush()

    def send(self, message):
        self.send_text(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def request(self, method, params):
        """Sends a request and returns its response; what came before it is in `passed`."""
        self._requests += 1
        self.send({"id": self._requests, "method": method, "params": params})
        self.passed = []
        while "result" not in (message := self.receive()) and "error" not in message:
            self.passed.append(message)
        assert message["id"] == self._requests, message
        return message

    def respond(self, request, result):
        self.send({"id": request["id"], "result": result})

    def receive(self):
        """Returns the next message; raises EOFError if there are no more."""
        message = self._received.get(timeout=DEADLINE_SECONDS)
        if message is None:
            raise EOFError("the server has ended")
        return message

    def next(self, method):
        """Returns the next message, which must be of this method."""
        message = self.receive()
        assert message.get("method") == method, message
        return message

    def initialize(self, **params):
        """Does what an editor does when it starts a server."""
        self.request("initialize", {"capabilities": {"window": {}}, **params})
        self.notify("initialized", {})

    def questions(self):
        """Returns what the server has asked so far: the response to a request comes after it."""
        self.request("textDocument/hover", {})
        return [message for message in self.passed if message.get("method") == "window/showMessageRequest"]

    def close(self):
        """Ends the server as an editor does; returns its exit status."""
        self.request("shutdown", None)
        self.notify("exit", None)
        return self.wait()

    def wait(self):
        self.process.stdin.close()
        status = self.process.wait(DEADLINE_SECONDS)
        self._reader.join(DEADLINE_SECONDS)
        self.process.stdout.close()
        return status

    def kill(self):
        self.process.kill()
        self.wait()
