package io.fastflight.source.iceberg.declared;

import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Description;
import io.fastflight.params.Faults;
import io.fastflight.params.WireName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a service reads from an Iceberg source. */
@WireName("iceberg.reads")
public record IcebergReads(
    @Description("The table and its namespace, such as sales.orders.") String table,
    @Description("The columns to read, in this order; all of them if there are none.")
        @Default("[]")
        List<String> columns,
    @Description(
            "Conditions that each row meets: a column, one of = != < <= > >= and starts with, and :name for the value of a parameter; or a column and is null, is not null. A condition whose value is null is left out.")
        @Default("[]")
        List<String> filters,
    @Description("The snapshot to read, or :name for a parameter; the newest at first.")
        Optional<String> snapshotId,
    @Description("The moment as of which to read, such as 2024-01-31T00:00:00Z, or :name.")
        Optional<String> asOf,
    @Description("The branch or tag to read, or :name.") Optional<String> ref)
    implements DataParams {

  /** Refuses two states at once. */
  public IcebergReads {
    columns = List.copyOf(columns);
    filters = List.copyOf(filters);
    Faults.in("iceberg.reads")
        .check(
            Stream.of(snapshotId, asOf, ref).filter(Optional::isPresent).count() <= 1,
            "snapshot_id",
            snapshotId.orElse(null),
            "one of snapshot_id, as_of and ref at most")
        .throwIfAny();
  }
}
