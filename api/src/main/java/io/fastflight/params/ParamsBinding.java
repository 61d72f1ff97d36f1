package io.fastflight.params;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fastflight.error.InvalidParamsException;
import java.util.List;

/** Knows how params of one type are read from JSON fields, written as such, and described. */
interface ParamsBinding<P extends DataParams> {
  List<? extends ParamsField> fields();

  /**
   * Takes the fields out of {@code fields}.
   *
   * @throws InvalidParamsException with every fault
   */
  P bind(ObjectNode fields);

  /** Returns {@code json} with the fields of {@code params}. */
  ObjectNode write(P params, ObjectNode json);

  String jsonSchema();

  /** Returns params to try a service with; their values are of the right type, and no more. */
  default P sample() {
    throw new IllegalStateException("A record without an example cannot be tried.");
  }
}
