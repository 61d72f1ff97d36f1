package io.fastflight.source;

import io.fastflight.params.DataParams;
import io.fastflight.params.ParamsType;

/**
 * Opens sources of one kind for services that are declared in a file.
 *
 * <p>A jar names its implementation, which needs a public constructor without arguments, in {@code
 * META-INF/services/io.fastflight.source.SourceProvider}. Both of its records are written, checked
 * and described as params records are: their components are the keys of the file, in snake_case,
 * and {@code @Description} and {@code @Default} say what they mean.
 *
 * @param <S> what a source of this kind is told; its wire name is the kind
 * @param <R> what one service reads from it
 * @see java.util.ServiceLoader
 */
public interface SourceProvider<S extends DataParams, R extends DataParams> {

  /** Returns the record of a source's settings; a {@code Secret} in it never stands in the file. */
  Class<S> settings();

  /** Returns the record of what a service reads: a statement, a path, and how. */
  Class<R> reads();

  /**
   * Opens a source.
   *
   * @return owned by the caller
   * @throws IllegalArgumentException if the settings do not fit; the message begins with the key
   * @throws Exception if it cannot be opened; the message of a {@code FastFlightException} is shown
   */
  Source<R> open(S settings, SourceContext context) throws Exception;

  /** Returns the kind, as it stands in the file. */
  default String kind() {
    return ParamsType.of(settings()).name();
  }
}
