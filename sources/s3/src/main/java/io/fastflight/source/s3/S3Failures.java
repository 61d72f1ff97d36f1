package io.fastflight.source.s3;

import io.fastflight.error.DataServiceException;
import io.fastflight.error.FastFlightException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Turns what the AWS SDK throws into failures a caller may see.
 *
 * <p>Its messages quote addresses and keys of requests, so none of its text is passed on. It is in
 * the cause, for the server's log.
 *
 * @param source what messages call the source
 */
record S3Failures(String source) {
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;

  /** Returns the failure of listing objects. */
  FastFlightException ofListing(RuntimeException cause) {
    return cause instanceof NoSuchBucketException
        ? new DataServiceException(
            "The bucket of source '%s' was not found. Correct its name, or create it."
                .formatted(source),
            cause)
        : of("listing objects", cause);
  }

  /** Returns the failure of bringing an object. */
  FastFlightException ofObject(StoredObject object, RuntimeException cause) {
    int status = cause instanceof S3Exception refused ? refused.statusCode() : 0;
    if (status == PRECONDITION_FAILED || status == NOT_FOUND) {
      return new DataServiceException(
          "The object '%s' of source '%s' was %s while it was read. Ask again."
              .formatted(
                  object.key(), source, status == NOT_FOUND ? "deleted" : "replaced by another"),
          cause);
    }
    return of("reading object '%s'".formatted(object.key()), cause);
  }

  /** Returns the failure of an object that came to an end too early, or too late. */
  FastFlightException ofLength(StoredObject object, long bytes) {
    return new DataServiceException(
        "The object '%s' of source '%s' has %s bytes, and %s of them came. Ask again."
            .formatted(object.key(), source, object.size(), bytes));
  }

  private FastFlightException of(String doing, RuntimeException cause) {
    if (cause instanceof FastFlightException known) {
      return known;
    }
    if (cause instanceof S3Exception refused && refused.statusCode() == FORBIDDEN) {
      return new DataServiceException(
          "S3 source '%s' failed while %s: the store refused its key. Correct the key, or what it may do."
              .formatted(source, doing),
          cause);
    }
    if (cause instanceof SdkClientException || cause instanceof UncheckedIOException) {
      return new DataServiceException(
          "S3 source '%s' failed while %s: the store cannot be reached, or broke off. Try again later."
              .formatted(source, doing),
          cause);
    }
    return new DataServiceException(
        "S3 source '%s' failed while %s. The server's log has the cause.".formatted(source, doing),
        cause);
  }
}
