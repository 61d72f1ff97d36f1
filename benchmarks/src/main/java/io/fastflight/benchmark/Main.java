package io.fastflight.benchmark;

import java.util.Arrays;

/** Starts a benchmark by its name: {@code ./fastflight bench loopback}. */
public final class Main {
  private Main() {}

  /** Runs the benchmark named first, with the arguments after it. */
  public static void main(String[] args) throws Exception {
    String name = args.length == 0 ? "" : args[0];
    if (!name.equals("loopback")) {
      System.err.printf("fastflight: There is no benchmark '%s'. There is: loopback.%n", name);
      System.exit(2);
    }
    LoopbackBenchmark.main(Arrays.copyOfRange(args, 1, args.length));
  }
}
