package io.fastflight.benchmark.cases;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.benchmark.report.Section;
import io.fastflight.benchmark.report.Series;
import io.fastflight.records.Records;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A million rows of six columns as records: by {@link Records}, and by a loop over the vectors as
 * one would write it for this very record. Both from a table in memory.
 */
final class RecordsCase implements Case {
  private static final long ROWS = 1_000_000;
  private static final int BATCH_ROWS = 65_536;
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("id", new ArrowType.Int(64, true)),
              Field.nullable("delay", new ArrowType.Int(32, true)),
              Field.nullable(
                  "distance", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
              Field.nullable("cancelled", ArrowType.Bool.INSTANCE),
              Field.nullable("day", new ArrowType.Date(DateUnit.DAY)),
              Field.nullable("carrier", ArrowType.Utf8.INSTANCE)));

  /** One row; both ways make this record. */
  record Flight(
      long id, int delay, double distance, boolean cancelled, LocalDate day, String carrier) {}

  @Override
  public String name() {
    return "records";
  }

  @Override
  public List<String> ids() {
    return List.of("records/by-hand", "records/mapped");
  }

  @Override
  public Section run(Bench bench) {
    Map<String, ToLongFunction<Table>> ways = new LinkedHashMap<>();
    ways.put("records/by-hand", RecordsCase::byHand);
    ways.put("records/mapped", RecordsCase::mapped);
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    try (RootAllocator memory = new RootAllocator();
        Table table = table(memory)) {
      int rounds = bench.settings().rounds() + 2 * bench.settings().warmups();
      for (int round = 0; round < rounds; round++) {
        bench.progress().accept("records: round " + round);
        boolean counts = round >= 2 * bench.settings().warmups();
        for (Map.Entry<String, ToLongFunction<Table>> way : ways.entrySet()) {
          double took = time(way.getValue(), table);
          if (counts) {
            seconds.computeIfAbsent(way.getKey(), id -> new ArrayList<>()).add(took);
          }
        }
      }
    }
    return new Section(
        "Records: %,d rows of 6 columns from memory".formatted(ROWS),
        List.of(
            row("records/by-hand", "a loop over the vectors", seconds),
            row("records/mapped", "Records.stream", seconds)));
  }

  private static Series row(String id, String label, Map<String, List<Double>> seconds) {
    List<Double> rates =
        seconds.getOrDefault(id, List.of()).stream().map(s -> ROWS / s / 1e6).toList();
    return new Series(id, label, "Mrows/s", rates, 1, Optional.empty());
  }

  private static double time(ToLongFunction<Table> way, Table table) {
    long start = System.nanoTime();
    long seen = way.applyAsLong(table);
    double seconds = (System.nanoTime() - start) / 1e9;
    long wanted = ROWS * (ROWS - 1) / 2 * 2 + 2 * ROWS; // ids, delays, and two letters a carrier
    if (seen != wanted) {
      throw new WrongResultException("records: the sum was " + seen + ", not " + wanted + ".");
    }
    return seconds;
  }

  /** Holds the sum where lambdas can add to it, the same for both ways. */
  private static final class Sum {
    private long value;

    void add(Flight flight) {
      value += flight.id() + flight.delay() + flight.carrier().length();
    }
  }

  private static long mapped(Table table) {
    Sum sum = new Sum();
    try (Stream<Flight> flights = Records.stream(table.reader(), Flight.class)) {
      flights.forEach(sum::add);
    }
    return sum.value;
  }

  private static long byHand(Table table) {
    Sum sum = new Sum();
    try (BatchReader reader = table.reader()) {
      while (reader.next()) {
        VectorSchemaRoot batch = reader.batch();
        BigIntVector id = (BigIntVector) batch.getVector("id");
        IntVector delay = (IntVector) batch.getVector("delay");
        Float8Vector distance = (Float8Vector) batch.getVector("distance");
        BitVector cancelled = (BitVector) batch.getVector("cancelled");
        DateDayVector day = (DateDayVector) batch.getVector("day");
        VarCharVector carrier = (VarCharVector) batch.getVector("carrier");
        for (int row = 0; row < batch.getRowCount(); row++) {
          sum.add(
              new Flight(
                  id.get(row),
                  delay.get(row),
                  distance.get(row),
                  cancelled.get(row) != 0,
                  LocalDate.ofEpochDay(day.get(row)),
                  new String(carrier.get(row), StandardCharsets.UTF_8)));
        }
      }
    }
    return sum.value;
  }

  private static Table table(BufferAllocator memory) {
    AtomicLong next = new AtomicLong();
    try (BatchReader reader =
        BatchReader.filled(
            SCHEMA,
            memory,
            root -> {
              long first = next.getAndAdd(BATCH_ROWS);
              int rows = (int) Math.min(BATCH_ROWS, ROWS - first);
              if (rows > 0) {
                fill(root, first, rows);
              }
              return rows > 0;
            })) {
      return Table.read(reader, memory);
    }
  }

  private static void fill(VectorSchemaRoot root, long first, int rows) {
    for (int row = 0; row < rows; row++) {
      long id = first + row;
      ((BigIntVector) root.getVector("id")).setSafe(row, id);
      ((IntVector) root.getVector("delay")).setSafe(row, (int) id);
      ((Float8Vector) root.getVector("distance")).setSafe(row, id / 8.0);
      ((BitVector) root.getVector("cancelled")).setSafe(row, (int) (id % 2));
      ((DateDayVector) root.getVector("day")).setSafe(row, (int) (id % 20_000));
      byte[] carrier = {(byte) ('A' + id % 26), (byte) ('A' + id / 26 % 26)};
      ((VarCharVector) root.getVector("carrier")).setSafe(row, carrier);
    }
    root.setRowCount(rows);
  }
}
