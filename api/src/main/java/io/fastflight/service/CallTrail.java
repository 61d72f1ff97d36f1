package io.fastflight.service;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.ErrorCode;
import io.fastflight.params.DataParams;
import io.fastflight.service.CallRecord.Asked;
import io.fastflight.service.CallRecord.Delivered;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one call from the door that took it to its end: each who learns something of it says so
 * here, and the door's listener is told once.
 *
 * <p><b>Threads:</b> any.
 */
public final class CallTrail {
  private static final Logger LOG = LoggerFactory.getLogger(CallTrail.class);

  /** As a service can be called; what a caller wrote may be anything. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,127}");

  private final CallOrigin origin;
  private final String id;
  private final CallListener listener;
  private final Instant started = Instant.now();
  private final long startNanos = System.nanoTime();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile Identity caller = Identity.ANONYMOUS;
  private volatile Asked asked;
  private volatile Delivered delivered = Delivered.NOTHING;

  private CallTrail(CallOrigin origin, String method, String id, CallListener listener) {
    this.origin = requireNonNull(origin, "origin");
    this.asked = Asked.by(method);
    this.id = requireNonNull(id, "id");
    this.listener = requireNonNull(listener, "listener");
  }

  /**
   * Begins a call at a door.
   *
   * @param method as the door calls it
   * @param id valid; see {@link CallId#require}
   * @param listener is told of the end
   */
  public static CallTrail begin(
      CallOrigin origin, String method, String id, CallListener listener) {
    return new CallTrail(origin, method, id, listener);
  }

  /** Begins a call of code in this process; nobody is told of its end. */
  public static CallTrail local(String id) {
    return new CallTrail(CallOrigin.LOCAL, "open", CallId.require(id), CallListener.NONE);
  }

  /** Returns the call's id. */
  public String id() {
    return id;
  }

  /** Returns through which door it came, and from where. */
  public CallOrigin origin() {
    return origin;
  }

  /** Returns what is known of what it asks for. */
  public Asked asked() {
    return asked;
  }

  /** Returns whether somebody will be told of its end. */
  public boolean isWatched() {
    return listener != CallListener.NONE;
  }

  /** Says who calls. */
  public void by(Identity identity) {
    caller = requireNonNull(identity, "identity");
  }

  /** Says how the caller named the service; a text that can be no name is not kept. */
  public void asksFor(String name) {
    if (NAME.matcher(name).matches()) {
      Asked known = asked;
      asked = new Asked(known.method(), Optional.of(name), known.service(), known.params());
    }
  }

  /** Says which service of the registry it is for. */
  public void servedBy(String service) {
    Asked known = asked;
    asked = new Asked(known.method(), known.name(), Optional.of(service), known.params());
  }

  /** Says which service of the registry it is for, and with which params. */
  public void servedBy(String service, DataParams params) {
    asked = new Asked(asked.method(), asked.name(), Optional.of(service), Optional.of(params));
  }

  /** Says what was read in all. */
  public void delivered(Delivered all) {
    delivered = requireNonNull(all, "all");
  }

  /**
   * Says that the call is over; the second and later times do nothing.
   *
   * @param failure what its caller is told, or nothing if all was answered
   */
  public void end(Optional<ErrorCode> failure) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    try {
      listener.ended(
          new CallRecord(
              id,
              caller,
              origin,
              asked,
              started,
              Duration.ofNanos(System.nanoTime() - startNanos),
              delivered,
              failure));
    } catch (RuntimeException fault) { // the caller's answer is none of its business
      LOG.error("A listener of calls failed.", fault);
    }
  }
}
