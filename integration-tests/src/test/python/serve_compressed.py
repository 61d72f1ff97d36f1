"""A stock pyarrow server that compresses, for our client to read.

Prints its port, serves until standard input is closed. A ticket is the name of a codec; the answer has 300,000 rows in
two batches, long enough that lz4's blocks depend on each other: id = row, third = row // 3, word = "w" + row % 1000.
"""

import sys
import threading

import numpy as np
import pyarrow as pa
import pyarrow.flight as fl

ROWS = 300_000


def table():
    ids = np.arange(ROWS, dtype=np.int64)
    words = pa.array([f"w{i % 1000}" for i in range(ROWS)])
    return pa.table({"id": ids, "third": ids // 3, "word": words})


class Server(fl.FlightServerBase):
    def do_get(self, context, ticket):
        codec = ticket.ticket.decode()
        options = pa.ipc.IpcWriteOptions(compression=codec)
        return fl.RecordBatchStream(pa.Table.from_batches(table().to_batches(max_chunksize=ROWS // 2)), options=options)


def main():
    server = Server("grpc://127.0.0.1:0")
    serving = threading.Thread(target=server.serve)
    serving.start()
    print(server.port, flush=True)
    sys.stdin.read()
    server.shutdown()
    serving.join()


if __name__ == "__main__":
    main()
