package io.fastflight.source.arrow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What a file is and in which state, as far as the file system tells.
 *
 * @param key its number on its device
 * @param changed when it was last written to
 */
record FileIdentity(String key, long size, String changed) {
  static FileIdentity of(BasicFileAttributes found) {
    return new FileIdentity(
        String.valueOf(found.fileKey()), found.size(), found.lastModifiedTime().toString());
  }

  static FileIdentity of(Path path) throws IOException {
    return of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
  }

  /** Returns whether {@code now} is the same file, written to since. */
  boolean isOverwritten(FileIdentity now) {
    return key.equals(now.key) && !equals(now);
  }

  /** Names this state, for a snapshot. */
  String name() {
    return "%s;%s;%s".formatted(key, size, changed);
  }
}
