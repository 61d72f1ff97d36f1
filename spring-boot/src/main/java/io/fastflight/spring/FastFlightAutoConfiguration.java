package io.fastflight.spring;

import io.fastflight.engine.Engine;
import io.fastflight.engine.MemoryLimits;
import io.fastflight.engine.Offer;
import io.fastflight.policy.Policy;
import io.fastflight.security.audit.AuditLog;
import io.fastflight.service.AsyncDataService;
import io.fastflight.service.CallListener;
import io.fastflight.service.DataService;
import io.fastflight.service.ServicePlugin;
import io.fastflight.service.ServiceRegistry;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.util.unit.DataSize;

/**
 * Serves the services among the beans by one engine: every {@link DataService}, {@link
 * AsyncDataService} and {@link ServicePlugin}, or a {@link ServiceRegistry} that is a bean instead.
 *
 * <p>A {@link Policy} bean says who may use them, {@link CallListener} beans are told of calls, an
 * {@link AuditLog} bean at the doors.
 */
@AutoConfiguration(after = FastFlightMetricsAutoConfiguration.class)
@EnableConfigurationProperties(FastFlightProperties.class)
@Conditional(FastFlightAutoConfiguration.OnServices.class)
public final class FastFlightAutoConfiguration {
  /** The name of the engine's memory; a root of its own, for all of it counts as in flight. */
  static final String ALLOCATOR = "fastflightAllocator";

  FastFlightAutoConfiguration() {}

  /** Holds where there is something to serve. */
  static final class OnServices extends AnyNestedCondition {
    OnServices() {
      super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnBean(DataService.class)
    static final class Services {}

    @ConditionalOnBean(AsyncDataService.class)
    static final class AsyncServices {}

    @ConditionalOnBean(ServicePlugin.class)
    static final class Plugins {}

    @ConditionalOnBean(ServiceRegistry.class)
    static final class Registry {}
  }

  @Bean
  @ConditionalOnMissingBean
  ServiceRegistry fastflightServices(ConfigurableListableBeanFactory beans) {
    return ServiceBeans.registry(beans);
  }

  @Bean(name = ALLOCATOR, destroyMethod = "close", defaultCandidate = false)
  @ConditionalOnMissingBean(name = ALLOCATOR)
  BufferAllocator fastflightAllocator() {
    return new RootAllocator();
  }

  @Bean
  @ConditionalOnMissingBean
  Engine fastflightEngine(
      ServiceRegistry services,
      @Qualifier(ALLOCATOR) BufferAllocator allocator,
      FastFlightProperties properties,
      ObjectProvider<Policy> policy,
      ObjectProvider<CallListener> listeners) {
    return new Engine(
        new Offer(services, policy.getIfAvailable(Policy::open)),
        allocator,
        limits(properties.memory()),
        all(listeners));
  }

  /** Returns a listener that tells all among the beans; an audit log listens at the doors. */
  static CallListener all(ObjectProvider<CallListener> listeners) {
    return listeners
        .orderedStream()
        .filter(listener -> !(listener instanceof AuditLog))
        .reduce(CallListener.NONE, CallListener::andThen);
  }

  private static MemoryLimits limits(FastFlightProperties.Memory memory) {
    MemoryLimits.Builder limits = MemoryLimits.builder();
    @Nullable DataSize inFlight = memory.maxInFlight();
    if (inFlight != null) {
      limits.maxBytesInFlight(inFlight.toBytes());
    }
    @Nullable DataSize request = memory.maxRequest();
    if (request != null) {
      limits.maxRequestBytes(request.toBytes());
    }
    return limits.build();
  }
}
