package io.fastflight.source.postgres;

import io.fastflight.batch.BatchReader;
import io.fastflight.params.DataParams;
import io.fastflight.service.Comparison;
import io.fastflight.service.PartitionedService;
import io.fastflight.service.Plan;
import io.fastflight.service.Scan;
import io.fastflight.service.SelectiveService;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.Slice;
import io.fastflight.service.WantedRows;
import io.fastflight.source.jdbc.sql.SqlQuery;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Schema;

/** Answers each request with one query. */
final class PostgresService<P extends DataParams>
    implements PartitionedService<P>, SelectiveService<P> {
  private final PostgresDatabase database;
  private final Function<? super P, SqlQuery> query;

  PostgresService(PostgresDatabase database, Function<? super P, SqlQuery> query) {
    this.database = database;
    this.query = query;
  }

  @Override
  public BatchReader open(P params, WantedRows wanted, ServiceContext context) {
    return database.query(query.apply(params), wanted, context);
  }

  @Override
  public List<Comparison> leavesOutBy(P params, WantedRows wanted, ServiceContext context) {
    return database.leavesOutBy(query.apply(params), wanted, context);
  }

  @Override
  public BatchReader open(P params, Slice slice, ServiceContext context) {
    return database.query(query.apply(params), slice, context);
  }

  @Override
  public Plan plan(P params, Scan scan, ServiceContext context) {
    return database.plan(query.apply(params), scan, context);
  }

  @Override
  public Optional<Schema> schema(P params, ServiceContext context) {
    return Optional.of(database.schema(query.apply(params), context));
  }
}
