package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.Table;
import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.SignIn;
import io.fastflight.error.ServiceNotFoundException;
import io.fastflight.params.JsonText;
import io.fastflight.security.CallerCredentials;
import io.fastflight.service.Secret;
import io.fastflight.service.StreamRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * One caller at every door of a running server: what is read there, as lines with commas between,
 * the names of the columns first; null has no characters. Empty where there is no such service.
 */
final class EachDoor implements AutoCloseable {
  private final String flight;
  private final String http;
  private final Secret key;
  private final Path token;
  private final BufferAllocator allocator;
  private final FastFlightClient client;

  /** Takes the key of the caller from a file. */
  EachDoor(RunningCommand server, Path token, BufferAllocator allocator) throws IOException {
    this.flight = server.address("flight");
    this.http = server.address("http");
    this.key = Secret.of(Files.readString(token).strip());
    this.token = token;
    this.allocator = allocator;
    this.client =
        FastFlightClient.connect(ClientConfig.builder(flight).signIn(SignIn.token(key)).build());
  }

  /** Returns what is read, by door and form. */
  Map<String, Optional<List<String>>> read(String service) throws IOException {
    Map<String, Optional<List<String>>> read = new LinkedHashMap<>();
    read.put("Flight", overFlight(service));
    read.put("HTTP Arrow", overHttp(service, "arrow").map(this::arrow));
    read.put("HTTP CSV", overHttp(service, "csv").map(EachDoor::text).map(EachDoor::csv));
    read.put("HTTP NDJSON", overHttp(service, "ndjson").map(EachDoor::ndjson));
    read.put("command line", overCommandLine(service));
    return read;
  }

  private Optional<List<String>> overFlight(String service) {
    try (Table table = client.fetch(StreamRequest.of(service, Map.of()))) {
      return Optional.of(lines(table));
    } catch (ServiceNotFoundException hidden) {
      return Optional.empty();
    }
  }

  /** Returns the names of the services the caller sees. */
  List<String> services() {
    return client.services().stream().map(service -> service.name()).toList();
  }

  private Optional<byte[]> overHttp(String service, String format) throws IOException {
    URI uri = URI.create(http + "/stream/" + service + "?format=" + format);
    HttpURLConnection call = (HttpURLConnection) uri.toURL().openConnection();
    call.setRequestProperty("Connection", "close"); // else the JDK keeps the socket for a while
    call.setRequestProperty(CallerCredentials.API_KEY, key.reveal());
    try {
      if (call.getResponseCode() == 404) {
        return Optional.empty();
      }
      try (var body = call.getInputStream()) {
        return Optional.of(body.readAllBytes());
      }
    } finally {
      call.disconnect();
    }
  }

  private Optional<List<String>> overCommandLine(String service) {
    TestConsole console = new TestConsole();
    int exit =
        console.run(
            "query",
            service,
            "--format",
            "csv",
            "--flight-location",
            flight,
            "--token-file",
            token.toString());
    if (exit == 3) {
      assertThat(console.err()).contains("No data service for params \"" + service + "\"");
      return Optional.empty();
    }
    assertThat(exit).as(console.err()).isZero();
    return Optional.of(csv(console.out()));
  }

  private List<String> arrow(byte[] body) {
    try (Table table = Table.fromIpc(new ByteArrayInputStream(body), allocator)) {
      return lines(table);
    }
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** A null alone in its row is written as an empty text, for an empty line is no row. */
  private static List<String> csv(String text) {
    return text.lines().map(line -> line.equals("\"\"") ? "" : line).toList();
  }

  /** Rows name their columns; without a row nobody knows them. */
  private static List<String> ndjson(byte[] body) {
    List<Map<String, Object>> rows = text(body).lines().map(JsonText::readObject).toList();
    List<String> lines = new ArrayList<>();
    rows.stream().findFirst().ifPresent(row -> lines.add(String.join(",", row.keySet())));
    rows.forEach(row -> lines.add(joined(List.copyOf(row.keySet()), row::get)));
    return lines;
  }

  private static List<String> lines(Table table) {
    List<String> columns = table.schema().getFields().stream().map(Field::getName).toList();
    List<String> lines = new ArrayList<>(List.of(String.join(",", columns)));
    LongStream.range(0, table.rowCount())
        .forEach(row -> lines.add(joined(columns, column -> table.value(column, row))));
    return lines;
  }

  private static String joined(List<String> columns, Function<String, Object> value) {
    return columns.stream()
        .map(column -> Optional.ofNullable(value.apply(column)).map(Object::toString).orElse(""))
        .collect(Collectors.joining(","));
  }

  @Override
  public void close() {
    client.close();
  }
}
