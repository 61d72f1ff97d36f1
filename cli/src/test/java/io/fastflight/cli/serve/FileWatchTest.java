package io.fastflight.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {
  @TempDir private Path folder;

  @Test
  void aChangeBeforeTheStartIsNoticed() throws Exception {
    Path file = Files.writeString(folder.resolve("fastflight.yaml"), "before");
    CountDownLatch noticed = new CountDownLatch(1);
    try (FileWatch watch = new FileWatch(file)) {
      Files.writeString(file, "after");
      assertThat(watch.start(noticed::countDown)).isSameAs(watch);
      assertThat(noticed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
