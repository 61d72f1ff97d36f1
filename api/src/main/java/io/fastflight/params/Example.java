package io.fastflight.params;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Shows one request that works, for the catalogue; checked when the service is registered. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Example {
  /** Returns the fields as a JSON object, without {@code param_type}: {@code {"origin": "SEA"}}. */
  String value();
}
