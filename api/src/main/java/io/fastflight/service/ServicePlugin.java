package io.fastflight.service;

/**
 * Brings services in a jar of their own.
 *
 * <p>The jar names its implementation, which needs a public constructor without arguments, in
 * {@code META-INF/services/io.fastflight.service.ServicePlugin}.
 *
 * @see java.util.ServiceLoader
 */
public interface ServicePlugin {
  /**
   * Registers the services of this plug-in.
   *
   * @throws Exception if it cannot; then none of its services is registered, and the failure is
   *     reported by the jar's name
   */
  void register(ServiceRegistry.Builder registry) throws Exception;
}
