package io.fastflight.http;

import io.fastflight.batch.BatchReader;
import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.WireName;
import io.fastflight.service.DataService;
import io.fastflight.service.ServiceContext;
import io.fastflight.testkit.columns.NestedColumns;
import io.fastflight.testkit.columns.PlainColumns;
import io.fastflight.testkit.columns.SampleColumn;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** Returns one column of an Arrow type, in two batches. */
final class ColumnService implements DataService<ColumnService.Column> {
  /** Names the type. */
  @WireName("test.column")
  record Column(String name, @Default("20") int rows) implements DataParams {}

  static List<SampleColumn> all() {
    return Stream.concat(PlainColumns.all().stream(), NestedColumns.all().stream()).toList();
  }

  @Override
  public BatchReader open(Column params, ServiceContext context) {
    SampleColumn column =
        all().stream().filter(c -> c.name().equals(params.name())).findFirst().orElseThrow();
    return new Reader(column, params.rows(), context);
  }

  private static final class Reader implements BatchReader {
    private final SampleColumn column;
    private final int rows;
    private final ServiceContext context;
    private VectorSchemaRoot current;
    private int made;

    Reader(SampleColumn column, int rows, ServiceContext context) {
      this.column = column;
      this.rows = rows;
      this.context = context;
    }

    @Override
    public Schema schema() {
      return new Schema(List.of(column.field()));
    }

    @Override
    public boolean next() {
      close();
      if (made == 2) {
        return false;
      }
      made++;
      FieldVector vector = column.vector(context.allocator(), rows);
      current = new VectorSchemaRoot(List.of(column.field()), List.of(vector), rows);
      return true;
    }

    @Override
    public VectorSchemaRoot batch() {
      return current;
    }

    @Override
    public void close() {
      if (current != null) {
        current.close();
        current = null;
      }
    }
  }
}
