package io.fastflight.params;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fastflight.error.InvalidParamsException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds a record from JSON fields through its canonical constructor, collecting every fault on the
 * way.
 *
 * <p>Three kinds of faults end in one message: fields that are unknown, missing or of the wrong
 * type; Bean Validation constraints; and what the compact constructor refuses. The last can only
 * speak when all fields could be read.
 */
final class RecordBinder<P extends DataParams> implements ParamsBinding<P> {
  private final String wireName;
  private final List<ParamsComponent> components;
  private final Constructor<P> constructor;
  private final ComponentConstraints constraints;

  RecordBinder(Class<P> recordClass, String wireName) {
    this.wireName = wireName;
    RecordComponent[] declared = recordClass.getRecordComponents();
    this.components = Arrays.stream(declared).map(ParamsComponent::new).toList();
    this.constructor = canonicalConstructor(recordClass, declared);
    this.constraints = new ComponentConstraints(recordClass, components);
    components.forEach(this::checkDefault);
    checkJsonNames();
  }

  @Override
  public List<ParamsComponent> fields() {
    return components;
  }

  @Override
  public String jsonSchema() {
    return ParamsSchema.of(wireName, constructor.getDeclaringClass(), components);
  }

  @Override
  public ObjectNode write(P params, ObjectNode json) {
    components.forEach(component -> json.set(component.jsonName(), component.write(params)));
    return json;
  }

  @Override
  public P bind(ObjectNode fields) {
    List<String> faults = new ArrayList<>();
    @Nullable Object[] values = new Object[components.size()];
    boolean[] unread = new boolean[components.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode field = fields.remove(components.get(i).jsonName());
      int before = faults.size();
      values[i] = read(components.get(i), field, faults);
      unread[i] = faults.size() > before;
    }
    RequestFields.addUnknown(fields, components, faults);
    constraints.addFaults(values, unread, faults);
    @Nullable P params = construct(values, unread, faults);
    if (params == null || !faults.isEmpty()) {
      throw new InvalidParamsException(wireName, RequestFields.firstOf(faults));
    }
    return params;
  }

  private @Nullable Object read(
      ParamsComponent component, @Nullable JsonNode field, List<String> faults) {
    int before = faults.size();
    @Nullable Object value = RequestFields.read(component, field, faults);
    return faults.size() > before ? standIn(component) : value;
  }

  /**
   * Stands in for a value that could not be read, so that the other components can still be
   * checked: the default, or nothing.
   */
  private @Nullable Object standIn(ParamsComponent component) {
    try {
      JsonNode absent = component.absentValue();
      if (!absent.isNull() || component.nullable()) {
        return component.read(absent);
      }
    } catch (JsonProcessingException unfit) {
      // a default that does not fit, which is refused when the type is first described
    }
    Class<?> type = constructor.getParameterTypes()[components.indexOf(component)];
    return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
  }

  /**
   * Runs the compact constructor, also where a value stands in for one that could not be read: what
   * it says of the other fields is worth telling at the same time.
   */
  private @Nullable P construct(@Nullable Object[] values, boolean[] unread, List<String> faults) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException refused) {
      List<String> refusal = new ArrayList<>(faults);
      addRefusal(refused.getCause(), refusal);
      refusal.subList(faults.size(), refusal.size()).stream()
          .filter(fault -> !isOfUnread(fault, unread))
          .toList()
          .forEach(faults::add);
      return null;
    } catch (ReflectiveOperationException broken) {
      throw new IllegalStateException(
          "Cannot construct " + constructor.getDeclaringClass(), broken);
    }
  }

  private boolean isOfUnread(String fault, boolean[] unread) {
    for (int i = 0; i < unread.length; i++) {
      if (unread[i] && fault.startsWith(components.get(i).jsonName() + " ")) {
        return true;
      }
    }
    return false;
  }

  private void addRefusal(@Nullable Throwable refusal, List<String> faults) {
    if (refusal instanceof InvalidParamsException invalid) {
      invalid.faults().stream().map(this::bare).forEach(faults::add);
    } else if (refusal instanceof IllegalArgumentException && refusal.getMessage() != null) {
      faults.add(bare(refusal.getMessage()));
    } else if (refusal instanceof Error error) {
      throw error;
    } else if (faults.isEmpty()) { // else it stumbled over one of these
      faults.add("the values do not go together");
    }
  }

  private String bare(String message) {
    String prefix = wireName + ": ";
    String text = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private void checkDefault(ParamsComponent component) {
    List<String> faults = new ArrayList<>();
    component.defaultValue().ifPresent(value -> read(component, value, faults));
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "@Default does not fit in " + wireName + ": " + faults.get(0) + ".");
    }
  }

  private void checkJsonNames() {
    Set<String> taken = new HashSet<>(ParamsCodec.RESERVED_FIELDS);
    for (ParamsComponent component : components) {
      if (!taken.add(component.jsonName())) {
        throw new IllegalArgumentException(
            "The component '%s' of %s has the JSON name '%s', which is taken. Rename the component."
                .formatted(
                    component.javaName(),
                    constructor.getDeclaringClass().getName(),
                    component.jsonName()));
      }
    }
  }

  private static <P> Constructor<P> canonicalConstructor(
      Class<P> recordClass, RecordComponent[] declared) {
    Class<?>[] types =
        Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<P> constructor = recordClass.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor;
    } catch (NoSuchMethodException impossible) {
      throw new IllegalArgumentException(
          recordClass + " has no canonical constructor.", impossible);
    }
  }
}
