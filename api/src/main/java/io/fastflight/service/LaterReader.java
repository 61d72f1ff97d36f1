package io.fastflight.service;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.CallCancelledException;
import io.fastflight.service.Cancellation.Registration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** Waits for a reader that a stage will deliver, no longer than the call lives. */
final class LaterReader {
  private LaterReader() {}

  static BatchReader await(CompletionStage<? extends BatchReader> stage, ServiceContext context)
      throws Exception {
    CompletableFuture<BatchReader> answer = new CompletableFuture<>();
    stage.whenComplete(
        (reader, failure) -> {
          boolean taken =
              failure == null ? answer.complete(reader) : answer.completeExceptionally(failure);
          if (!taken && reader != null) {
            reader.close(); // it came after the call was cancelled: nobody else will close it
          }
        });
    Registration registration =
        context
            .cancellation()
            .onCancel(() -> answer.completeExceptionally(context.cancellation().reason()));
    try {
      return answer.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof Exception cause ? cause : failed;
    } catch (InterruptedException interrupted) {
      if (!answer.completeExceptionally(interrupted) && !answer.isCompletedExceptionally()) {
        answer.join().close(); // it came at this very moment
      }
      Thread.currentThread().interrupt();
      throw new CallCancelledException(
          "Interrupted while waiting for a service's answer.", interrupted);
    } finally {
      registration.close();
    }
  }
}
