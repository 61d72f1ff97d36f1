package io.fastflight.cli.console;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes to a file, a pipe or a terminal, says its name when that fails, and tells a reader that
 * left from a real failure.
 */
public final class NamedOutput extends OutputStream {
  private final OutputStream out;
  private final String name;

  /**
   * Wraps {@code out}, which is closed with this.
   *
   * @param name how a person calls it
   */
  public NamedOutput(OutputStream out, String name) {
    this.out = out;
    this.name = name;
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException failure) {
      if (String.valueOf(failure.getMessage()).contains("Broken pipe")) {
        throw new ReaderGoneException(failure);
      }
      throw new IOException(
          "Cannot write to %s: %s".formatted(name, failure.getMessage()), failure);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
