package io.fastflight.cli;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.batch.TableBuilder;
import io.fastflight.service.DataService;
import io.fastflight.service.ServiceContext;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/** Answers with one row: the params as they arrived. */
final class KnobsService implements DataService<KnobsParams> {
  @Override
  public BatchReader open(KnobsParams params, ServiceContext context) {
    VarCharVector asked = new VarCharVector("asked", context.allocator());
    try (VectorSchemaRoot batch = VectorSchemaRoot.of(asked);
        TableBuilder builder = new TableBuilder(context.allocator())) {
      asked.setSafe(0, params.toString().getBytes(StandardCharsets.UTF_8));
      batch.setRowCount(1);
      builder.add(batch, new DictionaryProvider.MapDictionaryProvider());
      return new OwningReader(builder.build(batch.getSchema()));
    }
  }

  /** Closes the table with its reader. */
  private static final class OwningReader implements BatchReader {
    private final Table table;
    private final BatchReader reader;

    OwningReader(Table table) {
      this.table = table;
      this.reader = table.reader();
    }

    @Override
    public Schema schema() {
      return reader.schema();
    }

    @Override
    public boolean next() {
      return reader.next();
    }

    @Override
    public VectorSchemaRoot batch() {
      return reader.batch();
    }

    @Override
    public void close() {
      reader.close();
      table.close();
    }
  }
}
