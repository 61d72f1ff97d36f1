package io.fastflight.policy.column;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.DecodedColumn;
import io.fastflight.batch.ForwardingReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.params.Secret;
import io.fastflight.policy.filter.RowFilter;
import io.fastflight.service.ServiceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Shows of a reader, which it owns, what someone may see. A batch of which all is seen goes through
 * as it is; one of which nothing is seen is passed over.
 */
final class GuardedReader extends ForwardingReader {
  private final ServiceContext context;
  private final Plan plan;
  private final Schema whole;
  private final Schema schema;
  private final boolean columnsAsTheyAre;
  private final List<FieldVector> owned = new ArrayList<>();
  private VectorSchemaRoot batch = VectorSchemaRoot.of();

  /** What is shown. */
  record Plan(Optional<RowFilter> filter, List<SeenColumn> columns, Optional<Secret> key) {}

  GuardedReader(BatchReader reader, ServiceContext context, Plan plan) {
    super(reader);
    this.context = context;
    this.plan = plan;
    this.whole = reader.schema();
    this.schema = Guard.schema(whole, plan.columns());
    this.columnsAsTheyAre =
        plan.columns().size() == whole.getFields().size()
            && plan.columns().stream().allMatch(SeenColumn::asItIs);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public boolean next() {
    release();
    while (super.next()) {
      context.cancellation().throwIfCancelled(); // many batches may pass without a row to show
      VectorSchemaRoot read = super.batch();
      requireShape(read);
      long[] rows = plan.filter().isEmpty() ? new long[0] : plan.filter().get().rows(read);
      long kept = plan.filter().isEmpty() ? read.getRowCount() : count(rows);
      if (kept > 0) {
        show(
            read, kept < read.getRowCount() ? RowRuns.of(rows, read.getRowCount()) : new RowRuns());
        return true;
      }
    }
    return false;
  }

  /** What follows trusts the columns to be those that were looked at when the stream was opened. */
  private void requireShape(VectorSchemaRoot read) {
    boolean even =
        read.getFieldVectors().stream()
            .allMatch(column -> column.getValueCount() == read.getRowCount());
    if (!even || !read.getSchema().equals(whole)) {
      throw new DataServiceException(
          "A batch has another schema than its stream, or columns of another length than its row count. Every batch of a stream has one schema.");
    }
  }

  private static long count(long[] words) {
    long count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    return count;
  }

  /** Shows some rows of a batch, or all where none are named. */
  private void show(VectorSchemaRoot read, RowRuns some) {
    if (some.rows() == 0 && columnsAsTheyAre) {
      batch = read;
      return;
    }
    int rows = some.rows() == 0 ? read.getRowCount() : Math.toIntExact(some.rows());
    List<SeenColumn> needed = plan.columns().stream().filter(SeenColumn::needsSource).toList();
    List<FieldVector> sources =
        needed.stream().map(column -> read.getVector(column.source())).toList();
    if (some.rows() > 0) {
      Schema part =
          new Schema(
              needed.stream().map(column -> whole.getFields().get(column.source())).toList());
      sources =
          Gather.of(
                  new VectorSchemaRoot(part, sources, read.getRowCount()),
                  some,
                  context.allocator())
              .getFieldVectors();
      owned.addAll(sources);
    }
    List<FieldVector> shown = new ArrayList<>();
    int source = 0;
    for (SeenColumn column : plan.columns()) {
      shown.add(column.needsSource() ? made(column, sources.get(source++)) : blank(column, rows));
    }
    batch = new VectorSchemaRoot(schema, shown, rows);
  }

  private FieldVector blank(SeenColumn column, int rows) {
    return own(
        MaskedColumn.blank(column.field(), column.mask().orElseThrow(), rows, context.allocator()));
  }

  private FieldVector made(SeenColumn column, FieldVector source) {
    if (column.asItIs()) {
      return source;
    }
    if (column.decoded()) {
      return own(DecodedColumn.of(source, dictionaries(), context.allocator()));
    }
    return own(
        MaskedColumn.texts(
            source,
            column.mask().orElseThrow(),
            plan.key(),
            new MaskedColumn.Columns(dictionaries(), context.allocator())));
  }

  private FieldVector own(FieldVector column) {
    owned.add(column);
    return column;
  }

  @Override
  public VectorSchemaRoot batch() {
    return batch;
  }

  /** How many rows there are in all is not for everyone to know. */
  @Override
  public OptionalLong expectedRows() {
    return plan.filter().isPresent() ? OptionalLong.empty() : super.expectedRows();
  }

  @Override
  public void close() {
    try {
      release();
    } finally {
      super.close();
    }
  }

  private void release() {
    batch = VectorSchemaRoot.of();
    owned.forEach(FieldVector::close);
    owned.clear();
  }
}
