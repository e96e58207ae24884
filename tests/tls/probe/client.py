#!/usr/bin/env python3
"""A client of chat_server for scripts/probe-tls.

client.py silent PORT | end PORT ROOTS | cut PORT ROOTS | load PORT ROOTS. Ends with 0 if the server
does as it should.
"""
import socket
import ssl
import struct
import sys
import time

LIMIT = 20  # seconds
TALKERS = 20
ROUNDS = 150


def plain(port):
    return socket.create_connection(("127.0.0.1", port), timeout=LIMIT)


def secure(port, roots):
    context = ssl.create_default_context(cafile=roots)
    return context.wrap_socket(plain(port), server_hostname="localhost", suppress_ragged_eofs=False)


def name(connection, text):
    """Names itself, and waits for the answer."""
    body = text.encode()
    connection.sendall(struct.pack("<HHH", 6 + len(body), 1, len(body)) + body)
    answer = b""
    while len(answer) < 6 + len(body):
        part = connection.recv(4096)
        if not part:
            raise ConnectionError("the server has ended the connection")
        answer += part
    if answer[2:4] != struct.pack("<H", 100):
        raise ConnectionError(f"refused: {answer!r}")


def silent(port):
    began = time.monotonic()
    with plain(port) as connection:
        try:
            while connection.recv(4096):
                pass
        except ConnectionResetError:
            pass
    assert 1.5 < time.monotonic() - began < LIMIT


def end(port, roots):
    """unwrap sends close_notify, and fails unless the server sends its own."""
    connection = secure(port, roots)
    name(connection, "ender")
    connection.unwrap().close()


def cut(port, roots):
    connection = secure(port, roots)
    name(connection, "cut")
    raw = socket.socket(fileno=connection.detach())  # TCP without the TLS on it
    raw.shutdown(socket.SHUT_WR)
    raw.settimeout(LIMIT)
    try:
        while raw.recv(4096):
            pass
    except ConnectionResetError:
        pass
    raw.close()


def load(port, roots):
    talkers = [secure(port, roots) for _ in range(TALKERS)]
    for turn in range(ROUNDS):
        for number, each in enumerate(talkers):
            name(each, f"talker {number} {turn}")
        if turn == 0:
            print("talking", flush=True)
        talkers.append(secure(port, roots))  # others come meanwhile
        name(talkers[-1], f"late {turn}")
        talkers.pop().unwrap().close()
        time.sleep(0.01)


if __name__ == "__main__":
    globals()[sys.argv[1]](int(sys.argv[2]), *sys.argv[3:])
