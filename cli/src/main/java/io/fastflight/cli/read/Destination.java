package io.fastflight.cli.read;

import io.fastflight.cli.console.Console;
import java.io.IOException;
import java.io.OutputStream;

/** Takes a result, and learns whether it was whole. */
interface Destination extends AutoCloseable {
  /** Returns where the result is written. */
  OutputStream stream();

  /** Makes a whole result visible. */
  void complete() throws IOException;

  /** Takes back what was not completed, where that can be done. */
  @Override
  void close();

  /** Returns standard output, from which nothing can be taken back. */
  static Destination standardOutput(Console console) {
    return new Destination() {
      @Override
      public OutputStream stream() {
        return console.out();
      }

      @Override
      public void complete() throws IOException {
        console.out().flush();
      }

      @Override
      public void close() {}
    };
  }
}
