package io.fastflight.source.postgres.declared;

import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParamsType;
import io.fastflight.service.DataService;
import io.fastflight.source.Source;
import io.fastflight.source.jdbc.declared.DeclaredQuery;
import io.fastflight.source.jdbc.sql.SqlSyntax;
import io.fastflight.source.postgres.PostgresDatabase;

/** A database, from which declared services read. */
final class PostgresSource implements Source<PostgresReads> {
  private final PostgresDatabase database;

  /** Takes {@code database}. */
  PostgresSource(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public DataService<DeclaredParams> service(PostgresReads reads, ParamsType<DeclaredParams> type) {
    return database.service(
        DeclaredQuery.of(reads.statement(), reads.slicing(), SqlSyntax.POSTGRESQL, type));
  }

  @Override
  public void close() {
    database.close();
  }
}
