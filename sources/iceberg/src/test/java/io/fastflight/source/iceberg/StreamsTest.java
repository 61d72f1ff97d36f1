package io.fastflight.source.iceberg;

import static org.apache.iceberg.expressions.Expressions.greaterThanOrEqual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.ResumePoint;
import io.fastflight.service.Cancellation;
import io.fastflight.service.Plan;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.Slice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How streams begin, go on, are cut into slices and end early. */
class StreamsTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.required(2, "text", Types.StringType.get()));

  private static final IcebergQuery IDS = IcebergQuery.of("db.t").columns("id");

  @TempDir Path folder;
  private Lake lake;
  private IcebergCatalog source;

  @BeforeEach
  void open() {
    lake = new Lake(folder);
    source = lake.source();
  }

  @AfterEach
  void close() {
    source.close();
    lake.close();
  }

  private static List<Record> rows(long from, long to) {
    GenericRecord row = GenericRecord.create(SCHEMA);
    return LongStream.range(from, to)
        .mapToObj(id -> (Record) row.copy(Map.of("id", id, "text", "text " + id)))
        .toList();
  }

  private Table filled(int files, int rowsPerFile) {
    Table table = lake.create("t", SCHEMA);
    for (int i = 0; i < files; i++) {
      Lake.append(table, rows((long) i * rowsPerFile, (long) (i + 1) * rowsPerFile));
    }
    return table;
  }

  private static List<Long> ids(BatchReader reader) {
    List<Long> ids = new ArrayList<>();
    try (reader) {
      while (reader.next()) {
        BigIntVector batch = (BigIntVector) reader.batch().getVector("id");
        for (int i = 0; i < batch.getValueCount(); i++) {
          ids.add(batch.get(i));
        }
      }
    }
    return ids;
  }

  @Test
  void aStreamIsReadOnAtAnyRowAlsoAfterACommit(BufferAllocator allocator) {
    Table table = filled(3, 10);
    DataFile deleted = Lake.append(table, rows(30, 40));
    Lake.deletePositions(table, deleted, 0, 5);
    ServiceContext context = Rows.context(allocator);
    String snapshot = source.snapshot(IDS, context);
    List<Long> whole = ids(source.read(IDS, context));
    assertThat(whole).hasSize(38);
    Lake.append(table, rows(100, 110));
    for (int row = 0; row <= whole.size(); row++) {
      assertThat(ids(source.read(IDS, new ResumePoint(snapshot, row), context)))
          .isEqualTo(whole.subList(row, whole.size()));
    }
    IcebergQuery some = IDS.where(greaterThanOrEqual("id", 15L));
    List<Long> filtered = ids(source.read(some, new ResumePoint(snapshot, 0), context));
    assertThat(ids(source.read(some, new ResumePoint(snapshot, 7), context)))
        .isEqualTo(filtered.subList(7, filtered.size()));
    assertThatThrownBy(() -> ids(source.read(IDS, new ResumePoint(snapshot, 39), context)))
        .isInstanceOf(IncompleteStreamException.class)
        .hasMessageContaining("fewer rows than the 39");
  }

  @Test
  void aSnapshotThatWasReplacedLongAgoIsNotReadOn(BufferAllocator allocator) {
    Table table = filled(1, 10);
    ServiceContext context = Rows.context(allocator);
    String old = source.snapshot(IDS, context);
    Lake.append(table, rows(10, 20));
    try (IcebergCatalog strict =
        IcebergCatalog.builder("lake")
            .resumeWindow(Duration.ZERO)
            .open(IcebergCatalog.Kind.JDBC, lake.properties())) {
      assertThatThrownBy(() -> strict.read(IDS, new ResumePoint(old, 3), context))
          .isInstanceOf(IncompleteStreamException.class)
          .hasMessage(
              "The state of table 'db.t' with which the stream was begun is no longer read. Read all of it again.");
      assertThat(ids(strict.read(IDS, new ResumePoint(strict.snapshot(IDS, context), 3), context)))
          .hasSize(17);
    }
    IcebergQuery pinned = IDS.at(SnapshotChoice.id(table.currentSnapshot().snapshotId()));
    assertThatThrownBy(() -> source.read(pinned, new ResumePoint(old, 3), context))
        .isInstanceOf(IncompleteStreamException.class);
    for (String forged : List.of("", "x", old + "0", old.replace(';', ','), "a".repeat(4_000))) {
      assertThatThrownBy(() -> source.read(IDS, new ResumePoint(forged, 0), context))
          .isInstanceOf(IncompleteStreamException.class);
    }
  }

  @Test
  void slicesTogetherAreTheWholeOfOneSnapshot(BufferAllocator allocator) {
    Table table = filled(7, 10);
    ServiceContext context = Rows.context(allocator);
    Plan plan = source.plan(IDS, new Scan(3), context);
    assertThat(plan.slices()).hasSize(3);
    Lake.append(table, rows(70, 80));
    List<Long> all = new ArrayList<>();
    for (Slice slice : plan.slices()) {
      List<Long> part = ids(source.read(IDS, slice, context));
      assertThat(part).hasSizeBetween(20, 30);
      all.addAll(part);
    }
    assertThat(all).containsExactlyInAnyOrderElementsOf(LongStream.range(0, 70).boxed().toList());
    assertThat(source.plan(IDS, new Scan(100), context).slices()).hasSize(8);
    IcebergQuery none = IDS.where(greaterThanOrEqual("id", 1_000L));
    assertThat(source.plan(none, new Scan(4), context).slices()).hasSize(1);
    String token = plan.slices().get(0).token();
    for (String forged : List.of("", "0/1", token.replace("/0/3", "/3/3"), "x/0/1", token + "/0")) {
      assertThatThrownBy(() -> source.read(IDS, new Slice(forged), context))
          .isInstanceOf(InvalidParamsException.class)
          .hasMessage("'_slice' was not made by this service. Use a ticket from GetFlightInfo.");
    }
  }

  @Test
  void aCancelledCallLetsGoOfEverything(BufferAllocator allocator) {
    filled(2, 20_000);
    for (int batches = 0; batches < 5; batches++) {
      Cancellation cancellation = new Cancellation();
      try (BatchReader reader =
          source.read(IDS, new ServiceContext(allocator, 1_000, cancellation))) {
        for (int i = 0; i < batches; i++) {
          assertThat(reader.next()).isTrue();
        }
        cancellation.cancel();
        assertThatThrownBy(reader::next).isInstanceOf(CallCancelledException.class);
      }
    }
    Cancellation before = new Cancellation();
    before.cancel();
    assertThatThrownBy(() -> source.read(IDS, new ServiceContext(allocator, 1_000, before)))
        .isInstanceOf(CallCancelledException.class);
  }

  @Test
  void aMillionRowsNeedTheMemoryOfTwoBatches(BufferAllocator allocator) {
    Table table = lake.create("t", SCHEMA);
    List<Record> rows = rows(0, 250_000);
    for (int i = 0; i < 4; i++) {
      Lake.append(table, rows);
    }
    long sum = 0;
    long count = 0;
    try (BatchReader reader =
        source.read(
            IcebergQuery.of("db.t"), new ServiceContext(allocator, 10_000, new Cancellation()))) {
      while (reader.next()) {
        BigIntVector ids = (BigIntVector) reader.batch().getVector("id");
        for (int i = 0; i < ids.getValueCount(); i++) {
          sum += ids.get(i);
        }
        count += ids.getValueCount();
      }
    }
    assertThat(count).isEqualTo(1_000_000);
    assertThat(sum).isEqualTo(4 * (249_999L * 250_000 / 2));
    assertThat(allocator.getPeakMemoryAllocation()).isLessThan(2L << 20);
  }
}
