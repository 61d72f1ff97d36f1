package io.fastflight.http;

import io.fastflight.batch.BatchReader;
import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Description;
import io.fastflight.params.Example;
import io.fastflight.params.WireName;
import io.fastflight.service.DataService;
import io.fastflight.service.ServiceContext;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Says in one row what it was asked for: one column {@code asked} with the params as text. */
final class TypedService implements DataService<TypedService.Typed> {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("asked", ArrowType.Utf8.INSTANCE),
              Field.nullable("again", ArrowType.Utf8.INSTANCE)));

  /** One of some words. */
  enum Level {
    LOW,
    HIGH
  }

  /** A record within the params. */
  record Range(int from, int to) {}

  /** Has a field of every kind. */
  @WireName(value = "test.typed", aliases = "tests.Typed")
  @Description("What was asked for.")
  @Example("{\"day\": \"2024-02-29\", \"count\": 3}")
  record Typed(
      @Description("A day.") LocalDate day,
      long count,
      @Default("1.5") double ratio,
      @Default("true") boolean flag,
      Optional<BigDecimal> price,
      OptionalInt maybe,
      @Default("\"LOW\"") Level level,
      @Default("[]") List<Integer> ids,
      @Default("[]") List<String> words,
      Optional<String> note,
      Optional<Instant> at,
      Optional<Range> range,
      Optional<Range> other, // a type that is there twice has a definition of its own
      @Default("{}") Map<String, Integer> weights)
      implements DataParams {}

  @Override
  public BatchReader open(Typed params, ServiceContext context) {
    boolean[] done = new boolean[1];
    return BatchReader.filled(
        SCHEMA,
        context.allocator(),
        batch -> {
          if (done[0]) {
            return false;
          }
          done[0] = true;
          byte[] text = params.toString().getBytes(StandardCharsets.UTF_8);
          ((VarCharVector) batch.getVector("asked")).setSafe(0, text);
          ((VarCharVector) batch.getVector("again")).setSafe(0, text);
          batch.setRowCount(1);
          return true;
        });
  }

  @Override
  public Optional<Schema> schema(Typed params, ServiceContext context) {
    return Optional.of(SCHEMA);
  }
}
