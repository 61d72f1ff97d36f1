package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.Engine;
import io.fastflight.params.DataParams;
import io.fastflight.params.WireName;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.service.StreamRequest;
import io.fastflight.wire.TransportConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;

/** The Reactive Streams TCK on what {@code client.stream} publishes, over a real socket. */
class ReactiveStreamsTest {
  private static final int ROWS = 128; // 1 KiB: the target, so that no batch is merged or cut
  private static final int TARGET_BYTES = 1_024;
  private static final Schema SCHEMA =
      new Schema(List.of(Field.notNullable("id", new ArrowType.Int(64, true))));

  @WireName("test.batches")
  record Batches(long count) implements DataParams {}

  static BatchReader batches(Batches params, ServiceContext context) {
    AtomicLong left = new AtomicLong(params.count());
    return BatchReader.filled(
        SCHEMA,
        context.allocator(),
        batch -> {
          if (left.getAndDecrement() <= 0) {
            return false;
          }
          BigIntVector ids = (BigIntVector) batch.getVector("id");
          for (int row = 0; row < ROWS; row++) {
            ids.setSafe(row, row);
          }
          batch.setRowCount(ROWS);
          return true;
        });
  }

  /** Reads the rows of each batch and closes it, which the TCK's subscribers would not. */
  private record Counted(Flow.Publisher<VectorSchemaRoot> source)
      implements Flow.Publisher<Integer> {
    @Override
    public void subscribe(Flow.Subscriber<? super Integer> subscriber) {
      source.subscribe(subscriber == null ? null : new Counting(subscriber));
    }
  }

  private record Counting(Flow.Subscriber<? super Integer> subscriber)
      implements Flow.Subscriber<VectorSchemaRoot> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscriber.onSubscribe(subscription);
    }

    @Override
    public void onNext(VectorSchemaRoot batch) {
      int rows = batch.getRowCount();
      batch.close();
      subscriber.onNext(rows);
    }

    @Override
    public void onError(Throwable failure) {
      subscriber.onError(failure);
    }

    @Override
    public void onComplete() {
      subscriber.onComplete();
    }
  }

  /** The TCK's rules; made and run by TestNG. */
  public static final class Rules extends FlowPublisherVerification<Integer> {
    /** TestNG makes the instance, so there is no other way in. */
    private static FastFlightClient client;

    /** Waits long for what must come, and shortly for what must not. */
    public Rules() {
      super(new TestEnvironment(10_000, 100, false), 2_000);
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
      return new Counted(
          client.stream(StreamRequest.of("test.batches", Map.of("count", elements))));
    }

    @Override
    public Flow.Publisher<Integer> createFailedFlowPublisher() {
      return new Counted(client.stream(StreamRequest.of("test.none", Map.of())));
    }
  }

  @Test
  @Timeout(600)
  void whatIsPublishedPassesTheTck(BufferAllocator memory) throws Exception {
    ServiceRegistry registry =
        ServiceRegistry.builder().register(Batches.class, ReactiveStreamsTest::batches).build();
    TestListenerAdapter results = new TestListenerAdapter();
    try (BufferAllocator allocator = memory.newChildAllocator("server", 0, Long.MAX_VALUE);
        FastFlightServer server =
            FastFlightServer.builder(new Engine(registry, allocator))
                .port(0)
                .transport(TransportConfig.builder().bodyBytes(TARGET_BYTES).build())
                .start();
        FastFlightClient client = FastFlightClient.connect(server.location())) {
      Rules.client = client;
      TestNG tck = new TestNG(false);
      tck.setVerbose(0);
      tck.setTestClasses(new Class<?>[] {Rules.class});
      tck.addListener(results);
      tck.run();
    }
    assertThat(results.getFailedTests().stream().map(ReactiveStreamsTest::told)).isEmpty();
    assertThat(results.getConfigurationFailures()).isEmpty();
    assertThat(results.getPassedTests()).hasSizeGreaterThan(25);
  }

  private static String told(ITestResult failed) {
    return failed.getName() + ": " + failed.getThrowable();
  }
}
