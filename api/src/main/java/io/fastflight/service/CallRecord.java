package io.fastflight.service;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.ErrorCode;
import io.fastflight.params.DataParams;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Says what became of one call.
 *
 * @param id its caller's own, or the door's; a call that is made again may have the same
 * @param caller who called; {@link Identity#ANONYMOUS} also where nobody found out
 * @param origin the door, and the address at the other end
 * @param asked what for
 * @param started when the door, or the engine, was asked
 * @param duration until its end, or until it was refused
 * @param delivered what was read
 * @param failure what ended it; nothing if all was answered
 */
public record CallRecord(
    String id,
    Identity caller,
    CallOrigin origin,
    Asked asked,
    Instant started,
    Duration duration,
    Delivered delivered,
    Optional<ErrorCode> failure) {

  /**
   * Says what a call was for.
   *
   * @param method as the door calls it: {@code DoGet}, {@code POST /stream}
   * @param name of a service, as the caller wrote it; nothing where it could be no name
   * @param service its name in the registry; nothing where the request named none that is there for
   *     this caller
   * @param params of the service, where they are known here; not to be shown to everyone
   */
  public record Asked(
      String method, Optional<String> name, Optional<String> service, Optional<DataParams> params) {
    /** Creates it. */
    public Asked {
      requireNonNull(method, "method");
      requireNonNull(name, "name");
      requireNonNull(service, "service");
      requireNonNull(params, "params");
    }

    /** Returns nothing but a method. */
    static Asked by(String method) {
      return new Asked(method, Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /**
   * Says how much was read.
   *
   * @param rows of all batches
   * @param bytes that their buffers held, before they were encoded
   */
  public record Delivered(long rows, long bytes) {
    /** Nothing was read. */
    public static final Delivered NOTHING = new Delivered(0, 0);
  }

  /** Creates a record. */
  public CallRecord {
    requireNonNull(id, "id");
    requireNonNull(caller, "caller");
    requireNonNull(origin, "origin");
    requireNonNull(asked, "asked");
    requireNonNull(started, "started");
    requireNonNull(duration, "duration");
    requireNonNull(delivered, "delivered");
    requireNonNull(failure, "failure");
  }

  /** Returns the name of the service in the registry. */
  public Optional<String> service() {
    return asked.service();
  }
}
