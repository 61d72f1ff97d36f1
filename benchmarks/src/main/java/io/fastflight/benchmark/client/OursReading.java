package io.fastflight.benchmark.client;

import io.fastflight.batch.BatchReader;
import io.fastflight.benchmark.data.ColumnSum;
import io.fastflight.benchmark.peers.Access;
import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.SignIn;
import io.fastflight.service.Secret;
import io.fastflight.service.StreamRequest;
import io.fastflight.wire.ClientTls;
import java.nio.charset.StandardCharsets;

/** Reads with our client. */
final class OursReading implements Reading {
  /** More than any case has callers: what waits for its turn in a client measures the client. */
  private static final int MAX_STREAMS = 256;

  private final FastFlightClient client;

  OursReading(String access) {
    Access server = Access.parse(access);
    ClientConfig.Builder config = ClientConfig.builder(server.location()).maxStreams(MAX_STREAMS);
    server.trust().map(ClientTls::trusting).ifPresent(config::tls);
    server.token().map(Secret::of).map(SignIn::token).ifPresent(config::signIn);
    this.client = FastFlightClient.connect(config.build());
  }

  @Override
  public Seen read(String ticket, String compression) {
    StreamRequest request = StreamRequest.of(ticket.getBytes(StandardCharsets.UTF_8));
    try (BatchReader reader = client.open(AskedCompression.of(request, compression))) {
      long rows = 0;
      long sum = 0;
      long firstAt = 0;
      while (reader.next()) {
        firstAt = firstAt == 0 ? System.nanoTime() : firstAt;
        rows += reader.batch().getRowCount();
        sum += ColumnSum.of(reader.batch());
      }
      return new Seen(rows, sum, firstAt);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
