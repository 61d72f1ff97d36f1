package io.fastflight.spring;

import io.fastflight.params.DataParams;
import io.fastflight.service.AsyncDataService;
import io.fastflight.service.DataService;
import io.fastflight.service.ServicePlugin;
import io.fastflight.service.ServiceRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

/** Makes a registry of the services that are beans. */
final class ServiceBeans {
  private final ConfigurableListableBeanFactory beans;
  private final ServiceRegistry.Builder registry = ServiceRegistry.builder();

  private ServiceBeans(ConfigurableListableBeanFactory beans) {
    this.beans = beans;
  }

  /**
   * Returns the registry of every service and every plug-in among the beans.
   *
   * @throws IllegalStateException if it does not show which params a service takes, or a plug-in
   *     fails
   * @throws IllegalArgumentException if two services take the same params, or share a name
   */
  @SuppressWarnings("unchecked") // a service is registered with the params its own type names
  static ServiceRegistry registry(ConfigurableListableBeanFactory beans) {
    ServiceBeans found = new ServiceBeans(beans);
    for (String name : beans.getBeanNamesForType(DataService.class)) {
      DataService<DataParams> service = beans.getBean(name, DataService.class);
      found.registry.register(found.params(name, service, DataService.class), service);
    }
    for (String name : beans.getBeanNamesForType(AsyncDataService.class)) {
      AsyncDataService<DataParams> service = beans.getBean(name, AsyncDataService.class);
      found.registry.registerAsync(found.params(name, service, AsyncDataService.class), service);
    }
    for (String name : beans.getBeanNamesForType(ServicePlugin.class)) {
      found.plug(name, beans.getBean(name, ServicePlugin.class));
    }
    return found.registry.build();
  }

  private void plug(String name, ServicePlugin plugin) {
    try {
      plugin.register(registry);
    } catch (Exception failure) {
      throw new IllegalStateException(
          "The bean '%s' could not register its services.".formatted(name), failure);
    }
  }

  @SuppressWarnings("unchecked") // checked by isAssignableFrom
  private Class<DataParams> params(String name, Object service, Class<?> kind) {
    @Nullable Class<?> params = null;
    if (beans.containsBeanDefinition(name)) {
      params = beans.getMergedBeanDefinition(name).getResolvableType().as(kind).resolveGeneric(0);
    }
    if (params == null) {
      Class<?> written = AopUtils.getTargetClass(service);
      params = ResolvableType.forClass(written).as(kind).resolveGeneric(0);
    }
    if (params == null
        || params == DataParams.class
        || !DataParams.class.isAssignableFrom(params)) {
      throw new IllegalStateException(
          "The type of the bean '%s' does not say which params it takes. Have its @Bean method return %s<YourParams>, or make it a class that implements that."
              .formatted(name, kind.getSimpleName()));
    }
    return (Class<DataParams>) params;
  }
}
