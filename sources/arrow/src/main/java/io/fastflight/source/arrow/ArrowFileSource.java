package io.fastflight.source.arrow;

import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParamsType;
import io.fastflight.service.DataService;
import io.fastflight.source.Source;
import io.fastflight.source.SourceContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folders from which declared services read Arrow files; holds the maps of files read lately.
 */
final class ArrowFileSource implements Source<ArrowFileReads> {
  /** How long the disk space of a deleted file may be held after it was read. */
  private static final Duration LINGER = Duration.ofSeconds(30);

  private final SourceContext context;
  private final List<RootFolder> roots;
  private final @Nullable FileMaps maps;

  ArrowFileSource(SourceContext context, List<RootFolder> roots, boolean mapped) {
    this.context = context;
    this.roots = roots;
    this.maps = mapped ? new FileMaps(LINGER) : null;
  }

  @Override
  public DataService<DeclaredParams> service(
      ArrowFileReads reads, ParamsType<DeclaredParams> type) {
    Path path = context.resolve(reads.path());
    RootFolder root =
        roots.stream()
            .filter(known -> known.holds(path))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "path must lie in one of the roots of its source, was \"%s\""
                            .formatted(reads.path())));
    PathTemplate template = PathTemplate.of(root.segments(path), type);
    return new ArrowFileService(context.name(), root, template, maps);
  }

  @Override
  public void close() {
    if (maps != null) {
      maps.close();
    }
  }
}
