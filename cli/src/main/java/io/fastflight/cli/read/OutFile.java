package io.fastflight.cli.read;

import io.fastflight.cli.console.NamedOutput;
import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.client.ipc.PartFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Writes a file that is there only when it is whole: a {@link PartFile}.
 *
 * <p><b>Threads:</b> used by one thread.
 */
final class OutFile implements Destination {
  private final PartFile file;

  private OutFile(PartFile file) {
    this.file = file;
  }

  /**
   * Begins to write {@code file}.
   *
   * @throws WrongUsageException if no file can be there
   */
  static OutFile begin(Path file) {
    try {
      return new OutFile(PartFile.begin(file));
    } catch (IOException impossible) {
      throw new WrongUsageException("--out: " + impossible.getMessage(), impossible);
    }
  }

  @Override
  public OutputStream stream() {
    return new NamedOutput(file.stream(), "'" + file.target() + "'");
  }

  @Override
  public void complete() throws IOException {
    file.complete();
  }

  @Override
  public void close() {
    file.close();
  }
}
