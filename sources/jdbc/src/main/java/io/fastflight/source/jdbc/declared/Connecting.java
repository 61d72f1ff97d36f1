package io.fastflight.source.jdbc.declared;

import io.fastflight.error.DataServiceException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Opens a database that a file names, and keeps its URL out of what is told when that fails. */
public final class Connecting {
  /**
   * {@code ?password=}, {@code ;pwd=}, {@code //user:password@} and {@code thin:user/password@}.
   */
  private static final Pattern PASSWORD =
      Pattern.compile("[?&;,(:](password|pwd|passwd)=|://[^/?@]*:[^/?@]*@|:thin:[^/@]+/[^@]+@");

  private Connecting() {}

  /**
   * Returns what {@code open} makes of {@code url}.
   *
   * @throws IllegalArgumentException if the URL does not fit, or has a password; the message begins
   *     with the key and does not hold it
   * @throws DataServiceException if the driver is missing, or the database cannot be reached or
   *     refuses; neither the message nor the cause's holds the URL
   */
  public static <T> T to(String url, Supplier<T> open) {
    if (PASSWORD.matcher(url.toLowerCase(Locale.ROOT)).find()) {
      throw new IllegalArgumentException(
          "url must be without a password; give it as password: ${env:NAME} or ${file:PATH}");
    }
    try {
      return open.get();
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException("url: " + refused.getMessage(), refused);
    } catch (DataServiceException failed) {
      throw told(failed, url);
    }
  }

  private static DataServiceException told(DataServiceException failed, String url) {
    String message = String.valueOf(failed.getMessage());
    Throwable cause = failed.getCause();
    if (cause == null || cause instanceof ClassNotFoundException) {
      return new DataServiceException(message);
    }
    String words = String.valueOf(cause.getMessage()).replace(url, "(url)");
    return new DataServiceException(message, new SQLException(words));
  }
}
