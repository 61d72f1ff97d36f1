package io.fastflight.http;

import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.http.handler.HttpHandler;
import io.fastflight.security.Authentication;
import io.fastflight.security.CallerCredentials;
import io.fastflight.security.Credential;
import io.fastflight.service.Identity;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who makes a request, from its headers and its connection.
 *
 * <p><b>Threads:</b> called on the event loop; where it may take long it goes on on a worker.
 */
final class CallerCheck {
  private static final Logger LOG = LoggerFactory.getLogger(CallerCheck.class);

  private final Authentication authentication;
  private final Executor workers;

  CallerCheck(Authentication authentication, Executor workers) {
    this.authentication = authentication;
    this.workers = workers;
  }

  /** Returns how a caller may sign in. */
  String challenges() {
    return authentication.challenges();
  }

  /** Tells one of the two, perhaps later on another thread. */
  void identify(
      ServiceRequestContext context,
      RequestHeaders headers,
      Consumer<Identity> known,
      Consumer<FastFlightException> refused) {
    Optional<Credential> credential;
    try {
      credential =
          CallerCredentials.read(
              headers.getAll(CallerCredentials.AUTHORIZATION),
              headers.getAll(CallerCredentials.API_KEY),
              context.sslSession());
      if (authentication.mayBlock(credential)) {
        workers.execute(() -> authenticate(credential, known, refused));
        return;
      }
    } catch (FastFlightException unreadable) {
      refused.accept(unreadable);
      return;
    } catch (RejectedExecutionException closing) {
      refused.accept(HttpHandler.closing());
      return;
    } catch (RuntimeException fault) {
      refused.accept(fault(fault));
      return;
    }
    authenticate(credential, known, refused);
  }

  private void authenticate(
      Optional<Credential> credential,
      Consumer<Identity> known,
      Consumer<FastFlightException> refused) {
    Identity caller;
    try {
      caller = authentication.authenticate(credential);
    } catch (FastFlightException no) {
      refused.accept(no);
      return;
    } catch (RuntimeException fault) {
      refused.accept(fault(fault));
      return;
    }
    known.accept(caller);
  }

  private static FastFlightException fault(RuntimeException fault) {
    LOG.error("An authenticator failed.", fault);
    return new InternalFaultException("The server failed; its log says why.", fault);
  }
}
