package io.fastflight.cli;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.ForwardingReader;
import io.fastflight.params.DataParams;
import io.fastflight.service.Comparison;
import io.fastflight.service.SelectiveService;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.WantedRows;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

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
    return new ForwardingReader(service.open(params, wanted, context)) {
      @Override
      public boolean next() {
        boolean more = super.next();
        rows.addAndGet(more ? batch().getRowCount() : 0);
        return more;
      }
    };
  }

  @Override
  public List<Comparison> leavesOutBy(P params, WantedRows wanted, ServiceContext context)
      throws Exception {
    return service.leavesOutBy(params, wanted, context);
  }
}
