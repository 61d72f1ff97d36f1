package io.fastflight.source.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fastflight.error.DataServiceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.responses.LoadTableResponse;
import org.apache.iceberg.rest.responses.LoadTableResponseParser;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A catalog behind HTTP: Iceberg's own client, against a server that answers as the protocol says.
 */
class RestCatalogTest {
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  @TempDir Path folder;
  private Lake lake;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    lake = new Lake(folder);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    lake.close();
  }

  private void answer(HttpExchange call) throws IOException {
    String path = call.getRequestURI().getPath();
    if (!"Bearer good".equals(call.getRequestHeaders().getFirst("Authorization"))) {
      answer(call, 401, error("NotAuthorizedException", 401));
    } else if (path.equals("/v1/config")) {
      answer(call, 200, "{\"defaults\": {}, \"overrides\": {}}");
    } else if (path.equals("/v1/namespaces/db/tables/t")) {
      Table table = lake.catalog().loadTable(TableIdentifier.of("db", "t"));
      answer(
          call,
          200,
          LoadTableResponseParser.toJson(
              LoadTableResponse.builder()
                  .withTableMetadata(((HasTableOperations) table).operations().current())
                  .build()));
    } else {
      answer(call, 404, error("NoSuchTableException", 404));
    }
  }

  private static String error(String type, int code) {
    return "{\"error\": {\"message\": \"no good\", \"type\": \"%s\", \"code\": %s}}"
        .formatted(type, code);
  }

  private static void answer(HttpExchange call, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().add("Content-Type", "application/json");
    call.getResponseHeaders().add("Connection", "close"); // a stopped server may leave idle ones
    call.sendResponseHeaders(status, body.length);
    try (call) {
      call.getResponseBody().write(body);
    }
  }

  private IcebergCatalog source(String token) {
    return IcebergCatalog.builder("lake")
        .open(
            IcebergCatalog.Kind.REST,
            Map.of("uri", "http://127.0.0.1:" + server.getAddress().getPort(), "token", token));
  }

  @Test
  void tablesAreReadByTheirNames(BufferAllocator allocator) {
    Table table = lake.create("t", SCHEMA);
    Lake.append(table, Lake.row(SCHEMA, 1L));
    try (IcebergCatalog source = source("good")) {
      IcebergQuery query = IcebergQuery.of("db.t");
      assertThat(Rows.of(source.read(query, Rows.context(allocator)), allocator))
          .containsExactly("1");
      Lake.append(table, Lake.row(SCHEMA, 2L));
      assertThat(Rows.of(source.read(query, Rows.context(allocator)), allocator))
          .containsExactlyInAnyOrder("1", "2");
      assertThatThrownBy(() -> source.read(IcebergQuery.of("db.no"), Rows.context(allocator)))
          .isInstanceOf(DataServiceException.class)
          .hasMessageStartingWith("The table 'db.no' was not found in the catalog");
    }
  }

  @Test
  void aTokenThatIsRefusedIsNotTold() {
    assertThatThrownBy(() -> source("wrong-token"))
        .isInstanceOf(DataServiceException.class)
        .hasMessage(
            "Iceberg source 'lake' failed while opening its catalog: the catalog refused its credentials. The server's log has the cause.");
  }
}
