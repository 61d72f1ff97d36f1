package io.fastflight.source.duckdb.demo;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.params.ResumePoint;
import io.fastflight.service.PartitionedService;
import io.fastflight.service.Plan;
import io.fastflight.service.ResumableService;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.Slice;
import io.fastflight.source.duckdb.DuckDbDatabase;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Generates rows, which follow from the params alone: any server reads a broken stream on. A slice
 * is a range of whole batches, its token the first row and the one after the last: {@code
 * 65536-131072}.
 */
final class GenerateService
    implements PartitionedService<GenerateParams>, ResumableService<GenerateParams> {
  /** The rule in {@code docs/reference/demo-generate.md}; another one would be another snapshot. */
  private static final String RULE = "1";

  private final DuckDbDatabase database;

  GenerateService(DuckDbDatabase database) {
    this.database = database;
  }

  @Override
  public BatchReader open(GenerateParams params, ServiceContext context) {
    return open(params, new ResumePoint(RULE, 0), context);
  }

  @Override
  public String snapshot(GenerateParams params, ServiceContext context) {
    return RULE;
  }

  @Override
  public BatchReader open(GenerateParams params, ResumePoint from, ServiceContext context) {
    if (!from.snapshot().equals(RULE)) {
      throw new IncompleteStreamException(
          "demo.generate: these rows are of another version of the server. Read all of them again.");
    }
    GeneratePlan plan = params.plan();
    GeneratePlan.RowRange rows = plan.rowsFromBatchOf(from.startRow());
    return BatchReader.skipping(
        GeneratedRows.of(plan, rows).open(database, context), from.startRow() - rows.from());
  }

  @Override
  public BatchReader open(GenerateParams params, Slice slice, ServiceContext context) {
    GeneratePlan plan = params.plan();
    return GeneratedRows.of(plan, plan.range("demo.generate", slice)).open(database, context);
  }

  @Override
  public Plan plan(GenerateParams params, Scan scan, ServiceContext context) {
    return params.plan().slices(scan.maxSlices());
  }

  @Override
  public Optional<Schema> schema(GenerateParams params, ServiceContext context) {
    GeneratePlan plan = params.plan();
    return Optional.of(GeneratedRows.of(plan, plan.allRows()).schema(database, context));
  }
}
