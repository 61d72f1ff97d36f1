"""HTTP users of the Python FastFlight post a params JSON and read the answer with pyarrow; this does just that.

Usage: http_like_the_original.py http://127.0.0.1:PORT/fastflight
"""

import json
import sys
import urllib.request

import pyarrow as pa


def main():
    base = sys.argv[1]
    with urllib.request.urlopen(f"{base}/registered_data_types") as answer:
        types = json.load(answer)
    assert {"params_type", "service_type"} == set(types[0]), types[0]
    assert "demo.flights" in [t["params_type"] for t in types], types
    for kind in ("param_type", "type"):
        body = json.dumps({kind: "demo.generate", "rows": 5000, "columns": 2, "batch_rows": 1000}).encode()
        request = urllib.request.Request(f"{base}/stream", data=body, headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            assert answer.headers["Content-Type"] == "application/vnd.apache.arrow.stream", answer.headers
            table = pa.ipc.open_stream(answer).read_all()
        assert table.num_rows == 5000, table.num_rows
        assert table.column("c1")[4999].as_py() == (4999 * 7919 + 104729) % 2147483647
    print(f"{len(types)} types")
    print("all good")


if __name__ == "__main__":
    main()
