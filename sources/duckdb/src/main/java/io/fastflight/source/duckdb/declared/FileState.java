package io.fastflight.source.duckdb.declared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Names the state of the files a source may read, by their names, sizes and times of change. */
final class FileState {
  private final List<Path> places;

  FileState(List<Path> roots, Optional<Path> file) {
    List<Path> all = new ArrayList<>(roots);
    file.ifPresent(all::add);
    this.places = List.copyOf(all);
  }

  /** Returns the name of the present state; a file written to, added or taken away changes it. */
  String name() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path place : places) {
      try (Stream<Path> files = Files.walk(place)) {
        files.forEach(file -> add(file, lines));
      } catch (UncheckedIOException failed) {
        throw failed.getCause();
      }
    }
    Collections.sort(lines);
    MessageDigest digest = sha256();
    lines.forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  private static void add(Path file, List<String> lines) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      if (found.isRegularFile()) {
        lines.add(
            "%s\0%s\0%s\0%s\n"
                .formatted(file, found.size(), found.lastModifiedTime(), found.fileKey()));
      }
    } catch (IOException gone) {
      lines.add(file + "\0gone\n"); // between listing and asking, or a link to nothing
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256.", impossible);
    }
  }
}
