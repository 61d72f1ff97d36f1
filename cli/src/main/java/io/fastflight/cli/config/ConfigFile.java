package io.fastflight.cli.config;

import io.fastflight.cli.console.Console;
import io.fastflight.declared.DeclaredServices;
import io.fastflight.declared.Fault;
import io.fastflight.declared.FaultyFileException;
import io.fastflight.declared.Surroundings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads a file of sources, services, a policy and limits, and tells its faults to whoever runs a
 * command.
 *
 * @param path where it is
 * @param console where faults are told
 */
public record ConfigFile(Path path, Console console) {
  /**
   * Opens what the file declares, and says what is wrong if it is not there.
   *
   * @return owned by the caller
   */
  public DeclaredServices read(Surroundings surroundings) throws IOException, FaultyFileException {
    try {
      return DeclaredServices.open(path, surroundings);
    } catch (NoSuchFileException missing) {
      throw new IOException("The file '%s' was not found.".formatted(path), missing);
    }
  }

  /** Tells each fault on a line. */
  public void tell(FaultyFileException faulty) {
    for (Fault fault : faulty.faults()) {
      console.error(path + ":" + fault);
    }
  }

  /** Says how many faults there are. */
  public static String count(FaultyFileException faulty) {
    int count = faulty.faults().size();
    return count == 1 ? "1 fault" : count + " faults";
  }
}
