package io.fastflight.it;

import io.fastflight.testkit.ServingProcess;
import java.io.IOException;
import java.util.List;

/** A Flight server in a process of its own. */
final class ServerProcess implements AutoCloseable {
  private final ServingProcess server;

  private ServerProcess(ServingProcess server) {
    this.server = server;
  }

  /**
   * Starts one.
   *
   * @param port 0 for any free one
   */
  static ServerProcess start(int port) throws IOException {
    return new ServerProcess(
        ServingProcess.start(
            ServerMain.class, System.getProperty("java.class.path"), Integer.toString(port)));
  }

  int port() {
    return server.port();
  }

  String location() {
    return "grpc://127.0.0.1:" + port();
  }

  /** Kills it, as {@code kill -9} does, and waits until it is gone. */
  void kill() throws InterruptedException {
    server.kill();
  }

  /** Sends a signal: {@code STOP} or {@code CONT}. */
  void signal(String name) throws IOException, InterruptedException {
    List<String> command = List.of("kill", "-" + name, Long.toString(server.process().pid()));
    if (new ProcessBuilder(command).start().waitFor() != 0) {
      throw new IOException("kill -" + name + " failed.");
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
