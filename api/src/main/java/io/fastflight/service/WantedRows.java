package io.fastflight.service;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Says which rows of a result anyone will see, to a source that can leave out the others.
 *
 * <p>It is a help and no duty: whoever asked tests each row that comes, so a source may leave out
 * fewer, or none. A row that is wanted must never be left out.
 *
 * <p><b>Threads:</b> any.
 */
@FunctionalInterface
public interface WantedRows {
  /** Wants all. */
  WantedRows ALL = comparable -> List.of();

  /**
   * Returns what holds for every row that is wanted, and perhaps for others: all of it at once.
   *
   * @param comparable the columns of the result that the source compares exactly as their Arrow
   *     values are: integers of up to 64 bits with a sign or 32 without, dates in days, truth
   *     values, and texts, of which only byte for byte the same need be taken for equal
   * @return comparisons of these columns
   */
  List<Comparison> among(Schema comparable);
}
