package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.ServerUnavailableException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Looks after the file of a Unix socket that a server listens at: in nobody's way before, its
 * owner's alone while it is there, gone after.
 */
public final class UnixSocket implements AutoCloseable {
  /** The kernel's {@code sockaddr_un} has 108 bytes for a path and its end. */
  private static final int MAX_PATH_BYTES = 107;

  private final Path path;

  private UnixSocket(Path path) {
    this.path = path;
  }

  /**
   * Makes room for a socket at {@code path}: takes away one that a killed server left behind.
   *
   * @throws ServerUnavailableException if a server listens there, or a file of another kind is
   *     there
   * @throws IllegalArgumentException if the path is too long, or its folder is not there
   */
  public static UnixSocket prepare(Path path) {
    Path place = requirePath(path.toAbsolutePath());
    Path folder = place.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "There is no folder for the Unix socket '%s'. Make it, or choose another path."
              .formatted(path));
    }
    try {
      removeLeftOver(place);
      return new UnixSocket(place);
    } catch (IOException unwritable) {
      throw cannotListen(place, unwritable);
    }
  }

  static Path requirePath(Path path) {
    int bytes = requireNonNull(path, "path").toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_PATH_BYTES) {
      throw new IllegalArgumentException(
          "The path of a Unix socket has at most %s bytes, was %s: '%s'. Choose a shorter one."
              .formatted(MAX_PATH_BYTES, bytes, path));
    }
    return path;
  }

  private static void removeLeftOver(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket(path)) {
      throw new ServerUnavailableException(
          "Cannot listen at '%s': a file is there that is no socket. Choose another path."
              .formatted(path));
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(UnixDomainSocketAddress.of(path));
    } catch (ConnectException nobodyThere) {
      Files.delete(path);
      return;
    }
    throw new ServerUnavailableException(
        "Cannot listen at '%s': a server is there already. Stop it, or choose another path."
            .formatted(path));
  }

  private static boolean isSocket(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther();
  }

  /** Lets only the owner connect; called when the server listens. */
  public void protect() {
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException failure) {
      throw cannotListen(path, failure);
    }
  }

  /** Returns the failure to throw when the socket cannot be bound. */
  public ServerUnavailableException cannotBind(Throwable cause) {
    return cannotListen(path, cause);
  }

  private static ServerUnavailableException cannotListen(Path path, Throwable cause) {
    return new ServerUnavailableException(
        "Cannot listen at '%s': %s. Check the folder and its permissions."
            .formatted(path, ListenAddress.rootMessage(cause)),
        cause);
  }

  /** Returns the absolute path. */
  public Path path() {
    return path;
  }

  /** Takes the file away. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException gone) {
      // the next server to start here takes it away
    }
  }
}
