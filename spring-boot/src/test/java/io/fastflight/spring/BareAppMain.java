package io.fastflight.spring;

import org.apache.arrow.memory.RootAllocator;

/** An application in a process of its own; prints its port, and ends with its input. */
final class BareAppMain {
  private BareAppMain() {}

  /**
   * Starts it.
   *
   * @param args its settings, such as {@code a.b=c}
   */
  public static void main(String[] args) throws Exception {
    try (RootAllocator allocator = new RootAllocator();
        TestApp app = new TestApp(allocator, (Object[]) args)) {
      System.out.println("port " + app.port());
      while (System.in.read() >= 0) {
        // nothing is said, it only ends
      }
    }
    System.out.println("ended");
  }
}
