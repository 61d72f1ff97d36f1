package io.fastflight.source.duckdb.demo;

import io.fastflight.batch.BatchReader;
import io.fastflight.service.PartitionedService;
import io.fastflight.service.Plan;
import io.fastflight.service.Scan;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.Slice;
import io.fastflight.source.duckdb.DuckDbDatabase;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Generates rows. A slice is a range of whole batches, its token the first row and the one after
 * the last: {@code 65536-131072}.
 */
final class GenerateService implements PartitionedService<GenerateParams> {
  private final DuckDbDatabase database;

  GenerateService(DuckDbDatabase database) {
    this.database = database;
  }

  @Override
  public BatchReader open(GenerateParams params, ServiceContext context) {
    GeneratePlan plan = params.plan();
    return GeneratedRows.of(plan, plan.allRows()).open(database, context);
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
