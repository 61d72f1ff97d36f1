package io.fastflight.cli;

import io.fastflight.batch.BatchReader;
import io.fastflight.params.DataParams;
import io.fastflight.service.Comparison;
import io.fastflight.service.SelectiveService;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.WantedRows;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Counts the rows that leave a source.
 *
 * @param rows that have left it so far
 */
record CountedService<P extends DataParams>(SelectiveService<P> service, AtomicLong rows)
    implements SelectiveService<P> {
  CountedService(SelectiveService<P> service) {
    this(service, new AtomicLong());
  }

  @Override
  public BatchReader open(P params, WantedRows wanted, ServiceContext context) throws Exception {
    BatchReader reader = service.open(params, wanted, context);
    return new BatchReader() {
      @Override
      public Schema schema() {
        return reader.schema();
      }

      @Override
      public boolean next() {
        boolean more = reader.next();
        rows.addAndGet(more ? reader.batch().getRowCount() : 0);
        return more;
      }

      @Override
      public VectorSchemaRoot batch() {
        return reader.batch();
      }

      @Override
      public DictionaryProvider dictionaries() {
        return reader.dictionaries();
      }

      @Override
      public void close() {
        reader.close();
      }
    };
  }

  @Override
  public List<Comparison> leavesOutBy(P params, WantedRows wanted, ServiceContext context)
      throws Exception {
    return service.leavesOutBy(params, wanted, context);
  }
}
