package io.fastflight.benchmark.fleet;

import io.fastflight.benchmark.peers.Json;
import io.fastflight.benchmark.peers.MemoryFacts;
import java.time.Duration;

/**
 * A server in a process of its own.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 */
public final class ServerChild implements AutoCloseable {
  private final Child child;
  private final String location;

  ServerChild(Child child, String location) {
    this.child = child;
    this.location = location;
  }

  /** Returns where it serves. */
  public String location() {
    return location;
  }

  /** Asks what memory and threads it has now. */
  public MemoryFacts memory() throws InterruptedException {
    child.send("memory");
    return Json.read(child.readLine(Duration.ofSeconds(30)), MemoryFacts.class);
  }

  @Override
  public void close() {
    child.close();
  }
}
