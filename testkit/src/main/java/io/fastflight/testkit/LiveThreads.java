package io.fastflight.testkit;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lists the threads a test answers for: all that are alive but those the whole JVM shares, which
 * start at their first use, in whatever test that is, and stay.
 */
final class LiveThreads {
  private static final Pattern SHARED =
      Stream.of(
              // The JDK: the common pool, cleaners, waiting for child processes, delayed
              // CompletableFutures, keep-alive of HttpURLConnection, pollers of virtual threads.
              "ForkJoinPool\\.commonPool-.*",
              "ForkJoinPool-(\\d+-)?delayScheduler", // with a number, that of virtual threads
              "CompletableFutureDelayScheduler",
              "Common-Cleaner",
              "Cleaner-\\d+",
              "Finalizer|Reference Handler|Signal Dispatcher|Notification Thread",
              "Attach Listener",
              "process reaper.*",
              "Keep-Alive-Timer",
              "VirtualThread-.*",
              "(Read|Write|Master)-?Poller.*",
              // java.net.http.HttpClient, which cannot be closed before Java 21: its threads end
              // when it is collected.
              "HttpClient-\\d+-(SelectorManager|Worker-\\d+)",
              // Netty's one executor for late notifications; ends after a quiet second.
              "globalEventExecutor-.*",
              // gRPC's shared resources, counted by users and destroyed a second after the last;
              // that a channel is closed shows in its socket.
              "grpc-(default|nio)-.*",
              "grpc-timer-.*",
              "grpc-shared-destroyer-.*",
              // The JDK's flight recorder, once somebody has recorded.
              "JFR (Periodic Tasks|Recorder Thread)",
              // Hadoop's one cleaner of the counters of all file systems; nothing ends it.
              "org\\.apache\\.hadoop\\.fs\\.FileSystem\\$Statistics.*",
              // Iceberg's pools for commits, which tests make and the source does not.
              "iceberg-(worker-pool|lock-manager)-\\d+",
              // The AWS SDK's one clock for streams that nobody closes.
              "response-input-stream-timeout-scheduler",
              // Armeria's common pools.
              "armeria-common-.*",
              // Who runs the tests.
              "surefire-.*",
              "last-ditch-daemon-shutdown-thread-.*",
              "junit-.*")
          .collect(Collectors.collectingAndThen(Collectors.joining("|"), Pattern::compile));

  /** Threads that carry virtual threads have the names of a pool like any other. */
  private static final List<String> SHARED_CLASSES = List.of("jdk.internal.misc.CarrierThread");

  private LiveThreads() {}

  static Set<Thread> now() {
    ThreadGroup top = Thread.currentThread().getThreadGroup();
    while (top.getParent() != null) {
      top = top.getParent();
    }
    return Stream.of(all(top))
        .filter(thread -> thread != Thread.currentThread() && !shared(thread))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static boolean shared(Thread thread) {
    return SHARED.matcher(thread.getName()).matches()
        || SHARED_CLASSES.contains(thread.getClass().getName());
  }

  private static Thread[] all(ThreadGroup group) {
    Thread[] found = new Thread[group.activeCount() + 64];
    int count = group.enumerate(found);
    while (count == found.length) { // no room left: some may be missing
      found = new Thread[2 * found.length];
      count = group.enumerate(found);
    }
    return Stream.of(found).limit(count).toArray(Thread[]::new);
  }
}
