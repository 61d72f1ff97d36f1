package io.fastflight.source.s3.declared;

import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParamsType;
import io.fastflight.service.DataService;
import io.fastflight.source.Source;
import io.fastflight.source.duckdb.DuckDbQuery;
import io.fastflight.source.duckdb.declared.NamedSql;
import io.fastflight.source.s3.S3Bucket;
import io.fastflight.source.s3.S3Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A bucket, from which declared services read. */
final class S3Source implements Source<S3Reads> {
  private final S3Bucket bucket;

  /** Takes {@code bucket}. */
  S3Source(S3Bucket bucket) {
    this.bucket = bucket;
  }

  @Override
  public DataService<DeclaredParams> service(S3Reads reads, ParamsType<DeclaredParams> type) {
    KeyTemplate path = new KeyTemplate(reads.path());
    requirePath(reads.path());
    if (reads.statement().isEmpty()) {
      requireSameNames(path.names(), Set.of(), type);
      return bucket.objectService(params -> S3Query.of(path.path(params)));
    }
    NamedSql sql = NamedSql.parse(reads.statement().get());
    requireSameNames(path.names(), new TreeSet<>(sql.names()), type);
    return bucket.service(statement(path, sql));
  }

  @Override
  public void close() {
    bucket.close();
  }

  private static Function<DeclaredParams, S3Query> statement(KeyTemplate path, NamedSql sql) {
    try {
      DuckDbQuery.of(sql.text()); // refuses what does not read
      S3Query.of(path.text()).sql(sql.text());
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException("statement: " + refused.getMessage(), refused);
    }
    return params -> {
      List<@Nullable Object> values = new ArrayList<>();
      sql.names().forEach(name -> values.add(params.values().get(name)));
      return S3Query.of(path.path(params)).sql(sql.text(), values.toArray());
    };
  }

  private static void requirePath(String path) {
    try {
      S3Query unused = S3Query.of(path);
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException("path: " + refused.getMessage(), refused);
    }
  }

  private static void requireSameNames(
      Set<String> inPath, Set<String> inStatement, ParamsType<DeclaredParams> type) {
    Set<String> used = new TreeSet<>(inPath);
    used.addAll(inStatement);
    Set<String> declared = new TreeSet<>(type.fieldNames());
    if (!used.equals(declared)) {
      throw new IllegalArgumentException(
          "path and statement use the parameters %s, and the service has %s; they must be the same"
              .formatted(used, declared));
    }
  }
}
