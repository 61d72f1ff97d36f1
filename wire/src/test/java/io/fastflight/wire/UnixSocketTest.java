package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.ServerUnavailableException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
  @TempDir private Path folder;

  private Path path() {
    return folder.resolve("ff.sock");
  }

  private ServerSocketChannel listening() throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path()));
  }

  @Test
  void whatAKilledServerLeftIsTakenAway() throws IOException {
    listening().close();
    assertThat(path()).exists();
    UnixSocket.prepare(path());
    assertThat(path()).doesNotExist();
  }

  @Test
  void aServerThatListensIsLeftAlone() throws IOException {
    try (ServerSocketChannel server = listening()) {
      assertThatThrownBy(() -> UnixSocket.prepare(path()))
          .isInstanceOf(ServerUnavailableException.class)
          .hasMessage(
              "Cannot listen at '%s': a server is there already. Stop it, or choose another path.",
              path());
      assertThat(server.isOpen()).isTrue();
    }
  }

  @Test
  void aFileOfAnotherKindIsLeftAlone() throws IOException {
    Files.writeString(path(), "mine");
    assertThatThrownBy(() -> UnixSocket.prepare(path()))
        .isInstanceOf(ServerUnavailableException.class)
        .hasMessage(
            "Cannot listen at '%s': a file is there that is no socket. Choose another path.",
            path());
    assertThat(path()).hasContent("mine");
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    Path lost = folder.resolve("no/ff.sock");
    assertThatThrownBy(() -> UnixSocket.prepare(lost))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "There is no folder for the Unix socket '%s'. Make it, or choose another path.", lost);
  }

  @Test
  void onlyTheOwnerConnectsAndTheFileGoes() throws IOException {
    UnixSocket socket = UnixSocket.prepare(path());
    try (ServerSocketChannel server = listening()) {
      socket.protect();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
          .isEqualTo("rw-------");
      socket.close();
      socket.close();
      assertThat(path()).doesNotExist();
      assertThat(server.isOpen()).isTrue();
    }
  }
}
