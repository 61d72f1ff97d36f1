"""pyarrow's Flight server (C++), sending prepared batches: flight_server.py FOLDER HOST

Prints 'ready LOCATION' and ends when its standard input does.
"""

import json
import os
import sys
import threading

import pyarrow as pa
import pyarrow.flight as fl


class Server(fl.FlightServerBase):
    def __init__(self, folder, location):
        super().__init__(location)
        self.folder = folder
        self.batches = {}
        self.lock = threading.Lock()

    def batch(self, shape):
        with self.lock:
            if shape not in self.batches:
                with pa.OSFile(os.path.join(self.folder, shape + ".arrow")) as file:
                    self.batches[shape] = pa.ipc.open_stream(file).read_next_batch()
            return self.batches[shape]

    def do_get(self, context, ticket):
        asked = json.loads(ticket.ticket.decode())
        # A table of the same batch: its reader is C++, no Python runs per batch.
        table = pa.Table.from_batches([self.batch(asked["shape"])] * asked["batches"])
        codec = asked.get("compression")
        options = pa.ipc.IpcWriteOptions(compression=codec) if codec else None
        return fl.RecordBatchStream(table, options=options)


def main():
    folder, host = sys.argv[1:3]
    server = Server(folder, f"grpc://{host}:0")
    print(f"ready grpc://{host}:{server.port}", flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
