package io.fastflight.source.iceberg.declared;

import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParamsType;
import io.fastflight.source.iceberg.IcebergQuery;
import io.fastflight.source.iceberg.SnapshotChoice;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the query of a request from what a file says and the values of a caller. */
final class DeclaredTableQuery {
  private static final Pattern NAME = Pattern.compile(":[a-z][a-z0-9_]*");

  private final IcebergReads reads;
  private final IcebergQuery whole;
  private final List<Condition> conditions;

  private DeclaredTableQuery(IcebergReads reads, IcebergQuery whole, List<Condition> conditions) {
    this.reads = reads;
    this.whole = whole;
    this.conditions = conditions;
  }

  /**
   * Returns what makes the query of a request.
   *
   * @throws IllegalArgumentException if the declaration cannot work; the message begins with the
   *     key
   */
  static Function<DeclaredParams, IcebergQuery> of(
      IcebergReads reads, ParamsType<DeclaredParams> type) {
    DeclaredTableQuery query =
        new DeclaredTableQuery(
            reads,
            table(reads.table()).columns(reads.columns()),
            reads.filters().stream().map(Condition::parse).toList());
    query.requireSameNames(type);
    query.requireState();
    return query::query;
  }

  private static IcebergQuery table(String table) {
    try {
      return IcebergQuery.of(table);
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException("table: " + refused.getMessage(), refused);
    }
  }

  private void requireSameNames(ParamsType<DeclaredParams> type) {
    Set<String> used = new TreeSet<>();
    conditions.forEach(condition -> condition.parameter().ifPresent(used::add));
    Stream.of(reads.snapshotId(), reads.asOf(), reads.ref())
        .flatMap(Optional::stream)
        .filter(text -> NAME.matcher(text).matches())
        .forEach(text -> used.add(text.substring(1)));
    Set<String> declared = new TreeSet<>(type.fieldNames());
    if (!used.equals(declared)) {
      throw new IllegalArgumentException(
          "filters use the parameters %s, together with snapshot_id, as_of and ref, and the service has %s; they must be the same"
              .formatted(used, declared));
    }
  }

  /** Refuses a state that no request could have. */
  private void requireState() {
    reads.snapshotId().filter(text -> !isName(text)).ifPresent(DeclaredTableQuery::snapshotId);
    reads.asOf().filter(text -> !isName(text)).ifPresent(DeclaredTableQuery::moment);
  }

  private IcebergQuery query(DeclaredParams params) {
    IcebergQuery query = whole.at(choice(params));
    for (Condition condition : conditions) {
      query = query.where(condition.expression(params));
    }
    return query;
  }

  private SnapshotChoice choice(DeclaredParams params) {
    if (reads.snapshotId().isPresent()) {
      return value(params, reads.snapshotId().get())
          .map(id -> SnapshotChoice.id(snapshotId(id)))
          .orElse(SnapshotChoice.current());
    }
    if (reads.asOf().isPresent()) {
      return value(params, reads.asOf().get())
          .map(moment -> SnapshotChoice.asOf(moment(moment)))
          .orElse(SnapshotChoice.current());
    }
    return reads
        .ref()
        .flatMap(ref -> value(params, ref))
        .map(SnapshotChoice::ref)
        .orElse(SnapshotChoice.current());
  }

  /** Returns the text, or the value of the parameter it names; empty for a null. */
  private static Optional<String> value(DeclaredParams params, String text) {
    if (!isName(text)) {
      return Optional.of(text);
    }
    @Nullable Object value = params.values().get(text.substring(1));
    return Optional.ofNullable(value).map(Object::toString);
  }

  private static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  private static long snapshotId(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException unfit) {
      throw new IllegalArgumentException(
          "snapshot_id must be a number, or :name for a parameter, was \"%s\"".formatted(text),
          unfit);
    }
  }

  private static Instant moment(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException unfit) {
      throw new IllegalArgumentException(
          "as_of must be a moment such as 2024-01-31T00:00:00Z, or :name for a parameter, was \"%s\""
              .formatted(text),
          unfit);
    }
  }
}
