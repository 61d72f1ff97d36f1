package io.fastflight.params;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;

/**
 * Checks Jakarta Bean Validation annotations on the components of a record, before the record
 * exists, so that their faults and those of the compact constructor can be told together.
 *
 * <p>The values are checked as those of the record's fields. Its constructor would be the obvious
 * place, but javac gives the parameters of a compact constructor no annotation that stands within a
 * type, such as {@code List<@Positive Integer>}, and those of a written-out constructor none at
 * all. Hibernate Validator needs about a second at first use; a record without annotations never
 * loads it.
 */
final class ComponentConstraints {
  private final Class<?> recordClass;
  private final List<ParamsComponent> components;
  private final List<Boolean> constrained;
  private final List<Boolean> cascaded;

  ComponentConstraints(Class<?> recordClass, List<ParamsComponent> components) {
    this.recordClass = recordClass;
    this.components = components;
    this.constrained = marked(ComponentConstraints::isConstraint);
    this.cascaded = marked(annotation -> annotation instanceof Valid);
  }

  /**
   * Adds a phrase for each violation, in the order of the components; values that were not read are
   * left out.
   */
  void addFaults(@Nullable Object[] values, boolean[] unread, List<String> faults) {
    for (int i = 0; i < values.length; i++) {
      if (!unread[i]) {
        String field = components.get(i).jsonName();
        violations(i, values[i]).stream()
            .map(violation -> phrase(field, violation))
            .sorted()
            .forEach(faults::add);
      }
    }
  }

  private List<ConstraintViolation<?>> violations(int i, @Nullable Object value) {
    List<ConstraintViolation<?>> all = new ArrayList<>();
    if (constrained.get(i)) {
      String name = components.get(i).javaName();
      all.addAll(Holder.VALIDATOR.validateValue(recordClass, name, value));
    }
    if (cascaded.get(i)) {
      entries(value).forEach(entry -> all.addAll(Holder.VALIDATOR.validate(entry)));
    }
    return all;
  }

  /** Returns what {@code @Valid} reaches; validateValue leaves that out. */
  private static Stream<?> entries(@Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.stream();
    }
    if (value instanceof Map<?, ?> map) {
      return map.values().stream();
    }
    return value instanceof Collection<?> collection
        ? collection.stream()
        : Stream.ofNullable(value);
  }

  private static String phrase(String field, ConstraintViolation<?> violation) {
    StringBuilder place = new StringBuilder(field);
    for (Path.Node node : violation.getPropertyPath()) {
      if (node.getIndex() != null) {
        place.append('[').append(node.getIndex()).append(']');
      } else if (node.getKey() != null) {
        place.append('[').append(Faults.shown(node.getKey())).append(']');
      }
      boolean inner = violation.getRootBean() != null && node.getKind() == ElementKind.PROPERTY;
      if (inner) {
        place.append('.').append(SnakeCaseStrategy.INSTANCE.translate(node.getName()));
      }
    }
    return place
        + " "
        + violation.getMessage()
        + ", was "
        + Faults.shown(violation.getInvalidValue());
  }

  private List<Boolean> marked(Predicate<Annotation> wanted) {
    return components.stream()
        .map(component -> annotations(component.javaName()).anyMatch(wanted))
        .toList();
  }

  private Stream<Annotation> annotations(String fieldName) {
    try {
      Field field = recordClass.getDeclaredField(fieldName);
      return Stream.concat(
          Arrays.stream(field.getAnnotations()), annotations(field.getAnnotatedType()));
    } catch (NoSuchFieldException impossible) {
      throw new IllegalStateException(
          "The record " + recordClass.getName() + " has no field '" + fieldName + "'.", impossible);
    }
  }

  private static Stream<Annotation> annotations(AnnotatedType type) {
    Stream<Annotation> own = Arrays.stream(type.getAnnotations());
    return type instanceof AnnotatedParameterizedType generic
        ? Stream.concat(
            own,
            Arrays.stream(generic.getAnnotatedActualTypeArguments())
                .flatMap(ComponentConstraints::annotations))
        : own;
  }

  private static boolean isConstraint(Annotation annotation) {
    return annotation.annotationType().isAnnotationPresent(Constraint.class);
  }

  /**
   * Loads the validator when it is first needed. Messages are English whatever the machine's locale
   * is.
   */
  private static final class Holder {
    static final Validator VALIDATOR =
        Validation.byProvider(HibernateValidator.class)
            .configure()
            .defaultLocale(Locale.ENGLISH)
            .messageInterpolator(
                new ParameterMessageInterpolator(Set.of(Locale.ENGLISH), Locale.ENGLISH, false))
            .buildValidatorFactory()
            .getValidator();
  }
}
