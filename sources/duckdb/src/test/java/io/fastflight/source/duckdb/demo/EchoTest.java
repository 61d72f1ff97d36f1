package io.fastflight.source.duckdb.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.source.duckdb.DuckDbDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.Test;

class EchoTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-02-03T04:05:06.999Z"), ZoneOffset.ofHours(9));

  @Test
  void oneRowWithMessageTimeAndService(BufferAllocator allocator) throws Exception {
    DemoQueries queries = new DemoQueries(Path.of("unused"), CLOCK);
    String message = "Grüße, 'quotes' \"too\" 😀; DROP TABLE x --";

    try (DuckDbDatabase database = DuckDbDatabase.builder("echo").open();
        BatchReader reader =
            database
                .<EchoParams>service(queries::echo)
                .open(new EchoParams(message), Demo.context(allocator));
        Table table = Table.read(reader, allocator)) {
      assertThat(table.rowCount()).isEqualTo(1);
      assertThat(table.value("message", 0)).hasToString(message);
      assertThat(table.value("timestamp", 0)).isEqualTo(LocalDateTime.of(2026, 2, 3, 4, 5, 6));
      assertThat(table.value("service", 0)).hasToString("echo_service");
      assertThat(table.schema().findField("timestamp").getType())
          .isEqualTo(new ArrowType.Timestamp(TimeUnit.SECOND, null));
    }
  }

  @Test
  void theOriginalsNameAndDefaultMessage(BufferAllocator allocator) throws Exception {
    try (Demo demo = Demo.open();
        Table table =
            demo.table(
                "{\"param_type\":\"fastflight.demo_services.echo_demo.EchoParams\"}", allocator)) {
      assertThat(table.value("message", 0)).hasToString("Hello FastFlight!");
    }
  }
}
