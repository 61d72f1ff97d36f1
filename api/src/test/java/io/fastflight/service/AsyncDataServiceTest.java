package io.fastflight.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Batches;
import io.fastflight.batch.ReaderPublisher;
import io.fastflight.batch.Table;
import io.fastflight.batch.TestReader;
import io.fastflight.error.CallCancelledException;
import io.fastflight.service.Services.Second;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An asynchronous service behind the blocking interface. */
class AsyncDataServiceTest {
  private final RootAllocator allocator = new RootAllocator();
  private final Cancellation cancellation = new Cancellation();
  private final ServiceContext context = new ServiceContext(allocator, 16, cancellation);
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void nothingIsLeft() throws InterruptedException {
    threads.shutdown();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    allocator.close();
  }

  @Test
  void publishedBatchesAreReadInOrder() throws Exception {
    TestReader source = new TestReader(allocator, 5);
    try (BatchReader reader = open((params, given) -> publisher(source));
        Table table = Table.read(reader, allocator)) {
      assertThat(table.rowCount()).isEqualTo(20);
      assertThat(table.value("id", 19)).isEqualTo(19L);
    }
    assertThat(source.closes()).isEqualTo(1);
  }

  @Test
  void neverMoreThanTwoBatchesWait() throws Exception {
    TestReader source = new TestReader(allocator, 100);
    try (BatchReader reader = open((params, given) -> publisher(source))) {
      await().until(() -> source.produced() == 2);
      assertThat(reader.next()).isTrue();
      await().until(() -> source.produced() == 3);
    }
    await().until(() -> source.closes() == 1);
    assertThat(source.produced()).isEqualTo(3);
  }

  @Test
  void emptyStreamHasTheSchemaTheServiceDeclares() throws Exception {
    AsyncDataService<Second> service =
        new AsyncDataService<>() {
          @Override
          public Flow.Publisher<VectorSchemaRoot> publish(Second params, ServiceContext given) {
            return publisher(new TestReader(allocator, 0));
          }

          @Override
          public Optional<Schema> schema(Second params, ServiceContext given) {
            return Optional.of(Batches.SCHEMA);
          }
        };
    try (BatchReader reader = open(service)) {
      assertThat(reader.schema()).isEqualTo(Batches.SCHEMA);
      assertThat(reader.next()).isFalse();
    }
    assertThat(blocking(service).schema(new Second(), context)).contains(Batches.SCHEMA);
  }

  @Test
  void cancelWakesAReaderThatWaits() throws Exception {
    try (BatchReader reader = open((params, given) -> subscriber -> {})) {
      CompletableFuture<Thread> thread = new CompletableFuture<>();
      CompletableFuture<Boolean> next =
          CompletableFuture.supplyAsync(
              () -> {
                thread.complete(Thread.currentThread());
                return reader.next();
              },
              threads);
      await().until(() -> thread.join().getState() == Thread.State.WAITING);
      cancellation.cancel();
      assertThatThrownBy(next::join).hasCauseInstanceOf(CallCancelledException.class);
    }
  }

  @Test
  void cancelLeavesTheBatchInHandToTheReader() throws Exception {
    try (BatchReader reader = open((params, given) -> publisher(new TestReader(allocator, 1)))) {
      assertThat(reader.next()).isTrue();
      cancellation.cancel();
      assertThat(reader.batch().getVector("id").getObject(3)).isEqualTo(3L);
      assertThatThrownBy(reader::next).isInstanceOf(CallCancelledException.class);
    }
  }

  private BatchReader open(AsyncDataService<Second> service) throws Exception {
    return blocking(service).open(new Second(), context);
  }

  private static DataService<Second> blocking(AsyncDataService<Second> service) {
    ServiceRegistry registry =
        ServiceRegistry.builder().registerAsync(Second.class, service).build();
    return registry.service(new Second()).service();
  }

  private Flow.Publisher<VectorSchemaRoot> publisher(TestReader source) {
    return new ReaderPublisher(() -> source, allocator, threads);
  }
}
