package io.fastflight.client;

import io.fastflight.error.CallCancelledException;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for an asynchronous call and throws its failure as the synchronous one would. */
final class Waiting {
  private Waiting() {}

  static <T> T on(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException interrupted) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new CallCancelledException("Interrupted while waiting for the server.", interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof FastFlightException known) {
        throw known;
      }
      if (failed.getCause() instanceof IllegalStateException closed) {
        throw closed;
      }
      throw new InternalFaultException("The client failed.", failed.getCause());
    }
  }
}
