package io.fastflight.source.arrow;

import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParamsType;
import io.fastflight.service.DataService;
import io.fastflight.source.Source;
import io.fastflight.source.SourceContext;
import java.nio.file.Path;
import java.util.List;

/** The folders from which declared services read Arrow files; holds nothing open. */
final class ArrowFileSource implements Source<ArrowFileReads> {
  private final SourceContext context;
  private final List<RootFolder> roots;
  private final boolean mapped;

  ArrowFileSource(SourceContext context, List<RootFolder> roots, boolean mapped) {
    this.context = context;
    this.roots = roots;
    this.mapped = mapped;
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
    return new ArrowFileService(context.name(), root, template, mapped);
  }

  @Override
  public void close() {
    // each reader holds its own file
  }
}
