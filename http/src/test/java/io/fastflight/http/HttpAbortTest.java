package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.Table;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.testkit.http.RawHttp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A stream that fails after its first batch: nobody may take what came for the whole. */
class HttpAbortTest {
  private static final String FAILS_AT_THIRD =
      "{\"param_type\": \"test.fail_at_batch\", \"batch\": 2}";
  private static final String OTHER_SCHEMA = "{\"param_type\": \"test.wrong_schema\"}";

  /** How the end-of-stream marker looks. */
  private static final byte[] END = {-1, -1, -1, -1, 0, 0, 0, 0};

  static List<String> failing() {
    return List.of(FAILS_AT_THIRD, OTHER_SCHEMA);
  }

  @ParameterizedTest
  @MethodSource("failing")
  void bodyOfHttp1EndsWithoutMarkerLastChunkOrTrailers(String json, BufferAllocator allocator)
      throws Exception {
    try (TestDoor door = new TestDoor(allocator);
        RawHttp http = new RawHttp(door.server.port())) {
      assertThat(http.stream(json).head()).startsWith("HTTP/1.1 200 OK");
      RawHttp.Body body = http.body();
      assertThat(body.terminated()).isFalse();
      assertThat(http.isClosed()).isTrue();
      assertThat(Arrays.copyOfRange(body.bytes(), body.bytes().length - 8, body.bytes().length))
          .isNotEqualTo(END);
      assertThat(new String(body.bytes(), StandardCharsets.UTF_8))
          .contains("{\"code\":\"SOURCE_FAILED\"", "\"callId\":\"");
      assertThatThrownBy(() -> Table.fromIpc(input(body.bytes()), allocator).close())
          .isInstanceOf(IncompleteStreamException.class);
    }
  }

  @Test
  void batchesBeforeTheFailureArriveWholeAndNoReaderSeesAnEnd(BufferAllocator allocator)
      throws Exception {
    try (TestDoor door = new TestDoor(allocator);
        RawHttp http = new RawHttp(door.server.port())) {
      http.stream(FAILS_AT_THIRD).head();
      byte[] bytes = http.body().bytes();
      try (ArrowStreamReader reader = new ArrowStreamReader(input(bytes), allocator)) {
        VectorSchemaRoot batch = reader.getVectorSchemaRoot();
        long rows = 0;
        for (int i = 0; i < 2; i++) {
          assertThat(reader.loadNextBatch()).isTrue();
          rows += batch.getRowCount();
        }
        assertThat(rows).isEqualTo(20);
        // a reader of the bytes alone, which cannot see how the connection ended, notices it too
        assertThatThrownBy(reader::loadNextBatch).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void bodyCutAnywhereIsRefused(BufferAllocator allocator) throws Exception {
    try (TestDoor door = new TestDoor(allocator);
        RawHttp http = new RawHttp(door.server.port())) {
      http.stream("{\"param_type\": \"test.rows\", \"rows\": 30, \"batch_rows\": 10}").head();
      byte[] whole = http.body().bytes();
      Table.fromIpc(input(whole), allocator).close();
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> Table.fromIpc(input(cut), allocator).close())
            .as("cut to %d of %d bytes", length, whole.length)
            .isInstanceOf(FastFlightException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void javaClientSeesABrokenBody(HttpClient.Version version, BufferAllocator allocator)
      throws Exception {
    try (TestDoor door = new TestDoor(allocator, version, b -> b)) {
      var response = door.open(FAILS_AT_THIRD);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.version()).isEqualTo(version);
      assertThatThrownBy(() -> response.body().readAllBytes()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void streamOfHttp2IsReset(BufferAllocator allocator) throws Exception {
    try (TestDoor door = new TestDoor(allocator);
        RawHttp2 http = new RawHttp2(door.server, 1 << 30)) {
      RawHttp2.Answer answer = http.stream(FAILS_AT_THIRD).answer();
      assertThat(answer.error()).isEqualTo(2); // INTERNAL_ERROR
      assertThat(answer.headers()).hasSize(1);
      assertThatThrownBy(() -> Table.fromIpc(input(answer.bytes()), allocator).close())
          .isInstanceOf(IncompleteStreamException.class);
      // the connection lives on
      assertThat(http.stream("{\"param_type\": \"test.empty\"}").answer().error()).isZero();
    }
  }

  private static ByteArrayInputStream input(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }
}
