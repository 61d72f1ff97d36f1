package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.Table;
import io.fastflight.testkit.http.RawHttp;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call that succeeds gets. */
class HttpStreamTest {

  @ParameterizedTest
  @EnumSource
  void streamHasEveryRowInOrder(HttpClient.Version version, BufferAllocator allocator)
      throws Exception {
    try (TestDoor door = new TestDoor(allocator, version, UnaryOperator.identity())) {
      var response =
          door.open("{\"param_type\": \"test.rows\", \"rows\": 100000, \"batch_rows\": 999}");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.version()).isEqualTo(version);
      assertThat(response.headers().firstValue("content-type"))
          .contains("application/vnd.apache.arrow.stream");
      assertThat(response.headers().allValues("x-content-type-options")).containsExactly("nosniff");
      try (Table table = Table.fromIpc(response.body(), allocator)) {
        assertThat(table.rowCount()).isEqualTo(100_000);
        for (long row = 0; row < table.rowCount(); row += 97) {
          assertThat(table.value("id", row)).isEqualTo(row);
        }
      }
    }
  }

  @Test
  void emptyResultIsASchemaAndAnEnd(BufferAllocator allocator) throws Exception {
    try (TestDoor door = new TestDoor(allocator)) {
      HttpResponse<InputStream> response = door.open("{\"param_type\": \"test.empty\"}");
      assertThat(response.statusCode()).isEqualTo(200);
      try (Table table = Table.fromIpc(response.body(), allocator)) {
        assertThat(table.rowCount()).isZero();
        assertThat(table.schema().getFields()).singleElement().hasToString("id: Int(64, true)");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\": \"test.rows\", \"rows\": 7}",
        "{\"param_type\": \"tests.params.RowsParams\", \"rows\": 7}",
        "{\"param_type\": \"test.later\", \"rows\": 7}",
        "{\"param_type\": \"test.async\", \"rows\": 7}"
      })
  void everyWayToAskAndToServeGivesTheRows(String json, BufferAllocator allocator)
      throws Exception {
    try (TestDoor door = new TestDoor(allocator);
        Table table = Table.fromIpc(door.open(json).body(), allocator)) {
      assertThat(table.rowCount()).isEqualTo(7);
      assertThat(table.value("id", 6)).isEqualTo(6L);
    }
  }

  @Test
  void dictionaryTravelsBeforeTheFirstBatch(BufferAllocator allocator) throws Exception {
    String json = "{\"param_type\": \"test.dictionary\", \"rows\": 100, \"batch_rows\": 9}";
    try (TestDoor door = new TestDoor(allocator);
        Table table = Table.fromIpc(door.open(json).body(), allocator)) {
      assertThat(table.rowCount()).isEqualTo(100);
      assertThat(table.value("level", 98)).hasToString("high");
      assertThat(table.value("level", 99)).hasToString("low");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/vnd.example+json",
        "text/plain; charset=x",
        "application/octet-stream",
        "application/x-www-form-urlencoded"
      })
  void bodyIsReadAsJsonWhateverTextItIsSaidToBe(String contentType, BufferAllocator allocator)
      throws Exception {
    try (TestDoor door = new TestDoor(allocator)) {
      HttpRequest.Builder request = door.streamRequest("{\"param_type\": \"test.empty\"}");
      if (!contentType.isEmpty()) {
        request.header("Content-Type", contentType);
      }
      try (Table table = Table.fromIpc(door.open(request.build()).body(), allocator)) {
        assertThat(table.rowCount()).isZero();
      }
    }
  }

  @Test
  void headerSetsTheMostRowsOfABatch(BufferAllocator allocator) throws Exception {
    try (TestDoor door = new TestDoor(allocator)) {
      HttpRequest request =
          door.streamRequest("{\"param_type\": \"test.rows\", \"rows\": 100}")
              .header("fastflight-batch-rows", "30")
              .build();
      try (Table table = Table.fromIpc(door.open(request).body(), allocator)) {
        assertThat(table.batches())
            .extracting(VectorSchemaRoot::getRowCount)
            .containsExactly(30, 30, 30, 10);
      }
    }
  }

  @Test
  void prefixIsPartOfEveryPath(BufferAllocator allocator) throws Exception {
    try (TestDoor door =
        new TestDoor(allocator, HttpClient.Version.HTTP_1_1, b -> b.prefix("/a/b"))) {
      assertThat(door.server.prefix()).isEqualTo("/a/b");
      try (Table table =
          Table.fromIpc(door.open("{\"param_type\": \"test.empty\"}").body(), allocator)) {
        assertThat(table.rowCount()).isZero();
      }
    }
  }

  @Test
  void trailersOfHttp1TellTheTotals(BufferAllocator allocator) throws Exception {
    try (TestDoor door = new TestDoor(allocator);
        RawHttp http = new RawHttp(door.server.port())) {
      http.stream("{\"param_type\": \"test.rows\", \"rows\": 25, \"batch_rows\": 10}");
      assertThat(http.head())
          .startsWith("HTTP/1.1 200 OK")
          .contains("trailer: fastflight-rows, fastflight-batches", "transfer-encoding: chunked");
      RawHttp.Body body = http.body();
      assertThat(body.terminated()).isTrue();
      try (Table table = Table.fromIpc(new ByteArrayInputStream(body.bytes()), allocator)) {
        assertThat(table.rowCount()).isEqualTo(25);
        assertThat(body.trailers())
            .containsExactlyInAnyOrder(
                "fastflight-rows: 25", "fastflight-batches: " + table.batches().size());
      }
    }
  }

  @Test
  void trailersOfHttp2TellTheTotals(BufferAllocator allocator) throws Exception {
    try (TestDoor door = new TestDoor(allocator);
        RawHttp2 http = new RawHttp2(door.server, 1 << 30)) {
      RawHttp2.Answer answer =
          http.stream("{\"param_type\": \"test.rows\", \"rows\": 25, \"batch_rows\": 10}").answer();
      assertThat(answer.error()).isZero();
      assertThat(answer.headers()).hasSize(2);
      assertThat(answer.headers().get(0).status()).hasToString("200");
      assertThat(answer.headers().get(1).get("fastflight-rows")).hasToString("25");
      try (Table table = Table.fromIpc(new ByteArrayInputStream(answer.bytes()), allocator)) {
        assertThat(table.rowCount()).isEqualTo(25);
        assertThat(answer.headers().get(1).get("fastflight-batches"))
            .hasToString(Integer.toString(table.batches().size()));
      }
    }
  }

  @Test
  void connectionServesOneCallAfterAnother(BufferAllocator allocator) throws Exception {
    try (TestDoor door = new TestDoor(allocator);
        RawHttp http = new RawHttp(door.server.port())) {
      for (int rows = 0; rows < 5; rows++) {
        http.stream("{\"param_type\": \"test.rows\", \"rows\": " + rows + "}").head();
        assertThat(http.body().trailers()).contains("fastflight-rows: " + rows);
      }
    }
  }

  @Test
  void catalogueNamesEveryServiceAndItsClass(BufferAllocator allocator) throws Exception {
    try (TestDoor door = new TestDoor(allocator)) {
      HttpRequest request =
          HttpRequest.newBuilder(door.uri("/fastflight/registered_data_types")).build();
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("content-type")).contains("application/json");
      assertThat(response.body())
          .startsWith(
              "[{\"params_type\":\"test.rows\",\"service_type\":\"io.fastflight.testkit.sample.")
          .contains(
              "{\"params_type\":\"test.slow\",\"service_type\":\"io.fastflight.testkit.sample.SlowService\"}");
    }
  }

  @Test
  void headOfTheCatalogueHasNoBody(BufferAllocator allocator) throws Exception {
    try (TestDoor door = new TestDoor(allocator);
        RawHttp http = new RawHttp(door.server.port())) {
      http.send("HEAD /fastflight/registered_data_types HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(http.head())
          .startsWith("HTTP/1.1 200 OK")
          .anyMatch(line -> line.startsWith("content-length: "));
      // what comes next on the connection is the next answer
      http.stream("{\"param_type\": \"test.empty\"}");
      assertThat(http.head()).startsWith("HTTP/1.1 200 OK");
    }
  }
}
