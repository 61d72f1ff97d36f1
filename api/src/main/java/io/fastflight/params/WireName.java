package io.fastflight.params;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Gives a params record the name that travels in {@code param_type}; never a Java class name. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface WireName {
  /**
   * Returns the name, for instance {@code demo.flights}.
   *
   * @return 1..128 characters out of letters, digits, underscore, hyphen and dot, beginning with a
   *     letter
   */
  String value();

  /**
   * Returns other names the same service answers to, such as the class name a Python client sends.
   */
  String[] aliases() default {};
}
