package io.fastflight.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Runs classes that leak, and looks at how they ended. */
class LeakCheckTest {
  /** What the classes below leak on purpose; let go after each test. */
  private static final List<AutoCloseable> LEAKED = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void letGo() throws Exception {
    for (AutoCloseable resource : LEAKED) {
      resource.close();
    }
    LEAKED.clear();
  }

  @Test
  void leakedThreadIsReportedByNameWithItsStack() {
    assertThat(failureOfOnlyTest(LeakedThread.class))
        .startsWith("LeakedThread.leaks left 1 thread(s) and 0 open descriptor(s) behind.")
        .contains("thread 'forgotten-worker' (WAITING)")
        .contains("CountDownLatch.await");
  }

  @Test
  void leakedSocketIsReportedByItsDescriptor() {
    assertThat(failureOfOnlyTest(LeakedSocket.class))
        .startsWith("LeakedSocket.leaks left 0 thread(s) and 1 open descriptor(s) behind.")
        .containsPattern("descriptor of socket:\\[\\d+]");
  }

  @Test
  void leakedFileIsReportedByItsPath() {
    assertThat(failureOfOnlyTest(LeakedFile.class))
        .containsPattern("descriptor of \\S*/left-open\\d+\\.txt");
  }

  @Test
  void leakedMemoryIsReportedWithItsChildAllocator() {
    assertThat(failureOfOnlyTest(LeakedMemory.class))
        .startsWith(
            "LeakedMemory.leaks left 1024 bytes of Arrow memory allocated."
                + " Open child allocators: 'request-7' with 1024 bytes.");
  }

  @Test
  void childAllocatorLeftOpenIsReportedWhenEmpty() {
    assertThat(failureOfOnlyTest(OpenChild.class))
        .startsWith(
            "OpenChild.leaks left 0 bytes of Arrow memory allocated."
                + " Open child allocators: 'request-8' with 0 bytes.");
  }

  @Test
  void whatAfterEachClosesIsNoLeak() {
    assertAllSucceed(run(ClosedInAfterEach.class).testEvents(), 2);
  }

  @Test
  void oneAllocatorServesSetUpAndTest() {
    assertAllSucceed(run(SharedBySetUp.class).testEvents(), 2);
  }

  @Test
  void threadOfClassMayGrowThreadsDuringTestsWhenAllEndAfterAll() {
    Events all = run(GrowingServer.class).allEvents();
    assertThat(all.failed().count()).isZero();
  }

  @Test
  void serverOfClassLeftOpenFailsTheClassAndNotItsTests() {
    var results = run(UnclosedServer.class);
    assertAllSucceed(results.testEvents(), 1);
    assertThat(messages(results.containerEvents()))
        .singleElement()
        .asString()
        .startsWith("UnclosedServer left 1 thread(s)")
        .contains("thread 'unclosed-server'");
  }

  @Test
  void leakOfOneTestIsNotBlamedOnTheNextNorOnItsClass() {
    var results = run(LeakThenInnocent.class);
    assertThat(results.testEvents().failed().count()).isEqualTo(1);
    assertThat(results.testEvents().succeeded().count()).isEqualTo(1);
    assertThat(results.containerEvents().failed().count()).isZero();
  }

  @Test
  void nestedClassUnderSharedServerIsLeftToItsOuterClass() {
    var results = run(OuterServer.class);
    assertThat(results.allEvents().failed().count()).isZero();
    assertThat(results.testEvents().succeeded().count()).isEqualTo(1);
  }

  private static EngineExecutionResults run(Class<?> testClass) {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
        .configurationParameter(LeakCheck.SETTLING_PARAMETER, "200")
        .selectors(selectClass(testClass))
        .execute();
  }

  private static String failureOfOnlyTest(Class<?> testClass) {
    var results = run(testClass);
    assertThat(results.containerEvents().failed().count()).isZero();
    return messages(results.testEvents()).get(0);
  }

  private static void assertAllSucceed(Events tests, long count) {
    assertThat(messages(tests)).isEmpty();
    assertThat(tests.succeeded().count()).isEqualTo(count);
  }

  private static List<String> messages(Events events) {
    return events.failed().stream().map(LeakCheckTest::failure).map(Throwable::getMessage).toList();
  }

  private static Throwable failure(Event event) {
    return event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
  }

  private static Thread startThread(String name) {
    CountDownLatch end = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                end.await();
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.start();
    LEAKED.add(
        () -> {
          end.countDown();
          thread.join();
        });
    return thread;
  }

  private static void stop(Thread thread) throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  static class LeakedThread {
    @Test
    void leaks() {
      startThread("forgotten-worker");
    }
  }

  static class LeakedSocket {
    @Test
    void leaks() throws IOException {
      LEAKED.add(new ServerSocket(0));
    }
  }

  static class LeakedFile {
    @Test
    void leaks() throws IOException {
      Path file = Files.createTempFile("left-open", ".txt");
      InputStream left = Files.newInputStream(file);
      LEAKED.add(left);
      LEAKED.add(() -> Files.delete(file));
    }
  }

  static class LeakedMemory {
    @Test
    void leaks(BufferAllocator allocator) {
      BufferAllocator child = allocator.newChildAllocator("request-7", 0, Long.MAX_VALUE);
      assertThat(child.buffer(1024).capacity()).isEqualTo(1024);
    }
  }

  static class OpenChild {
    @Test
    void leaks(BufferAllocator allocator) {
      assertThat(allocator.newChildAllocator("request-8", 0, Long.MAX_VALUE)).isNotNull();
    }
  }

  static class ClosedInAfterEach {
    private Thread thread;

    @BeforeEach
    void start() {
      thread = startThread("well-kept");
    }

    @AfterEach
    void end() throws InterruptedException {
      stop(thread);
    }

    @Test
    void one() {}

    @Test
    void two() {}
  }

  static class SharedBySetUp {
    private BufferAllocator given;

    @BeforeEach
    void take(BufferAllocator allocator) {
      given = allocator;
    }

    @Test
    void one(BufferAllocator allocator) {
      assertThat(allocator).isSameAs(given);
    }

    @Test
    void two(BufferAllocator allocator) {
      assertThat(allocator).isSameAs(given);
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
  }

  static class GrowingServer {
    private static final List<Thread> POOL = new ArrayList<>();

    @BeforeAll
    static void start() {
      POOL.add(startThread("server-1"));
    }

    @AfterAll
    static void close() throws InterruptedException {
      for (Thread thread : POOL) {
        stop(thread);
      }
      POOL.clear();
    }

    @Test
    void grows() {
      POOL.add(startThread("server-2"));
    }
  }

  static class UnclosedServer {
    @BeforeAll
    static void start() {
      startThread("unclosed-server");
    }

    @Test
    void works() {}
  }

  static class LeakThenInnocent {
    private static boolean leaked;

    @BeforeAll
    static void reset() {
      leaked = false;
    }

    @Test
    void either() {
      leakOnce();
    }

    @Test
    void or() {
      leakOnce();
    }

    private static void leakOnce() {
      if (!leaked) {
        leaked = true;
        startThread("leaked-once");
      }
    }
  }

  static class OuterServer {
    private static final List<Thread> POOL = new ArrayList<>();

    @BeforeAll
    static void start() {
      POOL.add(startThread("outer-1"));
    }

    @AfterAll
    static void close() throws InterruptedException {
      for (Thread thread : POOL) {
        stop(thread);
      }
      POOL.clear();
    }

    @Nested
    class Inner {
      @Test
      void growsTheOuterPool() {
        POOL.add(startThread("outer-2"));
      }
    }
  }
}
