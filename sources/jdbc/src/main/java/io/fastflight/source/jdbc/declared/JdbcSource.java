package io.fastflight.source.jdbc.declared;

import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParamsType;
import io.fastflight.service.DataService;
import io.fastflight.source.Source;
import io.fastflight.source.jdbc.JdbcDatabase;

/** A database, from which declared services read. */
final class JdbcSource implements Source<JdbcReads> {
  private final JdbcDatabase database;

  /** Takes {@code database}. */
  JdbcSource(JdbcDatabase database) {
    this.database = database;
  }

  @Override
  public DataService<DeclaredParams> service(JdbcReads reads, ParamsType<DeclaredParams> type) {
    return database.service(
        DeclaredQuery.of(reads.statement(), reads.slicing(), database.syntax(), type));
  }

  @Override
  public void close() {
    database.close();
  }
}
