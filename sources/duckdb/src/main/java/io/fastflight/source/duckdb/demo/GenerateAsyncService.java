package io.fastflight.source.duckdb.demo;

import io.fastflight.batch.ReaderPublisher;
import io.fastflight.service.AsyncDataService;
import io.fastflight.service.ServiceContext;
import io.fastflight.source.duckdb.DuckDbDatabase;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** Publishes generated rows; DuckDB blocks on threads of {@code executor}, not on the caller's. */
final class GenerateAsyncService implements AsyncDataService<GenerateAsyncParams> {
  private final DuckDbDatabase database;
  private final Executor executor;

  GenerateAsyncService(DuckDbDatabase database, Executor executor) {
    this.database = database;
    this.executor = executor;
  }

  @Override
  public Flow.Publisher<VectorSchemaRoot> publish(
      GenerateAsyncParams params, ServiceContext context) {
    return new ReaderPublisher(
        () -> rows(params).open(database, context), context.allocator(), executor);
  }

  @Override
  public Optional<Schema> schema(GenerateAsyncParams params, ServiceContext context) {
    return Optional.of(rows(params).schema(database, context));
  }

  private static GeneratedRows rows(GenerateAsyncParams params) {
    GeneratePlan plan = params.plan();
    return GeneratedRows.plain(plan, plan.allRows());
  }
}
