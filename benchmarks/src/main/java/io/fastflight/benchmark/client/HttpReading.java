package io.fastflight.benchmark.client;

import io.fastflight.benchmark.data.ColumnSum;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/**
 * Posts tickets to an address, over as many connections as there are callers: an Arrow stream is
 * read batch by batch; of anything else the bytes are counted and dropped, and stand for the rows.
 */
final class HttpReading implements Reading {
  private static final int READ_BYTES = 256 << 10;
  private static final String ARROW = "application/vnd.apache.arrow.stream";

  private final RootAllocator allocator = new RootAllocator();
  private final Deque<HttpConnection> idle = new ConcurrentLinkedDeque<>();
  private final URI address;

  HttpReading(String location) {
    this.address = URI.create(location);
  }

  @Override
  public Seen read(String ticket, String compression) throws IOException {
    if (!compression.equals(AskedCompression.NONE)) {
      throw new IllegalArgumentException("Over HTTP nothing is compressed, not " + compression);
    }
    HttpConnection connection = connection();
    try {
      connection.post(ticket);
      Seen seen =
          connection.contentType().startsWith(ARROW) ? batches(connection) : bytes(connection);
      idle.addFirst(connection);
      return seen;
    } catch (IOException | RuntimeException failure) {
      connection.close();
      throw failure;
    }
  }

  private HttpConnection connection() throws IOException {
    HttpConnection known = idle.pollFirst();
    while (known != null && known.isStale()) {
      known.close();
      known = idle.pollFirst();
    }
    return known == null ? new HttpConnection(address) : known;
  }

  private Seen batches(HttpConnection body) throws IOException {
    ArrowStreamReader reader = new ArrowStreamReader(body, allocator);
    long rows = 0;
    long sum = 0;
    try {
      while (reader.loadNextBatch()) {
        rows += reader.getVectorSchemaRoot().getRowCount();
        sum += ColumnSum.of(reader.getVectorSchemaRoot());
      }
    } finally {
      reader.close(false); // the connection serves the next call
    }
    if (body.read(ByteBuffer.allocate(1)) >= 0) {
      throw new IOException("There is more behind the end of the Arrow stream.");
    }
    return new Seen(rows, sum, body.firstAt());
  }

  private static Seen bytes(HttpConnection body) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    long bytes = 0;
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer.clear())) {
      bytes += read;
    }
    return new Seen(bytes, 0, body.firstAt());
  }

  @Override
  public void close() {
    for (HttpConnection each : idle) {
      try {
        each.close();
      } catch (IOException gone) {
        // it is closed all the same
      }
    }
    allocator.close();
  }
}
