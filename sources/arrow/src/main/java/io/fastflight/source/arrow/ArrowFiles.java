package io.fastflight.source.arrow;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.service.ServiceContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Reads Arrow IPC files, of the stream and of the file format, for sources that have such files.
 */
public final class ArrowFiles {
  private ArrowFiles() {}

  /**
   * Opens a file, whose batches are sent from its memory map: nobody may cut it short in place.
   *
   * <p><b>Ownership:</b> returned owned; what it maps counts as {@code context.allocator()}'s.
   *
   * @param source what messages call the source
   * @throws DataServiceException if there is none, or it is no whole Arrow IPC file
   */
  public static BatchReader read(String source, Path file, ServiceContext context) {
    Path absolute = file.toAbsolutePath();
    RootFolder folder = RootFolder.of(requireNonNull(absolute.getParent(), "folder"));
    String name = requireNonNull(absolute.getFileName(), "name").toString();
    try {
      return MappedReader.open(
          source, folder.open(List.of(name)), new FileMaps(Duration.ZERO), context);
    } catch (IOException failed) {
      throw new DataServiceException(
          "The Arrow file '%s' of source '%s' cannot be opened.".formatted(name, source), failed);
    }
  }
}
