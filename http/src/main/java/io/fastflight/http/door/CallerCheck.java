package io.fastflight.http.door;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.http.handler.HttpCall;
import io.fastflight.http.handler.HttpExchange;
import io.fastflight.http.handler.HttpHandler;
import io.fastflight.security.Authentication;
import io.fastflight.security.Credential;
import io.fastflight.service.Identity;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who makes a call, before its body is read, and refuses whom nobody knows.
 *
 * <p>Without an authentication nobody has to say, and pages and health are for everyone.
 *
 * <p><b>Threads:</b> any; does not block the caller: where it may take long it goes on on a worker.
 */
public final class CallerCheck {
  private static final Logger LOG = LoggerFactory.getLogger(CallerCheck.class);

  private final HttpHandler handler;
  private final Optional<Authentication> authentication;
  private final Executor workers;

  /**
   * Creates the check of a door.
   *
   * @param handler says which paths are for everyone, and answers those who are refused
   * @param authentication empty where callers do not have to say who they are
   * @param workers run what may block
   */
  public CallerCheck(
      HttpHandler handler, Optional<Authentication> authentication, Executor workers) {
    this.handler = requireNonNull(handler, "handler");
    this.authentication = requireNonNull(authentication, "authentication");
    this.workers = requireNonNull(workers, "workers");
  }

  /**
   * Tells {@code known} who calls, or answers the call with a refusal; perhaps later on another
   * thread.
   *
   * @param head the call without its body
   * @param shown reads the credential of the call, or throws
   */
  public void admit(
      HttpCall head,
      HttpExchange exchange,
      Supplier<Optional<Credential>> shown,
      Consumer<Identity> known) {
    if (authentication.isEmpty() || handler.isOpen(head.method(), head.path())) {
      known.accept(Identity.ANONYMOUS);
      return;
    }
    Authentication asked = authentication.get();
    Consumer<FastFlightException> refused =
        why -> handler.refuse(head, exchange, why, asked.challenges());
    Optional<Credential> credential;
    try {
      credential = shown.get();
      if (asked.mayBlock(credential)) {
        workers.execute(() -> authenticate(asked, credential, known, refused));
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
    authenticate(asked, credential, known, refused);
  }

  private static void authenticate(
      Authentication asked,
      Optional<Credential> credential,
      Consumer<Identity> known,
      Consumer<FastFlightException> refused) {
    Identity caller;
    try {
      caller = asked.authenticate(credential);
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
