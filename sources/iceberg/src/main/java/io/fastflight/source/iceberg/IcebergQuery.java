package io.fastflight.source.iceberg;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Says what to read of one table: which columns, which rows, in which state.
 *
 * <pre>{@code
 * IcebergQuery.of("sales.orders")
 *     .columns("id", "amount")
 *     .where(Expressions.greaterThanOrEqual("amount", params.minAmount()))
 * }</pre>
 *
 * <p>Conditions hold as in SQL: a comparison with a null is not true, nor is one with NaN but for
 * {@code notEqual}. Iceberg uses them to leave out files, and each row that is left is checked.
 *
 * <p><b>Threads:</b> immutable, used from any thread.
 */
public final class IcebergQuery {
  private final TableIdentifier table;
  private final List<String> columns;
  private final Expression filter;
  private final SnapshotChoice snapshot;

  private IcebergQuery(
      TableIdentifier table, List<String> columns, Expression filter, SnapshotChoice snapshot) {
    this.table = table;
    this.columns = columns;
    this.filter = filter;
    this.snapshot = snapshot;
  }

  /**
   * Begins a query of all columns and rows of a table, as it is now.
   *
   * @param table its name and those of its namespace, {@code sales.orders}
   * @throws IllegalArgumentException if it has no namespace
   */
  public static IcebergQuery of(String table) {
    TableIdentifier name = TableIdentifier.parse(requireNonNull(table, "table"));
    if (!name.hasNamespace() || name.name().isEmpty()) {
      throw new IllegalArgumentException(
          "A table is named with its namespace, such as sales.orders; was '%s'.".formatted(table));
    }
    return new IcebergQuery(name, List.of(), Expressions.alwaysTrue(), SnapshotChoice.current());
  }

  /** Returns this query of these columns only, in this order; of all, if there are none. */
  public IcebergQuery columns(String... names) {
    return columns(List.of(names));
  }

  /** Returns this query of these columns only, in this order; of all, if there are none. */
  public IcebergQuery columns(List<String> names) {
    return new IcebergQuery(table, List.copyOf(names), filter, snapshot);
  }

  /** Returns this query with one more condition, which a row must meet as well. */
  public IcebergQuery where(Expression condition) {
    requireNonNull(condition, "condition");
    return new IcebergQuery(table, columns, Expressions.and(filter, condition), snapshot);
  }

  /** Returns this query of another state of the table. */
  public IcebergQuery at(SnapshotChoice choice) {
    return new IcebergQuery(table, columns, filter, requireNonNull(choice, "choice"));
  }

  /** Returns the name of the table. */
  TableIdentifier table() {
    return table;
  }

  List<String> columns() {
    return columns;
  }

  Expression filter() {
    return filter;
  }

  SnapshotChoice snapshot() {
    return snapshot;
  }
}
