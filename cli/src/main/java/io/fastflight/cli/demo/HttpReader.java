package io.fastflight.cli.demo;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.error.InternalFaultException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/** Reads streams from an HTTP door with nothing but the JDK and Arrow, as any user would. */
final class HttpReader {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI stream;
  private final BufferAllocator allocator;

  /**
   * Creates a reader.
   *
   * @param address of the server with its prefix
   * @param allocator owns the memory of what is read; borrowed
   */
  HttpReader(String address, BufferAllocator allocator) {
    this.stream = URI.create(address + "/stream");
    this.allocator = allocator;
  }

  /** Returns the whole result, owned by the caller. */
  Table fetch(byte[] ticket) {
    return Table.fromIpc(post(ticket), allocator);
  }

  /** Returns a reader of the result, owned by the caller. */
  BatchReader open(byte[] ticket) {
    return BatchReader.of(new ArrowStreamReader(post(ticket), allocator));
  }

  private InputStream post(byte[] ticket) {
    HttpRequest request =
        HttpRequest.newBuilder(stream)
            .version(HttpClient.Version.HTTP_1_1)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(ticket))
            .build();
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() == 200) {
        return response.body();
      }
      try (InputStream body = response.body()) {
        String told = new String(body.readNBytes(2_000), java.nio.charset.StandardCharsets.UTF_8);
        throw new InternalFaultException(
            "%s answered %d: %s".formatted(stream, response.statusCode(), told));
      }
    } catch (IOException failure) {
      throw new InternalFaultException("No answer from " + stream + ".", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InternalFaultException("Interrupted while waiting for " + stream, interrupted);
    }
  }
}
