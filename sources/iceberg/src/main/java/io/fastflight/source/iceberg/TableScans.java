package io.fastflight.source.iceberg;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.DataServiceException;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.ClosestNames;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Binder;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/**
 * One table as one request sees it: what the catalog says of it is asked once, and its files are
 * opened through {@link RequestFiles}.
 */
final class TableScans {
  private final String name;
  private final Table table;
  private final RequestFiles files;

  TableScans(String name, Table loaded, RequestFiles files) {
    this.name = name;
    this.files = files;
    this.table =
        new BaseTable(
            new StaticTableOperations(((HasTableOperations) loaded).operations().current(), files),
            name);
  }

  /**
   * Returns the state that {@code choice} means now.
   *
   * @throws InvalidParamsException if there is none
   */
  TableState state(SnapshotChoice choice) {
    if (choice instanceof SnapshotChoice.Id id) {
      return state(id.snapshotId());
    }
    if (choice instanceof SnapshotChoice.AsOf asOf) {
      @Nullable Long found =
          SnapshotUtil.nullableSnapshotIdAsOfTime(table, asOf.moment().toEpochMilli());
      if (found == null) {
        throw new InvalidParamsException(
            "The table '%s' has no snapshot as old as %s. Ask for a later time."
                .formatted(name, asOf.moment()));
      }
      return state(found);
    }
    if (choice instanceof SnapshotChoice.Ref ref) {
      return refState(ref.name());
    }
    @Nullable Snapshot current = table.currentSnapshot();
    long id = current == null ? TableState.EMPTY : current.snapshotId();
    return new TableState(table.uuid().toString(), id, table.schema().schemaId());
  }

  private TableState refState(String ref) {
    @Nullable SnapshotRef found = table.refs().get(ref);
    if (found == null) {
      throw new InvalidParamsException(
          "The table '%s' has no branch or tag '%s'.%s"
              .formatted(name, ref, closest(ref, List.copyOf(table.refs().keySet()))));
    }
    return new TableState(
        table.uuid().toString(), found.snapshotId(), SnapshotUtil.schemaFor(table, ref).schemaId());
  }

  private TableState state(long snapshotId) {
    if (table.snapshot(snapshotId) == null) {
      throw new InvalidParamsException(
          "The table '%s' has no snapshot %s; it may have expired. Ask for another."
              .formatted(name, snapshotId));
    }
    return new TableState(
        table.uuid().toString(), snapshotId, SnapshotUtil.schemaFor(table, snapshotId).schemaId());
  }

  /**
   * Lets pass a state that a caller brought back: the one {@code choice} means now, or one that it
   * meant within the last {@code window}. Callers can forge it, so no older one is read for them.
   *
   * @throws IncompleteStreamException for any other
   */
  void requireRecent(TableState wanted, SnapshotChoice choice, Duration window) {
    TableState now = state(choice);
    boolean pinned = choice instanceof SnapshotChoice.Id || choice instanceof SnapshotChoice.AsOf;
    if (wanted.equals(now)
        || (wanted.table().equals(now.table())
            && !pinned
            && wasCurrent(wanted.snapshotId(), now.snapshotId(), window))) {
      return;
    }
    throw gone();
  }

  private boolean wasCurrent(long wanted, long now, Duration window) {
    long oldest = System.currentTimeMillis() - window.toMillis();
    @Nullable Snapshot each = table.snapshot(now);
    while (each != null && each.snapshotId() != wanted && each.timestampMillis() >= oldest) {
      @Nullable Long parent = each.parentId();
      each = parent == null ? null : table.snapshot(parent);
    }
    return each != null && each.snapshotId() == wanted;
  }

  /**
   * Returns the columns that {@code query} wants, in its order.
   *
   * @throws DataServiceException if one is not there
   */
  List<NestedField> columns(IcebergQuery query, TableState state) {
    Schema schema = schema(state);
    if (query.columns().isEmpty()) {
      return schema.columns();
    }
    List<NestedField> columns = new ArrayList<>();
    for (String column : query.columns()) {
      NestedField field = schema.asStruct().field(column);
      if (field == null) {
        throw unknownColumn(column, schema);
      }
      columns.add(field);
    }
    return columns;
  }

  /** Returns the scan of {@code query}; its schema is that of the columns and of the filter's. */
  TableScan scan(IcebergQuery query, TableState state) {
    Schema schema = schema(state);
    TableScan scan = at(state, query.snapshot());
    if (scan.schema().schemaId() != schema.schemaId()) {
      throw gone();
    }
    return scan.planWith(new InlineExecutor())
        .filter(filter(query, schema))
        .select(columns(query, state).stream().map(NestedField::name).toList());
  }

  private TableScan at(TableState state, SnapshotChoice choice) {
    TableScan current = table.newScan();
    TableState main = state(SnapshotChoice.current());
    if (state.equals(main)) {
      return current;
    }
    boolean head = choice instanceof SnapshotChoice.Ref ref && state.equals(refState(ref.name()));
    return head
        ? current.useRef(((SnapshotChoice.Ref) choice).name())
        : current.useSnapshot(state.snapshotId());
  }

  private Expression filter(IcebergQuery query, Schema schema) {
    Expression filter =
        ExactFilter.of(query.filter(), schema, column -> unknownColumn(column, schema));
    try {
      Binder.boundReferences(schema.asStruct(), List.of(filter), true);
      return filter;
    } catch (ValidationException | DateTimeException unfit) {
      throw new DataServiceException(
          "A condition on the table '%s' compares a column with a value of another type. Correct the service."
              .formatted(name),
          unfit);
    }
  }

  /** Returns how rows are read from the files of {@code scan}. */
  FileRows rows(TableScan scan, TableState state) {
    return new FileRows(
        schema(state),
        scan.schema(),
        table.properties().get(FileRows.NAME_MAPPING),
        files,
        new InlineExecutor());
  }

  RequestFiles files() {
    return files;
  }

  private Schema schema(TableState state) {
    @Nullable Schema schema = table.schemas().get(state.schemaId());
    if (schema == null) {
      throw gone();
    }
    return requireNonNull(schema);
  }

  private DataServiceException unknownColumn(String column, Schema schema) {
    return new DataServiceException(
        "The table '%s' has no column '%s'.%s"
            .formatted(
                name,
                column,
                closest(column, schema.columns().stream().map(NestedField::name).toList())));
  }

  private static String closest(String wanted, List<String> known) {
    List<String> closest = ClosestNames.to(wanted, known);
    return closest.isEmpty() ? "" : " Closest: " + String.join(", ", closest) + ".";
  }

  private IncompleteStreamException gone() {
    return new IncompleteStreamException(
        "The state of table '%s' with which the stream was begun is no longer read. Read all of it again."
            .formatted(name));
  }
}
