package io.fastflight.benchmark.fleet;

import io.fastflight.benchmark.peers.Answer;
import io.fastflight.benchmark.peers.Command;
import io.fastflight.benchmark.peers.Json;
import java.time.Duration;
import java.util.Optional;

/**
 * A client in a process of its own, which stays warm between runs.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 */
public final class ClientChild implements AutoCloseable {
  private final Child child;
  private final String name;

  ClientChild(Child child, String name) {
    this.child = child;
    this.name = name;
  }

  /**
   * Has it run a command.
   *
   * @throws ChildFailedException if the run fails, or does not end in {@code timeout}
   */
  public Answer run(Command command, Duration timeout) throws InterruptedException {
    begin(command);
    return checked(child.readLine(timeout));
  }

  /** Has it begin a command, whose answer {@link #poll} brings. */
  public void begin(Command command) {
    child.send(Json.line(command));
  }

  /**
   * Waits for the answer, but not longer than {@code timeout}.
   *
   * @throws ChildFailedException if the run failed
   */
  public Optional<Answer> poll(Duration timeout) throws InterruptedException {
    return child.poll(timeout).map(this::checked);
  }

  private Answer checked(String line) {
    Answer answer = Json.read(line, Answer.class);
    if (answer.error() != null) {
      throw new ChildFailedException("The client '%s' failed: %s".formatted(name, answer.error()));
    }
    return answer;
  }

  @Override
  public void close() {
    child.close();
  }
}
