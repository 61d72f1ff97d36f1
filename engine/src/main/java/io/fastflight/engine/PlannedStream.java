package io.fastflight.engine;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Says how the result of a request can be read.
 *
 * @param schema what all its batches have, in message format
 * @param tickets one per slice, at least one; together they are the whole
 * @param ordered true if the rows of a ticket come before those of the next
 */
public record PlannedStream(Schema schema, List<byte[]> tickets, boolean ordered) {
  /** Copies the list. */
  public PlannedStream {
    tickets = List.copyOf(tickets);
  }
}
