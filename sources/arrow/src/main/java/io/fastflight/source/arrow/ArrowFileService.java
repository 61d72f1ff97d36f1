package io.fastflight.source.arrow;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.IncompleteStreamException;
import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ResumePoint;
import io.fastflight.service.ResumableService;
import io.fastflight.service.ServiceContext;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers with the record batches of one file. */
final class ArrowFileService implements ResumableService<DeclaredParams> {
  private final String source;
  private final RootFolder root;
  private final PathTemplate path;
  private final @Nullable FileMaps maps;

  ArrowFileService(String source, RootFolder root, PathTemplate path, @Nullable FileMaps maps) {
    this.source = source;
    this.root = root;
    this.path = path;
    this.maps = maps;
  }

  @Override
  public String snapshot(DeclaredParams params, ServiceContext context) throws IOException {
    RootFolder.Opened file = file(params);
    file.channel().close();
    return file.identity().name();
  }

  @Override
  public BatchReader open(DeclaredParams params, ResumePoint from, ServiceContext context)
      throws IOException {
    RootFolder.Opened file = file(params);
    if (from.startRow() > 0 && !from.snapshot().equals(file.identity().name())) {
      file.channel().close();
      throw new IncompleteStreamException(
          "The file has changed since the stream was begun. Read all of it again.");
    }
    return BatchReader.skipping(MappedReader.open(source, file, maps, context), from.startRow());
  }

  private RootFolder.Opened file(DeclaredParams params) {
    List<String> names = path.names(params);
    String name = names.get(names.size() - 1);
    try {
      return root.open(names);
    } catch (FileSystemException missing) {
      throw new DataServiceException(
          "The Arrow file '%s' of source '%s' was not found, or is a link or no plain file. Correct the request, or put the file there."
              .formatted(name, source),
          missing);
    } catch (IOException failed) {
      throw new DataServiceException(
          "The Arrow file '%s' of source '%s' cannot be opened.".formatted(name, source), failed);
    }
  }
}
