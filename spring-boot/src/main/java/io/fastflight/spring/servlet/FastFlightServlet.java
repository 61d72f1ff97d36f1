package io.fastflight.spring.servlet;

import static java.util.Objects.requireNonNull;

import io.fastflight.http.handler.HttpAnswer;
import io.fastflight.http.handler.HttpHandler;
import io.fastflight.security.CallerCredentials;
import io.fastflight.security.Credential;
import io.fastflight.service.StreamSource;
import io.fastflight.wire.JvmFlags;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers the paths of the HTTP door within a host's own server, mapped to {@code PREFIX/*}; see
 * {@code docs/reference/http.md}.
 *
 * <p>Between {@link #open} and {@link #close} it serves; else it answers that the server is
 * shutting down.
 *
 * <p><b>Ownership:</b> borrows the source; has threads of its own while it is open.
 *
 * <p><b>Threads:</b> any.
 */
public final class FastFlightServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  private static final String EXCHANGE = ServletExchange.class.getName();

  private final transient StreamSource source;
  private final transient DoorSettings settings;
  private transient volatile @Nullable OpenDoor door;

  /** Creates a servlet that is not open yet. */
  public FastFlightServlet(StreamSource source, DoorSettings settings) {
    JvmFlags.requireArrowAccess();
    this.source = requireNonNull(source, "source");
    this.settings = requireNonNull(settings, "settings");
  }

  /** Begins to serve; the container has initialised the servlet. */
  public synchronized void open() {
    if (door == null) {
      door = new OpenDoor(source, settings, getServletContext().getContextPath());
    }
  }

  /**
   * Refuses new calls, lets running ones end for the grace period, then cuts them, and waits until
   * all is released. Bounded: the grace period plus a few seconds.
   */
  public void close(Duration grace) {
    @Nullable OpenDoor closing = door;
    if (closing != null) {
      closing.close(grace);
      door = null;
    }
  }

  /** Returns whether it serves. */
  public boolean isOpen() {
    return door != null;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      if (request.getAttribute(EXCHANGE) instanceof ServletExchange cut) {
        cut.ended(); // of what ends by the exception, Jetty does not tell that it is complete
      }
      throw CutBody.in(getServletContext());
    }
    @Nullable OpenDoor open = door;
    if (open == null) {
      refuse(response);
      return;
    }
    ServletCall head = open.head(request);
    List<X509Certificate> certificates = certificates(request);
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(0);
    ServletExchange exchange = new ServletExchange(async, settings);
    request.setAttribute(EXCHANGE, exchange);
    open.serve(head, () -> credential(head, certificates), exchange);
  }

  private static void refuse(HttpServletResponse response) throws IOException {
    HttpAnswer closed = HttpAnswer.of(HttpHandler.closing());
    AnswerHead.whole(closed.status(), closed.headers(), closed.body().length).writeTo(response);
    response.getOutputStream().write(closed.body());
  }

  private static List<X509Certificate> certificates(HttpServletRequest request) {
    return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain
        ? List.of(chain)
        : List.of();
  }

  private static Optional<Credential> credential(
      ServletCall head, List<X509Certificate> certificates) {
    return CallerCredentials.withCertificates(
        head.values(CallerCredentials.AUTHORIZATION),
        head.values(CallerCredentials.API_KEY),
        certificates);
  }
}
