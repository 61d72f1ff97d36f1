package io.fastflight.http.door;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.http.handler.HttpCall;
import io.fastflight.http.handler.HttpExchange;
import io.fastflight.http.handler.HttpHandler;
import io.fastflight.security.Authentication;
import io.fastflight.security.Credential;
import io.fastflight.service.CallId;
import io.fastflight.service.CallListener;
import io.fastflight.service.CallOrigin;
import io.fastflight.service.CallTrail;
import io.fastflight.service.Identity;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a call from its head on, finds out who makes it before its body is read, and refuses whom
 * nobody knows.
 *
 * <p>Without an authentication nobody has to say, and pages and health are for everyone.
 *
 * <p><b>Threads:</b> any; does not block the caller: where it may take long it goes on on a worker.
 */
public final class CallerCheck {
  private static final Logger LOG = LoggerFactory.getLogger(CallerCheck.class);

  private final HttpHandler handler;
  private final Optional<Authentication> authentication;
  private final CallListener listener;
  private final Executor workers;

  /**
   * Creates the check of a door.
   *
   * @param handler says which paths are for everyone, and answers those who are refused
   * @param authentication empty where callers do not have to say who they are
   * @param listener is told of the calls that need a caller where callers have to say
   * @param workers run what may block
   */
  public CallerCheck(
      HttpHandler handler,
      Optional<Authentication> authentication,
      CallListener listener,
      Executor workers) {
    this.handler = requireNonNull(handler, "handler");
    this.authentication = requireNonNull(authentication, "authentication");
    this.listener = requireNonNull(listener, "listener");
    this.workers = requireNonNull(workers, "workers");
  }

  /**
   * Begins to follow a call, under the id that its caller gave it if that is one.
   *
   * @param path as {@link HttpCall#path} has it
   * @param peer where the call comes from
   * @param callId what the header of that name holds
   */
  public CallTrail follow(String method, String path, SocketAddress peer, Optional<String> callId) {
    Optional<String> account = handler.accountedAs(method, path);
    return CallTrail.begin(
        CallOrigin.of("http", peer),
        account.orElse(""),
        callId.filter(CallId::isValid).orElseGet(CallId::next),
        account.isPresent() ? listener : CallListener.NONE);
  }

  /**
   * Tells {@code known} who calls, or answers the call with a refusal; perhaps later on another
   * thread.
   *
   * @param head the call without its body, followed
   * @param shown reads the credential of the call, or throws
   */
  public void admit(
      HttpCall head,
      HttpExchange exchange,
      Supplier<Optional<Credential>> shown,
      Consumer<Identity> known) {
    boolean accounted = handler.accountedAs(head.method(), head.path()).isPresent();
    String challenges = challenges(head);
    Consumer<FastFlightException> refused = why -> handler.refuse(head, exchange, why, challenges);
    try {
      head.header(CallId.HEADER).ifPresent(CallId::require);
      if (accounted) {
        listener.requireReady();
      }
    } catch (FastFlightException no) {
      refused.accept(no);
      return;
    }
    boolean forAnyone = !accounted || handler.isForAnyone(head.method(), head.path());
    if (authentication.isEmpty() || forAnyone) {
      known.accept(Identity.ANONYMOUS);
      return;
    }
    identify(
        authentication.get(),
        shown,
        caller -> {
          head.trail().by(caller);
          known.accept(caller);
        },
        refused);
  }

  /**
   * Returns how callers are asked for a credential. A script is not asked for a password: its
   * browser would ask the person, in a window of its own, before the script can.
   */
  private String challenges(HttpCall head) {
    boolean byScript =
        head.header("sec-fetch-dest").filter("empty"::equals).isPresent()
            || head.header("x-requested-with").isPresent();
    return byScript
        ? "Bearer realm=\"fastflight\""
        : authentication.map(Authentication::challenges).orElse("");
  }

  private void identify(
      Authentication asked,
      Supplier<Optional<Credential>> shown,
      Consumer<Identity> known,
      Consumer<FastFlightException> refused) {
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
