package io.fastflight.spring.servlet;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import org.apache.catalina.connector.ClientAbortException;
import org.eclipse.jetty.io.EofException;

/**
 * Makes what a servlet throws so that its container ends a body as broken: it closes the connection
 * without the last chunk, or resets the stream.
 */
final class CutBody {
  private CutBody() {}

  /**
   * Returns the exception. Tomcat logs any but its own, and puts the host's error page behind the
   * body; Jetty logs any but its own.
   */
  static IOException in(ServletContext container) {
    IOException cut = new IOException("The answer was cut; its reader was told why, or is gone.");
    String server = container.getServerInfo();
    if (server.startsWith("Apache Tomcat")) {
      return Tomcat.abort(cut);
    }
    return server.startsWith("jetty/") ? Jetty.abort(cut) : cut;
  }

  /** Loaded with Tomcat only. */
  private static final class Tomcat {
    static IOException abort(IOException cause) {
      return new ClientAbortException(cause);
    }
  }

  /** Loaded with Jetty only. */
  private static final class Jetty {
    static IOException abort(IOException cause) {
      return new EofException(cause);
    }
  }
}
