package io.fastflight.wire;

import io.fastflight.error.InternalFaultException;
import java.nio.ByteBuffer;

/**
 * Checks that this JVM was started with what Arrow's memory needs, before the first batch fails
 * without a word.
 */
public final class JvmFlags {
  private static final String NIO = "--add-opens=java.base/java.nio=ALL-UNNAMED";

  private JvmFlags() {}

  /**
   * Returns at once where Arrow can reach {@code java.nio}.
   *
   * @throws InternalFaultException if it cannot; the message names the flag to add
   */
  public static void requireArrowAccess() {
    if (!ByteBuffer.class.getModule().isOpen("java.nio", JvmFlags.class.getModule())) {
      throw new InternalFaultException(
          "Apache Arrow cannot reach java.nio in this JVM. Start Java with "
              + NIO
              + ", or use the fastflight launcher, which does.");
    }
  }
}
