package io.fastflight.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Makes a future of what another future's result becomes, and hands a cancel back to it: the
 * dependents of a {@code CompletableFuture} do not.
 */
final class Following {
  private Following() {}

  /**
   * Returns a future that follows {@code source}.
   *
   * @param form takes the result of {@code source}; quick
   */
  static <T, U extends AutoCloseable> CompletableFuture<U> of(
      CompletableFuture<T> source, Function<? super T, ? extends U> form) {
    CompletableFuture<U> result = new CompletableFuture<>();
    var unusedEnd =
        source.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                complete(result, value, form);
              } else {
                result.completeExceptionally(
                    failure instanceof CompletionException wrapped && wrapped.getCause() != null
                        ? wrapped.getCause()
                        : failure);
              }
            });
    var unusedCancel =
        result.whenComplete(
            (value, failure) -> {
              if (result.isCancelled()) {
                source.cancel(true);
              }
            });
    return result;
  }

  private static <T, U extends AutoCloseable> void complete(
      CompletableFuture<U> result, T value, Function<? super T, ? extends U> form) {
    try {
      U formed = form.apply(value);
      if (!result.complete(formed)) {
        formed.close(); // the caller cancelled: nobody else will
      }
    } catch (Exception unfit) {
      result.completeExceptionally(unfit);
    }
  }
}
