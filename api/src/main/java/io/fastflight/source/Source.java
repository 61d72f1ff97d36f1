package io.fastflight.source;

import io.fastflight.params.DataParams;
import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParamsType;
import io.fastflight.service.DataService;

/**
 * An open source, from which declared services read.
 *
 * <p><b>Ownership:</b> whoever opened it closes it, after the readers.
 *
 * <p><b>Threads:</b> any.
 *
 * @param <R> what one service reads
 */
public interface Source<R extends DataParams> extends AutoCloseable {

  /**
   * Makes the service of one declaration. Reads nothing yet.
   *
   * @param type of the params: their values may be bound, and never become part of a statement
   * @throws IllegalArgumentException if the declaration cannot work: a name in the statement that
   *     is no parameter, a path outside the source's folders
   */
  DataService<DeclaredParams> service(R reads, ParamsType<DeclaredParams> type);

  @Override
  void close();
}
