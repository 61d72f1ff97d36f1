package io.fastflight.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.Table;
import io.fastflight.error.CallCancelledException;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.service.Cancellation;
import io.fastflight.service.StreamRequest;
import io.fastflight.wire.IpcKind;
import io.fastflight.wire.StreamTotals;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Results as published batches and as Arrow IPC, in front of a stock Arrow Flight server. */
class IpcReadsTest {
  private static final StreamRequest REQUEST = StreamRequest.of("any.service", Map.of());

  @TempDir private Path folder;

  /** Asks for one item at a time, and notes what comes. */
  private static final class Recorder<T> implements Flow.Subscriber<T> {
    private final LinkedBlockingQueue<T> items = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscribed.complete(subscription);
    }

    @Override
    public void onNext(T item) {
      items.add(item);
      subscribed.join().request(1);
    }

    @Override
    public void onError(Throwable failure) {
      ended.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      ended.complete(true);
    }
  }

  @Test
  void eachPublishedBatchIsTheSubscribersOwn(BufferAllocator memory) throws Exception {
    try (PlainFlightServer server = ids(memory, 3);
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      Recorder<VectorSchemaRoot> recorder = new Recorder<>();
      client.stream(REQUEST).subscribe(recorder);
      recorder.subscribed.join().request(1);
      assertThat(recorder.ended.join()).isTrue();
      assertThat(recorder.items).hasSize(3);
      long next = 0;
      for (VectorSchemaRoot root : recorder.items) {
        try (root) {
          assertThat(((BigIntVector) root.getVector("id")).get(0)).isEqualTo(next);
          next += root.getRowCount();
        }
      }
    }
  }

  @Test
  void everySubscriberHasACallOfItsOwn(BufferAllocator memory) throws Exception {
    try (PlainFlightServer server = ids(memory, 2);
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      Flow.Publisher<ByteBuffer> publisher = client.ipc(REQUEST, IpcKind.STREAM);
      assertThat(bytes(publisher)).isEqualTo(bytes(publisher)).isNotEmpty();
    }
  }

  @Test
  void cancellingASubscriptionCancelsTheCall(BufferAllocator memory) throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    try (PlainFlightServer server = endless(memory, cancelled);
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      Recorder<VectorSchemaRoot> recorder = new Recorder<>();
      client.stream(REQUEST).subscribe(recorder);
      recorder.subscribed.join().request(1);
      recorder.items.take().close(); // the thread now waits for the second batch
      recorder.subscribed.join().cancel();
      cancelled.await();
      assertThat(recorder.ended).isNotDone();
    }
  }

  @Test
  void theRequestsOwnCancellationEndsASubscription(BufferAllocator memory) throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    Cancellation cancellation = new Cancellation();
    try (PlainFlightServer server = endless(memory, cancelled);
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      Recorder<ByteBuffer> recorder = new Recorder<>();
      client.ipc(REQUEST.withCancellation(cancellation), IpcKind.STREAM).subscribe(recorder);
      recorder.subscribed.join().request(2);
      recorder.items.take();
      cancellation.cancel();
      cancelled.await();
      assertThatThrownBy(recorder.ended::join).hasCauseInstanceOf(CallCancelledException.class);
    }
  }

  @Test
  void publishedBytesAreAWholeStream(BufferAllocator memory) throws Exception {
    try (PlainFlightServer server = ids(memory, 3);
        FastFlightClient client = FastFlightClient.connect(server.location());
        Table table =
            Table.fromIpc(
                new ByteArrayInputStream(bytes(client.ipc(REQUEST, IpcKind.STREAM))), memory)) {
      assertThat(table.rowCount()).isEqualTo(30);
      assertThat(table.value("id", 29)).isEqualTo(29L);
    }
  }

  @Test
  void aBrokenStreamIsPublishedWithoutItsEnd(BufferAllocator memory) throws Exception {
    try (PlainFlightServer server = broken(memory);
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      Recorder<ByteBuffer> recorder = new Recorder<>();
      client.ipc(REQUEST, IpcKind.STREAM).subscribe(recorder);
      recorder.subscribed.join().request(1);
      assertThatThrownBy(recorder.ended::join).hasCauseInstanceOf(DataServiceException.class);
      byte[] cut = joined(recorder.items.stream());
      assertThatThrownBy(() -> Table.fromIpc(new ByteArrayInputStream(cut), memory))
          .isInstanceOf(IncompleteStreamException.class);
    }
  }

  @Test
  void aChannelGetsAWholeStreamOrOneWithoutItsEnd(BufferAllocator memory) throws Exception {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (PlainFlightServer server = ids(memory, 4);
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      assertThat(client.writeIpc(REQUEST, IpcKind.STREAM, Channels.newChannel(whole)).rows())
          .isEqualTo(40);
    }
    try (Table table = Table.fromIpc(new ByteArrayInputStream(whole.toByteArray()), memory)) {
      assertThat(table.rowCount()).isEqualTo(40);
    }
    ByteArrayOutputStream cut = new ByteArrayOutputStream();
    try (PlainFlightServer server = broken(memory);
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      assertThatThrownBy(() -> client.writeIpc(REQUEST, IpcKind.STREAM, Channels.newChannel(cut)))
          .isInstanceOf(DataServiceException.class);
    }
    assertThatThrownBy(() -> Table.fromIpc(new ByteArrayInputStream(cut.toByteArray()), memory))
        .isInstanceOf(IncompleteStreamException.class);
  }

  @Test
  void aFileCanBeReadAtAnyBatch(BufferAllocator memory) throws Exception {
    Path file = folder.resolve("ids.arrow");
    try (PlainFlightServer server = ids(memory, 3);
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      StreamTotals totals = client.writeIpcAsync(REQUEST, IpcKind.FILE, file).join();
      assertThat(totals.rows()).isEqualTo(30);
    }
    long rows = 0;
    try (FileChannel channel = FileChannel.open(file);
        ArrowFileReader reader = new ArrowFileReader(channel, memory)) {
      for (int i = reader.getRecordBlocks().size() - 1; i >= 0; i--) {
        assertThat(reader.loadRecordBatch(reader.getRecordBlocks().get(i))).isTrue();
        rows += reader.getVectorSchemaRoot().getRowCount();
      }
    }
    assertThat(rows).isEqualTo(30);
  }

  @ParameterizedTest
  @EnumSource
  void aBrokenStreamLeavesTheOldFileAndNothingElse(IpcKind kind, BufferAllocator memory)
      throws Exception {
    Path file = Files.writeString(folder.resolve("ids.arrow"), "old");
    try (PlainFlightServer server = broken(memory);
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      assertThatThrownBy(() -> client.writeIpc(REQUEST, kind, file))
          .isInstanceOf(DataServiceException.class);
    }
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("ids.arrow");
  }

  @Test
  void cancellingTheFutureCancelsTheCallAndLeavesNoFile(BufferAllocator memory) throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    try (PlainFlightServer server =
            new PlainFlightServer(
                memory,
                (allocator, listener) -> {
                  listener.setOnCancelHandler(cancelled::countDown);
                  PlainFlightServer.sendIds(allocator, listener, 1);
                  called.countDown();
                });
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      CompletableFuture<StreamTotals> written =
          client.writeIpcAsync(REQUEST, IpcKind.FILE, folder.resolve("ids.arrow"));
      called.await();
      assertThat(written.cancel(true)).isTrue();
      cancelled.await();
      org.awaitility.Awaitility.await().until(() -> names().isEmpty());
    }
  }

  @Test
  void aFileThatCannotBeThereIsSaidBeforeItIsRead(BufferAllocator memory) throws Exception {
    try (PlainFlightServer server = ids(memory, 1);
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      assertThatThrownBy(() -> client.writeIpc(REQUEST, IpcKind.FILE, folder))
          .isInstanceOf(IOException.class)
          .hasMessage("'%s' is a folder. Name a file in it.", folder);
      Path nowhere = folder.resolve("no/ids.arrow");
      assertThatThrownBy(() -> client.writeIpc(REQUEST, IpcKind.FILE, nowhere))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "'%s' cannot be written: there is no folder '%s'.", nowhere, nowhere.getParent());
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static byte[] bytes(Flow.Publisher<ByteBuffer> publisher) {
    Recorder<ByteBuffer> recorder = new Recorder<>();
    publisher.subscribe(recorder);
    recorder.subscribed.join().request(1);
    assertThat(recorder.ended.join()).isTrue();
    return joined(recorder.items.stream());
  }

  private static byte[] joined(Stream<ByteBuffer> pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    pieces.forEach(
        piece -> {
          byte[] bytes = new byte[piece.remaining()];
          piece.get(bytes);
          all.writeBytes(bytes);
        });
    return all.toByteArray();
  }

  private static PlainFlightServer ids(BufferAllocator memory, int batches) throws Exception {
    return new PlainFlightServer(
        memory,
        (allocator, listener) -> {
          PlainFlightServer.sendIds(allocator, listener, batches);
          listener.completed();
        });
  }

  private static PlainFlightServer broken(BufferAllocator memory) throws Exception {
    return new PlainFlightServer(
        memory,
        (allocator, listener) -> {
          PlainFlightServer.sendIds(allocator, listener, 3);
          listener.error(CallStatus.UNKNOWN.withDescription("disk gone").toRuntimeException());
        });
  }

  private static PlainFlightServer endless(BufferAllocator memory, CountDownLatch cancelled)
      throws Exception {
    return new PlainFlightServer(
        memory,
        (allocator, listener) -> {
          listener.setOnCancelHandler(cancelled::countDown);
          PlainFlightServer.sendIds(allocator, listener, 1);
        });
  }
}
