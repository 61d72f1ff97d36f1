package io.fastflight.source.iceberg;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.DeleteFilter;
import org.apache.iceberg.data.DeleteLoader;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.PartitionUtil;
import org.jspecify.annotations.Nullable;

/**
 * Opens the rows of data files as the table means them: old files in the columns of the schema that
 * is read, without the rows that delete files take away, and without those that do not meet the
 * filter.
 *
 * @param tableSchema all columns
 * @param readSchema the columns that are wanted, and those that the filter needs
 * @param nameMapping the columns of files without field identifiers, by name, as the table's
 *     property has it
 * @param deleteReaders reads delete files; runs each task at once
 */
record FileRows(
    Schema tableSchema,
    Schema readSchema,
    @Nullable String nameMapping,
    RequestFiles files,
    ExecutorService deleteReaders) {

  /** The property of a table that says which columns files without field identifiers have. */
  static final String NAME_MAPPING = TableProperties.DEFAULT_NAME_MAPPING;

  /**
   * Opens the rows of a file, or of a part of it. They begin with the columns of {@link
   * #readSchema}; a row is valid until the next one.
   */
  CloseableIterable<StructLike> open(FileScanTask task) {
    if (task.file().format() != FileFormat.PARQUET) {
      throw new UnsupportedOperationException(
          "a data file of the format " + task.file().format() + ", of which only Parquet is read");
    }
    if (task.file().keyMetadata() != null) {
      throw new UnsupportedOperationException("a data file that is encrypted");
    }
    Deletes deletes = new Deletes(task);
    Schema schema = deletes.requiredSchema();
    CloseableIterable<StructLike> rows = deletes.filter(decoded(task, schema));
    Expression residual = task.residual();
    if (residual.op() == Expression.Operation.TRUE) {
      return rows;
    }
    Evaluator filter = new Evaluator(schema.asStruct(), residual, true);
    return CloseableIterable.filter(rows, filter::eval);
  }

  private CloseableIterable<StructLike> decoded(FileScanTask task, Schema schema) {
    Map<Integer, ?> constants = PartitionUtil.constantsMap(task, (type, value) -> value);
    Parquet.ReadBuilder reader =
        Parquet.read(files.newInputFile(task.file()))
            .project(schema)
            .split(task.start(), task.length())
            .filter(task.residual())
            .reuseContainers()
            .createReaderFunc(file -> InternalReader.create(schema, file, constants));
    if (nameMapping != null) {
      reader.withNameMapping(NameMappingParser.fromJson(nameMapping));
    }
    return reader.build();
  }

  private final class Deletes extends DeleteFilter<StructLike> {
    Deletes(FileScanTask task) {
      super(task.file().location(), List.copyOf(task.deletes()), tableSchema, readSchema);
    }

    @Override
    protected StructLike asStructLike(StructLike row) {
      return row;
    }

    @Override
    protected InputFile getInputFile(String location) {
      return files.newInputFile(location);
    }

    @Override
    protected DeleteLoader newDeleteLoader() {
      return new BaseDeleteLoader(this::loadInputFile, deleteReaders);
    }
  }
}
