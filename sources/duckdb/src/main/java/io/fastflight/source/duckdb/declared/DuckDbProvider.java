package io.fastflight.source.duckdb.declared;

import io.fastflight.params.Amounts;
import io.fastflight.source.Source;
import io.fastflight.source.SourceContext;
import io.fastflight.source.SourceProvider;
import io.fastflight.source.duckdb.DuckDbDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens DuckDB sources for declared services. */
public final class DuckDbProvider implements SourceProvider<DuckDbSettings, DuckDbReads> {

  @Override
  public Class<DuckDbSettings> settings() {
    return DuckDbSettings.class;
  }

  @Override
  public Class<DuckDbReads> reads() {
    return DuckDbReads.class;
  }

  @Override
  public Source<DuckDbReads> open(DuckDbSettings settings, SourceContext context) {
    List<Path> roots = settings.roots().stream().map(context::resolve).toList();
    Optional<Path> file = settings.database().map(context::resolve);
    DuckDbDatabase.Builder database =
        DuckDbDatabase.builder(context.name())
            .memoryLimitBytes(Amounts.bytes(settings.memoryLimit()).orElseThrow());
    settings.threads().ifPresent(database::threads);
    settings.tempFolder().map(context::resolve).ifPresent(database::spillFolder);
    of("roots", () -> roots.forEach(database::allowFolder));
    settings
        .tables()
        .forEach(
            (table, path) ->
                of("tables", () -> database.table(table, below(roots, path, context))));
    of("database", () -> file.ifPresent(database::file));
    return new DuckDbSource(database.open(), context, roots, file);
  }

  private static Path below(List<Path> roots, String path, SourceContext context) {
    Path files = context.resolve(path);
    if (roots.stream().noneMatch(files::startsWith)) {
      throw new IllegalArgumentException(
          "files of a table must lie in one of the roots, was \"%s\"".formatted(path));
    }
    return files;
  }

  /** Names the key whose value {@code setting} may refuse. */
  private static void of(String key, Runnable setting) {
    try {
      setting.run();
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException(key + ": " + refused.getMessage(), refused);
    }
  }
}
