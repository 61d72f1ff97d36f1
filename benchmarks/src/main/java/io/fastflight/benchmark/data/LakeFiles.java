package io.fastflight.benchmark.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.types.Types;

/**
 * Writes flights as an Iceberg table of one Parquet file, and the {@code fastflight.yaml} that
 * serves the table, and the same file by DuckDB.
 *
 * <p><b>Threads:</b> used by one thread.
 */
public final class LakeFiles {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "distance", Types.LongType.get()),
          Types.NestedField.optional(2, "date", Types.TimestampType.withoutZone()),
          Types.NestedField.optional(3, "delay", Types.LongType.get()),
          Types.NestedField.optional(4, "origin", Types.StringType.get()),
          Types.NestedField.optional(5, "destination", Types.StringType.get()));

  /** Iceberg finds the columns of a file by these numbers. */
  private static final String FIELD_IDS =
      "{distance: 1, date: 2, delay: 3, origin: 4, destination: 5}";

  private final Path folder;
  private final DeclaredFiles flights;

  /**
   * Writes into {@code folder}, which is made.
   *
   * @param flights which have been written
   */
  public LakeFiles(Path folder, DeclaredFiles flights) {
    this.folder = folder.toAbsolutePath();
    this.flights = flights;
  }

  /** Returns the query of the table's rows, for a DuckDB with no tables. */
  public String query() {
    return DeclaredFiles.COLUMNS + "read_parquet('" + file() + "')";
  }

  private Path file() {
    return folder.resolve("warehouse/db/flights/data/flights.parquet");
  }

  /** Writes all, and asks DuckDB what a reader of the table's file must see. */
  public DeclaredFiles.Expected write() throws IOException {
    Files.createDirectories(file().getParent());
    copyWithFieldIds();
    DeclaredFiles.Expected expected = WrittenRows.of(file(), "distance");
    makeTable(expected.rows());
    Files.writeString(
        DeclaredFiles.config(folder),
        """
        sources:
          lake: {kind: iceberg, catalog: hadoop, warehouse: warehouse}
          files: {kind: duckdb, roots: ['%s'], tables: {flights: '%s'}}
        services:
          iceberg: {source: lake, table: db.flights}
          parquet: {source: files, statement: '%sflights'}
        """
            .formatted(file().getParent(), file(), DeclaredFiles.COLUMNS));
    return expected;
  }

  private void copyWithFieldIds() throws IOException {
    String sql =
        "COPY (%s'%s') TO '%s' (FORMAT parquet, FIELD_IDS %s)"
            .formatted(DeclaredFiles.COLUMNS, flights.flights(), file(), FIELD_IDS);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failed) {
      throw new IOException("The flights could not be written to " + file() + ".", failed);
    }
  }

  private void makeTable(long rows) throws IOException {
    try (HadoopCatalog catalog = new HadoopCatalog()) {
      catalog.setConf(new Configuration(false));
      catalog.initialize(
          "lake", Map.of("warehouse", folder.resolve("warehouse").toUri().toString()));
      Table table = catalog.createTable(TableIdentifier.of("db", "flights"), SCHEMA);
      table
          .newAppend()
          .appendFile(
              DataFiles.builder(PartitionSpec.unpartitioned())
                  .withPath(file().toUri().toString())
                  .withFormat(FileFormat.PARQUET)
                  .withFileSizeInBytes(Files.size(file()))
                  .withRecordCount(rows)
                  .build())
          .commit();
    }
  }
}
