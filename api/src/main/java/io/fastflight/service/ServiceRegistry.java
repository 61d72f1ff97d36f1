package io.fastflight.service;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.ServiceNotFoundException;
import io.fastflight.params.DataParams;
import io.fastflight.params.ParamsCodec;
import io.fastflight.params.ParamsType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds the service for a name: immutable, built once, handed to whoever needs it.
 *
 * <p><b>Threads:</b> any.
 */
public final class ServiceRegistry {
  private final Map<String, RegisteredService<?>> byName;
  private final ParamsCodec codec;

  private ServiceRegistry(Map<String, RegisteredService<?>> byName) {
    this.byName = new LinkedHashMap<>(byName);
    this.codec =
        ParamsCodec.of(
            byName.values().stream().<ParamsType<?>>map(RegisteredService::type).toList());
  }

  /** Begins an empty registry. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns all services, in the order they were registered. */
  public List<RegisteredService<?>> services() {
    return List.copyOf(byName.values());
  }

  /**
   * Returns the service registered under a name or alias.
   *
   * @throws ServiceNotFoundException if there is none; the message lists the closest names
   */
  public RegisteredService<?> service(String name) {
    RegisteredService<?> service = byName.get(codec.type(name).name());
    if (service == null) {
      throw new IllegalStateException("The codec knows '" + name + "' and the registry does not.");
    }
    return service;
  }

  /**
   * Returns the service for {@code params}.
   *
   * @throws ServiceNotFoundException if there is none
   */
  @SuppressWarnings("unchecked") // registered together with the class of these very params
  public <P extends DataParams> RegisteredService<P> service(P params) {
    RegisteredService<?> service = service(ParamsType.of(params).name());
    if (service.type() != ParamsType.of(params)) {
      throw new ServiceNotFoundException(
          "The service for params '%s' takes %s, not %s. Use the record it was registered with."
              .formatted(
                  service.type().name(),
                  service.type().recordClass().getName(),
                  params.getClass().getName()));
    }
    return (RegisteredService<P>) service;
  }

  /**
   * Returns a registry of some of these services, in the same order. To who asks it, the others are
   * not there: no message names one.
   *
   * @param wanted is told the wire name of each
   */
  public ServiceRegistry only(Predicate<? super String> wanted) {
    Map<String, RegisteredService<?>> some = new LinkedHashMap<>(byName);
    some.keySet().removeIf(name -> !wanted.test(name));
    return new ServiceRegistry(some);
  }

  /** Returns the codec that reads tickets for these services. */
  public ParamsCodec codec() {
    return codec;
  }

  /** Collects services. <b>Threads:</b> used by one thread. */
  public static final class Builder {
    private final Map<String, RegisteredService<?>> byName = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Adds a service.
     *
     * @param params the record that asks for it
     * @throws IllegalArgumentException if the record is not fit to be params, or its name is taken
     */
    public <P extends DataParams> Builder register(Class<P> params, DataService<P> service) {
      return register(ParamsType.of(params), service, ServiceLimits.none());
    }

    /**
     * Adds a service whose params may be declared, and whose streams are bounded.
     *
     * @throws IllegalArgumentException if its name or an alias is taken
     */
    public <P extends DataParams> Builder register(
        ParamsType<P> type, DataService<P> service, ServiceLimits limits) {
      return add(new RegisteredService<>(type, service, nameOf(service), limits));
    }

    /** Adds an asynchronous service, under the same rules as {@link #register}. */
    public <P extends DataParams> Builder registerAsync(
        Class<P> params, AsyncDataService<P> service) {
      DataService<P> bridge = new AsyncServiceBridge<>(requireNonNull(service, "service"));
      return add(
          new RegisteredService<>(
              ParamsType.of(params), bridge, nameOf(service), ServiceLimits.none()));
    }

    /** Adds all services of another builder, or none if one of them does not fit. */
    public Builder registerAll(Builder others) {
      Builder merged = new Builder();
      byName.values().forEach(merged::add);
      others.byName.values().forEach(merged::add);
      byName.putAll(merged.byName);
      return this;
    }

    /** Returns the registry of what was added so far. */
    public ServiceRegistry build() {
      return new ServiceRegistry(byName);
    }

    private Builder add(RegisteredService<?> service) {
      Map<String, RegisteredService<?>> candidate = new LinkedHashMap<>(byName);
      if (candidate.putIfAbsent(service.type().name(), service) != null) {
        throw new IllegalArgumentException(
            "A service for params '%s' is registered already. Register each params record once."
                .formatted(service.type().name()));
      }
      new ServiceRegistry(candidate); // refuses a name or alias used twice, here and not at a call
      byName.putAll(candidate);
      return this;
    }

    private static String nameOf(Object service) {
      return requireNonNull(service, "service").getClass().getName();
    }
  }
}
