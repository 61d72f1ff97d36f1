package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A server command on a thread of its own. */
final class RunningCommand implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final TestConsole console = new TestConsole();
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private final Thread thread;

  RunningCommand(String... args) {
    thread = new Thread(() -> exit.complete(console.run(args)), "server command");
    thread.start();
    Awaitility.await().atMost(PATIENCE).until(() -> console.out().endsWith("\n") || exit.isDone());
  }

  String address(String door) {
    return console.out().replaceAll("(?s).*\\b" + door + "=(\\S+).*", "$1");
  }

  @Override
  public void close() throws Exception {
    thread.interrupt();
    assertThat(exit.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isZero();
    thread.join();
  }
}
