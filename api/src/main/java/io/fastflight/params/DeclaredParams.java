package io.fastflight.params;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds the values of params that were declared in a file, where a record would hold those of one
 * written in Java.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class DeclaredParams implements DataParams {
  private final ParamsType<DeclaredParams> type;
  private final Map<String, @Nullable Object> values;

  DeclaredParams(ParamsType<DeclaredParams> type, Map<String, @Nullable Object> values) {
    this.type = requireNonNull(type, "type");
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Returns the type that read them. */
  public ParamsType<DeclaredParams> type() {
    return type;
  }

  /**
   * Returns the value of each parameter by its name, in the order they were declared; null where
   * the caller said nothing. Their classes are those of {@link ParameterType#javaClass}.
   */
  public Map<String, @Nullable Object> values() {
    return values;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DeclaredParams params
        && type == params.type
        && values.equals(params.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return type.name() + values;
  }
}
