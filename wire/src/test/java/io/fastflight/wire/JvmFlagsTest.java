package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.fastflight.error.InternalFaultException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JvmFlagsTest {
  /** Prints what a JVM without flags is told. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] arguments) {
      try {
        JvmFlags.requireArrowAccess();
        System.out.print("open");
      } catch (InternalFaultException told) {
        System.out.print(told.getMessage());
      }
    }
  }

  @Test
  void thisJvmHasWhatArrowNeeds() {
    assertThatCode(JvmFlags::requireArrowAccess).doesNotThrowAnyException();
  }

  @Test
  void aJvmWithoutTheFlagIsToldWhichToAdd() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder command =
        new ProcessBuilder(
            java, "-cp", System.getProperty("java.class.path"), Probe.class.getName());
    command.environment().remove("JDK_JAVA_OPTIONS");
    command.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = command.start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(told)
        .isEqualTo(
            "Apache Arrow cannot reach java.nio in this JVM. Start Java with --add-opens=java.base/java.nio=ALL-UNNAMED, or use the fastflight launcher, which does.");
  }
}
