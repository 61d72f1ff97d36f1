"""A bridge as the first FastFlight has it: FastAPI before a Flight server: fastapi_bridge.py LOCATION HOST

A thread reads the batches and writes each as IPC, a bounded queue hands the bytes to a StreamingResponse. The body of a
request is the ticket. Prints 'ready ADDRESS' and ends when its standard input does.
"""

import asyncio
import io
import os
import socket
import sys
import threading

import pyarrow as pa
import pyarrow.flight as fl
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

QUEUED = 8


def pieces(client, ticket):
    reader = client.do_get(fl.Ticket(ticket))
    sink = io.BytesIO()
    writer = pa.ipc.new_stream(sink, reader.schema)
    for chunk in reader:
        writer.write_batch(chunk.data)
        yield sink.getvalue()
        sink.seek(0)
        sink.truncate()
    writer.close()
    yield sink.getvalue()


async def stream(client, ticket):
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue(QUEUED)

    def put(piece):
        asyncio.run_coroutine_threadsafe(queue.put(piece), loop).result()

    def produce():
        for piece in pieces(client, ticket):
            put(piece)
        put(None)

    producing = asyncio.ensure_future(asyncio.to_thread(produce))
    while True:
        taking = asyncio.ensure_future(queue.get())
        await asyncio.wait({taking, producing}, return_when=asyncio.FIRST_COMPLETED)
        if producing.done() and producing.exception():
            raise producing.exception()
        piece = await taking
        if piece is None:
            return
        yield piece


def application(location):
    app = FastAPI()
    client = fl.connect(location)

    @app.post("/fastflight/stream")
    async def post(request: Request):
        body = stream(client, await request.body())
        return StreamingResponse(body, media_type="application/vnd.apache.arrow.stream")

    return app


def end_with_input():
    sys.stdin.read()
    os._exit(0)


def main():
    location, host = sys.argv[1:3]
    listening = socket.socket()
    listening.bind((host, 0))
    listening.listen(512)
    threading.Thread(target=end_with_input, daemon=True).start()
    print(f"ready http://{host}:{listening.getsockname()[1]}/fastflight/stream", flush=True)
    config = uvicorn.Config(application(location), log_level="warning")
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
