package io.fastflight.source.arrow;

import io.fastflight.source.Source;
import io.fastflight.source.SourceContext;
import io.fastflight.source.SourceProvider;
import java.util.List;

/** Opens sources of Arrow files for declared services. */
public final class ArrowFileProvider implements SourceProvider<ArrowFileSettings, ArrowFileReads> {

  @Override
  public Class<ArrowFileSettings> settings() {
    return ArrowFileSettings.class;
  }

  @Override
  public Class<ArrowFileReads> reads() {
    return ArrowFileReads.class;
  }

  @Override
  public Source<ArrowFileReads> open(ArrowFileSettings settings, SourceContext context) {
    List<RootFolder> roots =
        settings.roots().stream().map(context::resolve).map(RootFolder::of).toList();
    return new ArrowFileSource(context, roots, settings.mapped());
  }
}
