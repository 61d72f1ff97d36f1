package io.fastflight.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.Table;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

/** The routes in the server of an application. */
class RoutesTest {
  @Test
  void streamIsAnsweredInTheApplicationsServer(BufferAllocator allocator) throws Exception {
    try (TestApp app = new TestApp(allocator)) {
      HttpResponse<byte[]> arrow = app.post("{\"param_type\": \"test.rows\", \"rows\": 30}");
      assertThat(arrow.statusCode()).isEqualTo(200);
      try (Table rows = Table.fromIpc(new ByteArrayInputStream(arrow.body()), allocator)) {
        assertThat(rows.rowCount()).isEqualTo(30);
      }
      HttpResponse<byte[]> csv = app.get("/fastflight/stream/test.rows?rows=3&format=csv");
      assertThat(new String(csv.body(), UTF_8).lines()).hasSize(4);
      assertThat(app.get("/fastflight/health/ready").statusCode()).isEqualTo(200);
      assertThat(app.get("/fastflight/nothing").statusCode()).isEqualTo(404);
    }
  }
}
