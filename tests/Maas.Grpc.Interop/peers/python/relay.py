"""A TCP relay that counts what a server sends: how grpcio's client, which shows no flags, can tell compressed replies."""

import socket
import threading


class Relay:
    def __init__(self, host, port):
        self.received = 0
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.target = "127.0.0.1:%d" % self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()

    def _accept(self):
        try:
            client, _ = self._listener.accept()
        except OSError:
            return
        server = socket.create_connection(self._server)
        threading.Thread(target=self._copy, args=(client, server, False), daemon=True).start()
        self._copy(server, client, True)

    def _copy(self, source, sink, counted):
        try:
            while data := source.recv(65536):
                if counted:
                    self.received += len(data)
                sink.sendall(data)
        except OSError:
            pass  # One side has closed the connection: so is the other.
        finally:
            for end in (source, sink):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # Closed already.
