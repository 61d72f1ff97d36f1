package io.fastflight.engine;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.ErrorCode;
import io.fastflight.service.CallOrigin;
import io.fastflight.service.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Says what became of one call for a stream.
 *
 * @param id unlike that of other calls
 * @param service its name in the registry; nothing where the request named none that is there
 * @param caller who called
 * @param origin the door, and the address at the other end
 * @param started when the engine was asked
 * @param duration until the reader was closed, or the call refused
 * @param delivered what was read
 * @param failure what ended it; nothing if all rows were read
 */
public record CallRecord(
    String id,
    Optional<String> service,
    Identity caller,
    CallOrigin origin,
    Instant started,
    Duration duration,
    Delivered delivered,
    Optional<ErrorCode> failure) {

  /**
   * Says how much was read.
   *
   * @param rows of all batches
   * @param bytes that their buffers held, before they were encoded
   */
  public record Delivered(long rows, long bytes) {}

  /** Creates a record. */
  public CallRecord {
    requireNonNull(id, "id");
    requireNonNull(service, "service");
    requireNonNull(caller, "caller");
    requireNonNull(origin, "origin");
    requireNonNull(started, "started");
    requireNonNull(duration, "duration");
    requireNonNull(delivered, "delivered");
    requireNonNull(failure, "failure");
  }
}
