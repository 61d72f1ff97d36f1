package io.fastflight.params;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Gives a component of a params record the value it has when a request leaves the field out. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  /**
   * Returns the value as JSON: {@code "10"}, {@code "\"text\""}, {@code "true"}. Checked when the
   * type is first used.
   */
  String value();
}
