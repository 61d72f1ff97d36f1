package io.fastflight.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.TestReader;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.DeadlineExceededException;
import io.fastflight.service.Services.First;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DataServiceLaterTest {
  private final RootAllocator allocator = new RootAllocator();
  private final Cancellation cancellation = new Cancellation();
  private final ServiceContext context = new ServiceContext(allocator, 16, cancellation);
  private final CompletableFuture<BatchReader> answer = new CompletableFuture<>();
  private final DataService<First> service = DataService.later((params, given) -> answer);
  private final TestReader reader = new TestReader(allocator, 1);
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void nothingIsLeft() throws InterruptedException {
    threads.shutdown();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    allocator.close();
  }

  @Test
  void readerThatIsThereIsReturned() throws Exception {
    answer.complete(reader);
    assertThat(service.open(new First(1), context)).isSameAs(reader);
  }

  @Test
  void readerThatComesLaterIsWaitedFor() {
    CompletableFuture<BatchReader> open = blockedOpen();
    answer.complete(reader);
    assertThat(open.join()).isSameAs(reader);
  }

  @Test
  void failureOfTheStageIsThrownAsItIs() {
    answer.completeExceptionally(new DataServiceException("source gone"));
    assertThatThrownBy(() -> service.open(new First(1), context))
        .isInstanceOf(DataServiceException.class)
        .hasMessage("source gone");
  }

  @Test
  void failureOfAnEarlierStageIsUnwrapped() {
    CompletableFuture<BatchReader> dependent =
        CompletableFuture.<BatchReader>failedFuture(new IOException("disk gone"))
            .thenApply(found -> found);
    DataService<First> failing = DataService.later((params, given) -> dependent);
    assertThatThrownBy(() -> failing.open(new First(1), context))
        .isInstanceOf(IOException.class)
        .hasMessage("disk gone");
  }

  @Test
  void cancelEndsTheWait() {
    CompletableFuture<BatchReader> open = blockedOpen();
    cancellation.cancel();
    assertThatThrownBy(open::join).hasCauseInstanceOf(CallCancelledException.class);
  }

  @Test
  void deadlineEndsTheWait() {
    CompletableFuture<BatchReader> open = blockedOpen();
    cancellation.expire();
    assertThatThrownBy(open::join).hasCauseInstanceOf(DeadlineExceededException.class);
  }

  @Test
  void readerThatComesAfterTheCancelIsClosed() {
    CompletableFuture<BatchReader> open = blockedOpen();
    cancellation.cancel();
    assertThatThrownBy(open::join).isInstanceOf(CompletionException.class);
    assertThat(reader.closes()).isZero();
    answer.complete(reader);
    assertThat(reader.closes()).isEqualTo(1);
  }

  @Test
  void cancelAfterTheAnswerLeavesTheReaderToItsOwner() throws Exception {
    answer.complete(reader);
    service.open(new First(1), context);
    cancellation.cancel();
    assertThat(reader.closes()).isZero();
  }

  @Test
  void interruptEndsTheWaitAndKeepsTheFlag() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> service.open(new First(1), context))
        .isInstanceOf(CallCancelledException.class)
        .hasMessage("Interrupted while waiting for a service's answer.");
    assertThat(Thread.interrupted()).isTrue();
    answer.complete(reader);
    assertThat(reader.closes()).isEqualTo(1);
  }

  private CompletableFuture<BatchReader> blockedOpen() {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    CompletableFuture<BatchReader> open =
        CompletableFuture.supplyAsync(
            () -> {
              thread.complete(Thread.currentThread());
              try {
                return service.open(new First(1), context);
              } catch (Exception failure) {
                throw new CompletionException(failure);
              }
            },
            threads);
    await().until(() -> thread.join().getState() == Thread.State.WAITING);
    return open;
  }
}
