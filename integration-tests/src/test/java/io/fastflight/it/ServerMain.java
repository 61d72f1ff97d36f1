package io.fastflight.it;

import org.apache.arrow.memory.RootAllocator;

/** The sample services in a process of their own, to be killed and stopped. */
final class ServerMain {
  private ServerMain() {}

  /**
   * Serves until the process ends.
   *
   * @param arguments the port, or 0 for any free one
   */
  public static void main(String[] arguments) throws Exception {
    try (RootAllocator memory = new RootAllocator();
        SampleServer server = new SampleServer(memory, Integer.parseInt(arguments[0]))) {
      System.out.println("port " + server.port());
      System.out.flush();
      Thread.currentThread().join();
    }
  }
}
