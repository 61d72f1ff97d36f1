package io.fastflight.client;

import io.fastflight.batch.Table;
import io.fastflight.batch.TableBuilder;
import io.fastflight.error.FastFlightException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Collects several endpoints at a time into one {@link Table}, in their order, holding no thread.
 *
 * <p><b>Threads:</b> any.
 */
final class ParallelFetch {
  private final ClientCore core;
  private final int parallelism;
  private final CompletableFuture<Table> result = new CompletableFuture<>();

  // under the lock of this
  private final List<CompletableFuture<Table>> parts = new ArrayList<>();
  private final Queue<ReadPlan> waiting;
  private int running;
  private boolean ended;
  private @Nullable Throwable cause;

  ParallelFetch(ClientCore core, Endpoints endpoints, int parallelism) {
    this.core = core;
    this.parallelism = parallelism;
    this.waiting = new ArrayDeque<>(endpoints.reads());
  }

  CompletableFuture<Table> start() {
    var unused =
        result.whenComplete(
            (table, failure) -> {
              if (result.isCancelled()) {
                end();
              }
            });
    advance();
    return result;
  }

  private void advance() {
    List<TableCollector> begun = new ArrayList<>();
    boolean all;
    synchronized (this) {
      while (!ended && running < parallelism && !waiting.isEmpty()) {
        TableCollector part = new TableCollector(core.begin(waiting.remove()));
        parts.add(part.result());
        begun.add(part);
        running++;
      }
      all = !ended && running == 0;
    }
    if (all) {
      combine();
    }
    for (TableCollector part : begun) {
      var unused = part.result().whenComplete((table, failure) -> partEnded(failure));
      part.start();
    }
  }

  private void partEnded(@Nullable Throwable failure) {
    Throwable first;
    synchronized (this) {
      running--;
      if (failure != null && cause == null) {
        cause = failure; // those that come after it are the ends of the others, cancelled with it
      }
      first = cause;
    }
    if (first == null) {
      advance();
      return;
    }
    end();
    result.completeExceptionally(
        first instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : first);
  }

  private void combine() {
    List<Table> tables = parts.stream().map(CompletableFuture::join).toList();
    try (TableBuilder builder = new TableBuilder(core.allocator())) {
      Table first = tables.get(0);
      for (Table table : tables) {
        SameStream.requireSchema(first.schema(), table.schema(), core.config().location());
        if (first.rowCount() > 0 && table.rowCount() > 0) {
          SameStream.requireDictionaries(
              first.dictionaries(), table.dictionaries(), core.config().location());
        }
        table.batches().forEach(batch -> builder.add(batch, table.dictionaries()));
      }
      Table whole = builder.build(first.schema());
      if (!result.complete(whole)) {
        whole.close();
      }
    } catch (FastFlightException different) {
      result.completeExceptionally(different);
    } finally {
      tables.forEach(Table::close);
    }
  }

  /** Cancels what runs, and releases what was collected. */
  private void end() {
    List<CompletableFuture<Table>> left;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      left = List.copyOf(parts);
    }
    for (CompletableFuture<Table> part : left) {
      if (!part.cancel(true) && !part.isCompletedExceptionally()) {
        part.join().close();
      }
    }
  }
}
