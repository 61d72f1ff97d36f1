package io.fastflight.testkit;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Fails a test, or a test class, that leaves a thread, an open file, a socket or Arrow memory
 * behind.
 *
 * <p>JUnit finds it by itself where extension auto-detection is on, and puts it outermost: it looks
 * before every {@code @BeforeEach} and {@code @BeforeAll}, and after every {@code @AfterEach} and
 * {@code @AfterAll}. What ends a little late is waited for: up to 5 s for threads and descriptors
 * (the JUnit configuration parameter {@code io.fastflight.testkit.settlingMillis} says otherwise),
 * up to 1 s for memory.
 *
 * <p><b>Threads and descriptors</b> are compared at two levels:
 *
 * <ul>
 *   <li><i>Class:</i> after {@code @AfterAll}, nothing may be left that was not there before
 *       {@code @BeforeAll}. So a server shared by a class is closed in its {@code @AfterAll}.
 *   <li><i>Test:</i> the same for one test, and for one {@code @Nested} class, but only where its
 *       class shares nothing that lives: no thread and no descriptor at the start of the test that
 *       was not there before the class. The pools of a shared server grow when they please, and
 *       that cannot be told from a leak; there the check of the class is the one that counts. A
 *       leak is reported once, by the innermost of the two.
 * </ul>
 *
 * <p><b>Memory:</b> a parameter of type {@link BufferAllocator}, of a test or of its
 * {@code @BeforeEach} and {@code @AfterEach}, is one fresh root allocator per test; in
 * {@code @BeforeAll} and {@code @AfterAll} it is one per class. Afterwards it must be at zero and
 * have no open child; then it is closed.
 *
 * <p>Which threads and files do not count, and why: {@link LiveThreads} and {@link
 * OpenDescriptors}. Descriptors are seen where {@code /proc/self/fd} exists. Tests must run one
 * after another.
 */
public final class LeakCheck
    implements BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        ParameterResolver {
  /** The JUnit configuration parameter for {@link #SETTLING_MILLIS}. */
  static final String SETTLING_PARAMETER = "io.fastflight.testkit.settlingMillis";

  /** How long threads may take to end and sockets to close, after whoever owns them was closed. */
  static final int SETTLING_MILLIS = 5_000;

  /** How long memory may take to come back: asynchronous code releases it after its last signal. */
  static final Duration RELEASE_TIME = Duration.ofSeconds(1);

  private static final Namespace NAMESPACE = Namespace.create(LeakCheck.class);

  /** What was there at the start of a test or class, and whether its end will be compared. */
  private record Start(Snapshot snapshot, boolean compared) {}

  /** What the outermost class found at its start, and what has been reported since. */
  private record Origin(Snapshot snapshot, Set<Object> reported) {}

  /** Creates the extension; JUnit does. */
  public LeakCheck() {}

  @Override
  public void beforeAll(ExtensionContext context) {
    Store store = context.getStore(NAMESPACE);
    if (store.get(Origin.class) == null) {
      store.put(Origin.class, new Origin(Snapshot.take(), new HashSet<>()));
    }
    begin(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    begin(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    end(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == BufferAllocator.class;
  }

  @Override
  public BufferAllocator resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(
            allocatorKey(context),
            key -> new CheckedAllocator(title(context)),
            CheckedAllocator.class)
        .allocator();
  }

  private static void begin(ExtensionContext context) {
    Origin origin = origin(context);
    Snapshot now = Snapshot.take();
    boolean compared = Leftovers.between(origin.snapshot, now, origin.reported).none();
    context.getStore(NAMESPACE).put(startKey(context), new Start(now, compared));
  }

  private static void end(ExtensionContext context) {
    Store store = context.getStore(NAMESPACE);
    Start start = store.remove(startKey(context), Start.class);
    CheckedAllocator allocator = store.remove(allocatorKey(context), CheckedAllocator.class);
    try {
      if (allocator != null) {
        allocator.requireReleased(RELEASE_TIME);
      }
    } finally {
      if (start != null && start.compared) {
        Leftovers.since(start.snapshot, origin(context).reported, settlingTime(context))
            .throwIfAny(title(context));
      }
    }
  }

  private static Duration settlingTime(ExtensionContext context) {
    return Duration.ofMillis(
        context
            .getConfigurationParameter(SETTLING_PARAMETER, Integer::valueOf)
            .orElse(SETTLING_MILLIS));
  }

  private static Origin origin(ExtensionContext context) {
    Origin origin = context.getStore(NAMESPACE).get(Origin.class, Origin.class);
    if (origin == null) {
      throw new IllegalStateException("beforeAll was not called for " + title(context));
    }
    return origin;
  }

  /** Stores look into their parents', so a test's keys must not be its class's. */
  private static Object startKey(ExtensionContext context) {
    return "start of " + context.getUniqueId();
  }

  private static Object allocatorKey(ExtensionContext context) {
    return "allocator of " + context.getUniqueId();
  }

  private static String title(ExtensionContext context) {
    String className = context.getTestClass().map(Class::getSimpleName).orElse("");
    return context
        .getTestMethod()
        .map(method -> className + "." + method.getName())
        .orElse(className);
  }
}
