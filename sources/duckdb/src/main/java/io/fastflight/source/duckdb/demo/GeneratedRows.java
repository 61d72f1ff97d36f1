package io.fastflight.source.duckdb.demo;

import io.fastflight.batch.BatchReader;
import io.fastflight.service.ServiceContext;
import io.fastflight.source.duckdb.DuckDbDatabase;
import io.fastflight.source.duckdb.DuckDbQuery;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Schema;

/** A range of generated rows, and how to read it. */
final class GeneratedRows {
  private final GeneratePlan plan;
  private final GeneratePlan.RowRange range;
  private final Function<GeneratePlan.RowRange, DuckDbQuery> query;

  private GeneratedRows(
      GeneratePlan plan,
      GeneratePlan.RowRange range,
      Function<GeneratePlan.RowRange, DuckDbQuery> query) {
    this.plan = plan;
    this.range = range;
    this.query = query;
  }

  static GeneratedRows of(GeneratePlan plan, GeneratePlan.RowRange range) {
    return new GeneratedRows(plan, range, rows -> GenerateSql.rows(plan, rows));
  }

  /** The same without dictionaries. */
  static GeneratedRows plain(GeneratePlan plan, GeneratePlan.RowRange range) {
    return new GeneratedRows(plan, range, rows -> GenerateSql.plainRows(plan, rows));
  }

  BatchReader open(DuckDbDatabase database, ServiceContext context) {
    ServiceContext sized = context.withBatchRows(plan.batchRows());
    BatchReader rows =
        plan.repeatBatch() ? repeated(database, sized) : database.query(query.apply(range), sized);
    return new GeneratedReader(rows, plan, range, context.cancellation());
  }

  Schema schema(DuckDbDatabase database, ServiceContext context) {
    return database.schema(query.apply(range), context);
  }

  private BatchReader repeated(DuckDbDatabase database, ServiceContext context) {
    long rows = range.to() - range.from();
    GeneratePlan.RowRange first =
        new GeneratePlan.RowRange(0, Math.min(plan.rows(), plan.batchRows()));
    return new RepeatedBatchReader(
        database.query(query.apply(first), context),
        rows,
        context.allocator(),
        context.cancellation());
  }
}
