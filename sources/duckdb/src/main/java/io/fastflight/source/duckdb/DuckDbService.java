package io.fastflight.source.duckdb;

import io.fastflight.batch.BatchReader;
import io.fastflight.params.DataParams;
import io.fastflight.service.DataService;
import io.fastflight.service.ServiceContext;
import java.util.Optional;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Schema;

/** Answers each request with one query. */
final class DuckDbService<P extends DataParams> implements DataService<P> {
  private final DuckDbDatabase database;
  private final Function<? super P, DuckDbQuery> query;

  DuckDbService(DuckDbDatabase database, Function<? super P, DuckDbQuery> query) {
    this.database = database;
    this.query = query;
  }

  @Override
  public BatchReader open(P params, ServiceContext context) {
    return database.query(
        query.apply(params), context.withDefaultBatchRows(DuckDbDatabase.BATCH_ROWS));
  }

  @Override
  public Optional<Schema> schema(P params, ServiceContext context) {
    return Optional.of(database.schema(query.apply(params), context));
  }
}
