package io.fastflight.source.duckdb;

import io.fastflight.batch.BatchReader;
import io.fastflight.params.DataParams;
import io.fastflight.service.Comparison;
import io.fastflight.service.SelectiveService;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.WantedRows;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Schema;

/** Answers each request with one query. */
final class DuckDbService<P extends DataParams> implements SelectiveService<P> {
  private final DuckDbDatabase database;
  private final Function<? super P, DuckDbQuery> query;

  DuckDbService(DuckDbDatabase database, Function<? super P, DuckDbQuery> query) {
    this.database = database;
    this.query = query;
  }

  @Override
  public BatchReader open(P params, WantedRows wanted, ServiceContext context) {
    return database.query(
        query.apply(params), wanted, context.withDefaultBatchRows(DuckDbDatabase.BATCH_ROWS));
  }

  @Override
  public List<Comparison> leavesOutBy(P params, WantedRows wanted, ServiceContext context) {
    return database.leavesOutBy(query.apply(params), wanted);
  }

  @Override
  public Optional<Schema> schema(P params, ServiceContext context) {
    return Optional.of(database.schema(query.apply(params), context));
  }
}
