package io.fastflight.source.duckdb.declared;

import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParamsType;
import io.fastflight.service.DataService;
import io.fastflight.source.Source;
import io.fastflight.source.SourceContext;
import io.fastflight.source.StatementNames;
import io.fastflight.source.duckdb.DuckDbDatabase;
import io.fastflight.source.duckdb.DuckDbQuery;
import io.fastflight.source.duckdb.FileFormats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A database and the folders it may read, from which declared services read. */
final class DuckDbSource implements Source<DuckDbReads> {
  private final DuckDbDatabase database;
  private final SourceContext context;
  private final List<Path> roots;
  private final Optional<Path> file;

  /** Takes {@code database}. */
  DuckDbSource(
      DuckDbDatabase database, SourceContext context, List<Path> roots, Optional<Path> file) {
    this.database = database;
    this.context = context;
    this.roots = roots;
    this.file = file;
  }

  @Override
  public DataService<DeclaredParams> service(DuckDbReads reads, ParamsType<DeclaredParams> type) {
    Function<DeclaredParams, DuckDbQuery> query =
        reads.statement().isPresent()
            ? statement(reads.statement().get(), type)
            : files(reads.path().orElseThrow(), type);
    return reads.stableOrder()
        ? new StableService(database, query, new FileState(roots, file))
        : database.service(query);
  }

  @Override
  public void close() {
    database.close();
  }

  private static Function<DeclaredParams, DuckDbQuery> statement(
      String text, ParamsType<DeclaredParams> type) {
    NamedSql sql = NamedSql.parse(text);
    StatementNames.requireSame(sql.names(), type.fieldNames());
    try {
      DuckDbQuery.of(sql.text()); // refuses what does not read
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException("statement: " + refused.getMessage(), refused);
    }
    return params -> {
      List<@Nullable Object> values = new ArrayList<>();
      sql.names().forEach(name -> values.add(params.values().get(name)));
      return DuckDbQuery.of(sql.text(), values.toArray());
    };
  }

  private Function<DeclaredParams, DuckDbQuery> files(
      String path, ParamsType<DeclaredParams> type) {
    if (!type.fieldNames().isEmpty()) {
      throw new IllegalArgumentException(
          "path: a service that reads whole files takes no parameters; write a statement");
    }
    Path files = context.resolve(path);
    if (roots.stream().noneMatch(files::startsWith)) {
      throw new IllegalArgumentException(
          "path must lie in one of the roots of its source, was \"%s\"".formatted(path));
    }
    String reader = reader(files);
    DuckDbQuery query = DuckDbQuery.of("SELECT * FROM " + reader + "(?)", files.toString());
    return params -> query;
  }

  private static String reader(Path files) {
    try {
      return FileFormats.reader(files);
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException("path: " + unknown.getMessage(), unknown);
    }
  }
}
