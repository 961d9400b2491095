"""A client of few instructions, so that what it measures is the server: one open connection,
requests written beforehand, answers read by their stated length.
"""

import gzip
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

_READ = 1 << 18


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """The value of a header, "" if there is none; the last one of several."""
        start = f"\r\n{name.lower()}: ".encode()
        lower = self.head.lower()
        at = lower.rfind(start)
        if at < 0:
            return ""
        begins = at + len(start)
        return self.head[begins : lower.find(b"\r\n", begins)].decode("latin-1")

    def cookies(self) -> dict[str, str]:
        lines = self.head.decode("latin-1").split("\r\n")
        pairs = [
            line[12:].split(";")[0] for line in lines if line.lower().startswith("set-cookie: ")
        ]
        return dict(pair.split("=", 1) for pair in pairs)

    @property
    def text(self) -> str:
        packed = self.header("Content-Encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


class Client:
    """One persistent connection to 127.0.0.1, with its cookies; follows nothing."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.answers = 0
        self.received = 0  # bytes of bodies
        self._socket: socket.socket | None = None

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self._keep(self.send(self.request("GET", path, headers=headers)))

    def post(
        self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Answer:
        return self._keep(self.send(self.request("POST", path, fields, headers)))

    def request(
        self,
        method: str,
        path: str,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        """A whole request as bytes, to be sent as often as wanted."""
        body = urlencode(fields or {}).encode()
        lines = {"Host": f"127.0.0.1:{self.port}", "Accept-Encoding": "gzip", **(headers or {})}
        if self.cookies:
            lines["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            lines["Content-Type"] = "application/x-www-form-urlencoded"
            lines["Content-Length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body

    def send(self, request: bytes) -> Answer:
        """Send and read one answer. Connects anew where the server has closed the connection."""
        if self._socket is not None:
            try:
                return self._exchange(request)
            except ConnectionError:
                self.close()
        self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._exchange(request)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _exchange(self, request: bytes) -> Answer:
        self._socket.sendall(request)
        received = self._more()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        answer = Answer(int(received[9:12]), received[: end + 2], b"")
        body = received[end + 4 :]
        length = int(answer.header("Content-Length") or 0)
        while len(body) < length:
            body += self._more()
        if answer.header("Connection").lower() == "close":
            self.close()
        self.answers += 1
        self.received += len(body)
        return Answer(answer.status, answer.head, body)

    def _more(self) -> bytes:
        part = self._socket.recv(_READ)
        if not part:
            raise ConnectionResetError("The server closed the connection.")
        return part

    def _keep(self, answer: Answer) -> Answer:
        self.cookies.update(answer.cookies())
        return answer


def timed(client: Client, request: bytes, expected: int = 200) -> float:
    """Seconds from sending to the last byte of the answer, which must have the status expected."""
    start = time.perf_counter()
    answer = client.send(request)
    seconds = time.perf_counter() - start
    if answer.status != expected:
        line = request.split(b"\r\n", 1)[0].decode()
        raise SystemExit(
            f"{line} was answered {answer.status}, not {expected}:\n{answer.text[:2000]}"
        )
    return seconds
