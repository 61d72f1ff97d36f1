package io.fastflight.source.iceberg;

import io.fastflight.batch.BatchReader;
import io.fastflight.params.DataParams;
import io.fastflight.params.ResumePoint;
import io.fastflight.service.PartitionedService;
import io.fastflight.service.Plan;
import io.fastflight.service.ResumableService;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.Slice;
import java.util.Optional;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Schema;

/** Answers each request with one query; a snapshot never changes, so a stream can be read on. */
final class IcebergService<P extends DataParams>
    implements PartitionedService<P>, ResumableService<P> {
  private final IcebergCatalog catalog;
  private final Function<? super P, IcebergQuery> query;

  IcebergService(IcebergCatalog catalog, Function<? super P, IcebergQuery> query) {
    this.catalog = catalog;
    this.query = query;
  }

  @Override
  public String snapshot(P params, ServiceContext context) {
    return catalog.snapshot(query.apply(params), context);
  }

  @Override
  public BatchReader open(P params, ServiceContext context) {
    return catalog.read(query.apply(params), context);
  }

  @Override
  public BatchReader open(P params, ResumePoint from, ServiceContext context) {
    return catalog.read(query.apply(params), from, context);
  }

  @Override
  public Plan plan(P params, Scan scan, ServiceContext context) {
    return catalog.plan(query.apply(params), scan, context);
  }

  @Override
  public BatchReader open(P params, Slice slice, ServiceContext context) {
    return catalog.read(query.apply(params), slice, context);
  }

  @Override
  public Optional<Schema> schema(P params, ServiceContext context) {
    return Optional.of(catalog.schema(query.apply(params), context));
  }
}
