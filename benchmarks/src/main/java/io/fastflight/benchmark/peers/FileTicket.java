package io.fastflight.benchmark.peers;

import java.nio.file.Path;

/**
 * Asks a client that writes without a server for a file.
 *
 * @param file its path; the ending says the format
 * @param batches how often the batch of the rows is written, where the client has only one
 */
public record FileTicket(String file, long batches) {
  /** Asks for a file at {@code path}. */
  public FileTicket(Path path, long batches) {
    this(path.toString(), batches);
  }

  /** Returns the ending, which is the name of the format. */
  public String format() {
    return file.substring(file.lastIndexOf('.') + 1);
  }
}
