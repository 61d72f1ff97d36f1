package io.fastflight.declared;

import io.fastflight.params.ClosestNames;
import io.fastflight.source.SourceProvider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Knows the kinds of sources whose jars are there. */
final class SourceKinds {
  /** The kinds of this project that a program may lack, and the jar that brings each. */
  private static final Map<String, String> JARS =
      Map.of(
          "duckdb", "fastflight-source-duckdb",
          "arrow-file", "fastflight-source-arrow",
          "iceberg", "fastflight-source-iceberg",
          "jdbc", "fastflight-source-jdbc",
          "postgres", "fastflight-source-postgres",
          "s3", "fastflight-source-s3");

  private final Map<String, SourceProvider<?, ?>> byKind = new TreeMap<>();

  private SourceKinds(Iterable<? extends SourceProvider<?, ?>> providers) {
    providers.forEach(provider -> byKind.put(provider.kind(), provider));
  }

  /** Finds the kinds on the class path. */
  @SuppressWarnings({"rawtypes", "unchecked"}) // ServiceLoader knows classes without parameters
  static SourceKinds onClassPath() {
    Iterable<SourceProvider> found =
        ServiceLoader.load(SourceProvider.class, SourceKinds.class.getClassLoader());
    return new SourceKinds((Iterable) found);
  }

  Optional<SourceProvider<?, ?>> find(String kind) {
    return Optional.ofNullable(byKind.get(kind));
  }

  List<SourceProvider<?, ?>> all() {
    return List.copyOf(byKind.values());
  }

  String names() {
    return byKind.isEmpty() ? "none" : String.join(", ", byKind.keySet());
  }

  /** Says what to do about a kind that is not there. */
  String missing(String kind) {
    @Nullable String jar = JARS.get(kind);
    if (jar != null) {
      return "the kind '%s' is brought by %s.jar, which is not on the class path; add it, or use one of %s"
          .formatted(kind, jar, names());
    }
    List<String> closest = ClosestNames.to(kind, byKind.keySet());
    return closest.isEmpty()
        ? "there is no kind '%s'; there are %s".formatted(kind, names())
        : "there is no kind '%s'; closest: %s".formatted(kind, String.join(", ", closest));
  }
}
