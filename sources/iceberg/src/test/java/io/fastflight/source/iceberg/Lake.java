package io.fastflight.source.iceberg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.DVFileWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.parquet.Parquet;

/** A JDBC catalog on SQLite with its tables in a folder, and Iceberg's own writers to fill them. */
public final class Lake implements AutoCloseable {
  private final Map<String, String> properties;
  private final JdbcCatalog catalog = new JdbcCatalog();

  /** Makes an empty one. */
  public Lake(Path folder) {
    properties =
        Map.of(
            "uri",
            "jdbc:sqlite:" + folder.resolve("catalog.db"),
            "warehouse",
            folder.resolve("warehouse").toUri().toString());
    catalog.setConf(new Configuration(false));
    catalog.initialize("lake", properties);
    catalog.createNamespace(Namespace.of("db"));
  }

  /** Returns where it is. */
  public Map<String, String> properties() {
    return properties;
  }

  JdbcCatalog catalog() {
    return catalog;
  }

  /** Returns a source over it. */
  IcebergCatalog source() {
    return IcebergCatalog.builder("lake").open(IcebergCatalog.Kind.JDBC, properties);
  }

  /** Makes a table {@code db.name}. */
  public Table create(String name, Schema schema, Map<String, String> properties) {
    return catalog
        .buildTable(TableIdentifier.of("db", name), schema)
        .withProperties(properties)
        .create();
  }

  /** Makes a table {@code db.name} of the second version of the format. */
  public Table create(String name, Schema schema) {
    return create(name, schema, Map.of("format-version", "2"));
  }

  /** Returns a row. */
  public static Record row(Schema schema, Object... values) {
    Record row = GenericRecord.create(schema);
    for (int i = 0; i < values.length; i++) {
      row.set(i, values[i]);
    }
    return row;
  }

  /** Appends rows as one file, in one snapshot. */
  public static DataFile append(Table table, List<Record> rows) {
    DataFile file = write(table, rows);
    table.newAppend().appendFile(file).commit();
    return file;
  }

  /** Appends rows as one file, in one snapshot. */
  public static DataFile append(Table table, Record... rows) {
    return append(table, Arrays.asList(rows));
  }

  /** Writes rows of one partition. */
  static DataFile write(Table table, List<Record> rows) {
    Schema schema = table.schema();
    OutputFile out = newFile(table);
    try (FileAppender<Record> appender =
        Parquet.write(out)
            .forTable(table)
            .createWriterFunc(type -> GenericParquetWriter.create(schema, type))
            .build()) {
      appender.addAll(rows);
      appender.close();
      DataFiles.Builder file =
          DataFiles.builder(table.spec())
              .withPath(out.location())
              .withFormat("parquet")
              .withFileSizeInBytes(appender.length())
              .withSplitOffsets(appender.splitOffsets())
              .withMetrics(appender.metrics());
      return table.spec().isPartitioned()
          ? file.withPartition(partition(table, rows.get(0))).build()
          : file.build();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static StructLike partition(Table table, Record row) {
    PartitionKey key = new PartitionKey(table.spec(), table.schema());
    key.partition(
        new org.apache.iceberg.data.InternalRecordWrapper(table.schema().asStruct()).wrap(row));
    return key;
  }

  /** Deletes rows of a file by their positions. */
  static void deletePositions(Table table, DataFile file, long... positions) {
    try (PositionDeleteWriter<Record> writer =
        Parquet.writeDeletes(newFile(table))
            .withSpec(table.spec())
            .withPartition(table.spec().isPartitioned() ? file.partition() : null)
            .overwrite()
            .buildPositionWriter()) {
      for (long position : positions) {
        PositionDelete<Record> delete = PositionDelete.create();
        delete.set(file.location(), position);
        writer.write(delete);
      }
      writer.close();
      commit(table, writer.toDeleteFile());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * Deletes rows of a file by their positions, with the bitmap that version 3 of the format has.
   */
  static void deleteVector(Table table, DataFile file, long... positions) {
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, 1, 1).format(FileFormat.PUFFIN).build();
    try (DVFileWriter writer = new BaseDVFileWriter(files, path -> null)) {
      for (long position : positions) {
        writer.delete(file.location(), position, table.spec(), file.partition());
      }
      writer.close();
      RowDelta delta = table.newRowDelta();
      writer.result().deleteFiles().forEach(delta::addDeletes);
      delta.commit();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Deletes the rows that equal one of {@code keys} in its columns. */
  static void deleteEqual(Table table, Schema keySchema, Record... keys) {
    int[] ids = keySchema.columns().stream().mapToInt(column -> column.fieldId()).toArray();
    try (EqualityDeleteWriter<Record> writer =
        Parquet.writeDeletes(newFile(table))
            .withSpec(table.spec())
            .createWriterFunc(type -> GenericParquetWriter.create(keySchema, type))
            .rowSchema(keySchema)
            .equalityFieldIds(ids)
            .overwrite()
            .buildEqualityWriter()) {
      writer.write(new ArrayList<>(Arrays.asList(keys)));
      writer.close();
      commit(table, writer.toDeleteFile());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void commit(Table table, DeleteFile deletes) {
    table.newRowDelta().addDeletes(deletes).commit();
  }

  private static OutputFile newFile(Table table) {
    return table
        .io()
        .newOutputFile(table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet"));
  }

  @Override
  public void close() {
    catalog.close();
  }
}
