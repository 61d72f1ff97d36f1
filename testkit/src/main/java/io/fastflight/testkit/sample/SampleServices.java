package io.fastflight.testkit.sample;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.ReaderPublisher;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.params.ResumePoint;
import io.fastflight.service.AsyncDataService;
import io.fastflight.service.DataService;
import io.fastflight.service.ResumableService;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceRegistry;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Makes registries of the sample services: {@code test.rows}, {@code test.fail_open}, {@code
 * test.fail_at_batch}, {@code test.wrong_schema}, {@code test.slow}, {@code test.empty}, {@code
 * test.dictionary}, {@code test.resumable}, {@code test.later} and {@code test.async}.
 *
 * <p>What each returns is said by its record in {@link SampleParams}.
 */
public final class SampleServices {
  /** What no caller may ever see: part of the text of failures not meant for callers. */
  public static final String SECRET = "secret-4711";

  private static final int SMALL_BATCH = 10;

  private SampleServices() {}

  /** Returns a registry of all samples. */
  public static ServiceRegistry registry() {
    return builder(new SlowService()).build();
  }

  /**
   * Returns a builder with all samples, to add more to.
   *
   * @param slow serves {@code test.slow}, and tells the test what happened to its readers
   */
  public static ServiceRegistry.Builder builder(SlowService slow) {
    return ServiceRegistry.builder()
        .register(SampleParams.Rows.class, new RowsService())
        .register(SampleParams.FailOpen.class, SampleServices::failOpen)
        .register(SampleParams.FailAtBatch.class, SampleServices::failAtBatch)
        .register(SampleParams.WrongSchema.class, SampleServices::wrongSchema)
        .register(SampleParams.Slow.class, slow)
        .register(SampleParams.Empty.class, (params, context) -> RowsReader.ids(0, 1, context))
        .register(SampleParams.Resumable.class, new ResumableRows())
        .register(SampleParams.Levels.class, SampleServices::levels)
        .register(SampleParams.Later.class, DataService.later(SampleServices::later))
        .registerAsync(SampleParams.Async.class, new RowsPublisher());
  }

  private static BatchReader failOpen(SampleParams.FailOpen params, ServiceContext context) {
    throw failure(params.failure(), "test.fail_open fails before its first batch, as asked.");
  }

  private static BatchReader failAtBatch(SampleParams.FailAtBatch params, ServiceContext context) {
    return RowsReader.ids(Long.MAX_VALUE, SMALL_BATCH, context)
        .before(
            params.batch(),
            () -> {
              String told = "test.fail_at_batch fails at batch " + params.batch() + ", as asked.";
              throw failure(params.failure(), told);
            });
  }

  private static RuntimeException failure(SampleParams.Failure how, String told) {
    return switch (how) {
      case TOLD -> new DataServiceException(told);
      case SECRET -> new IllegalStateException("The password of the source is " + SECRET + ".");
    };
  }

  private static BatchReader wrongSchema(SampleParams.WrongSchema params, ServiceContext context) {
    return new WrongSchemaReader(
        RowsReader.ids(3 * SMALL_BATCH, SMALL_BATCH, context),
        RowsReader.levels(SMALL_BATCH, SMALL_BATCH, context));
  }

  private static BatchReader levels(SampleParams.Levels params, ServiceContext context) {
    return RowsReader.levels(params.rows(), batchRows(params.batchRows(), context), context);
  }

  private static CompletableFuture<BatchReader> later(
      SampleParams.Later params, ServiceContext context) {
    int batchRows = batchRows(params.batchRows(), context);
    return CompletableFuture.supplyAsync(() -> RowsReader.ids(params.rows(), batchRows, context));
  }

  /** Serves {@code test.resumable}: its rows never change. */
  private static final class ResumableRows implements ResumableService<SampleParams.Resumable> {
    private static final String SNAPSHOT = "rows-1";

    @Override
    public String snapshot(SampleParams.Resumable params, ServiceContext context) {
      return SNAPSHOT;
    }

    @Override
    public BatchReader open(
        SampleParams.Resumable params, ResumePoint from, ServiceContext context) {
      if (!from.snapshot().equals(SNAPSHOT)) {
        throw new IncompleteStreamException("test.resumable has no snapshot of that name.");
      }
      int batchRows = batchRows(params.batchRows(), context);
      return RowsReader.ids(params.rows(), batchRows, context).from(from.startRow());
    }
  }

  private static int batchRows(OptionalInt wanted, ServiceContext context) {
    return wanted.orElse(context.batchRows());
  }

  /** Serves {@code test.rows}, and knows its schema. */
  private static final class RowsService implements DataService<SampleParams.Rows> {
    @Override
    public BatchReader open(SampleParams.Rows params, ServiceContext context) {
      return RowsReader.ids(params.rows(), batchRows(params.batchRows(), context), context);
    }

    @Override
    public Optional<Schema> schema(SampleParams.Rows params, ServiceContext context) {
      return Optional.of(RowsReader.ID_SCHEMA);
    }
  }

  /** Serves {@code test.async}, and knows its schema. */
  private static final class RowsPublisher implements AsyncDataService<SampleParams.Async> {
    @Override
    public Flow.Publisher<VectorSchemaRoot> publish(
        SampleParams.Async params, ServiceContext context) {
      int batchRows = batchRows(params.batchRows(), context);
      return new ReaderPublisher(
          () -> RowsReader.ids(params.rows(), batchRows, context),
          context.allocator(),
          ForkJoinPool.commonPool());
    }

    @Override
    public Optional<Schema> schema(SampleParams.Async params, ServiceContext context) {
      return Optional.of(RowsReader.ID_SCHEMA);
    }
  }
}
