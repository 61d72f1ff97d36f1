package io.fastflight.source.duckdb.declared;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ResumePoint;
import io.fastflight.service.ResumableService;
import io.fastflight.service.ServiceContext;
import io.fastflight.source.duckdb.DuckDbDatabase;
import io.fastflight.source.duckdb.DuckDbQuery;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Answers with a query whose author says that its rows keep their order while files do not change.
 */
final class StableService implements ResumableService<DeclaredParams> {
  private final DuckDbDatabase database;
  private final Function<DeclaredParams, DuckDbQuery> query;
  private final FileState files;

  StableService(
      DuckDbDatabase database, Function<DeclaredParams, DuckDbQuery> query, FileState files) {
    this.database = database;
    this.query = query;
    this.files = files;
  }

  @Override
  public String snapshot(DeclaredParams params, ServiceContext context) throws IOException {
    return files.name();
  }

  @Override
  public BatchReader open(DeclaredParams params, ResumePoint from, ServiceContext context)
      throws IOException {
    if (from.startRow() > 0 && !from.snapshot().equals(files.name())) {
      throw new IncompleteStreamException(
          "The files of the service have changed since the stream was begun. Read all of it again.");
    }
    return BatchReader.skipping(
        database.query(
            query.apply(params), context.withDefaultBatchRows(DuckDbDatabase.BATCH_ROWS)),
        from.startRow());
  }

  @Override
  public Optional<Schema> schema(DeclaredParams params, ServiceContext context) {
    return Optional.of(database.schema(query.apply(params), context));
  }
}
