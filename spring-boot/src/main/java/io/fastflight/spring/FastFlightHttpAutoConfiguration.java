package io.fastflight.spring;

import io.fastflight.client.FastFlightClient;
import io.fastflight.engine.Engine;
import io.fastflight.engine.ObservedSource;
import io.fastflight.http.handler.HttpRules;
import io.fastflight.security.Authentication;
import io.fastflight.security.audit.AuditLog;
import io.fastflight.service.CallListener;
import io.fastflight.service.StreamSource;
import io.fastflight.spring.servlet.DoorSettings;
import io.fastflight.spring.servlet.FastFlightServlet;
import jakarta.servlet.Servlet;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Answers the paths of the HTTP door in the application's own servlet container.
 *
 * <p>With an {@link Authentication} bean callers have to say who they are; an {@link AuditLog} bean
 * is told of every call.
 */
@AutoConfiguration(
    after = {FastFlightAutoConfiguration.class, FastFlightClientAutoConfiguration.class})
@EnableConfigurationProperties(FastFlightProperties.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(Servlet.class)
@Conditional(FastFlightHttpAutoConfiguration.OnSource.class)
@ConditionalOnBooleanProperty(name = "fastflight.http.enabled", matchIfMissing = true)
public final class FastFlightHttpAutoConfiguration {
  FastFlightHttpAutoConfiguration() {}

  /** Holds where there is something to answer from. */
  static final class OnSource extends AnyNestedCondition {
    OnSource() {
      super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnBean(Engine.class)
    static final class OwnServices {}

    @ConditionalOnBooleanProperty("fastflight.http.bridge")
    static final class Bridge {}
  }

  @Bean
  FastFlightServlet fastflightServlet(
      FastFlightProperties properties,
      ObjectProvider<Engine> engine,
      ObjectProvider<FastFlightClient> client,
      ObjectProvider<CallListener> listeners,
      ObjectProvider<AuditLog> audit,
      ObjectProvider<Authentication> authentication,
      ObjectProvider<FlightDoor> flight) {
    FastFlightProperties.Http http = properties.http();
    @Nullable AuditLog log = audit.getIfAvailable();
    CallListener calls = log == null ? CallListener.NONE : log;
    return new FastFlightServlet(
        http.bridge() ? behind(client, listeners) : engine.getObject(),
        new DoorSettings(
            new HttpRules(http.prefix(), http.hosts(), http.origins()),
            Optional.ofNullable(authentication.getIfAvailable()),
            calls,
            http.bridge() ? Optional::empty : location(flight.getIfAvailable()),
            http.requestTimeout(),
            http.readTimeout()));
  }

  private static Supplier<Optional<String>> location(@Nullable FlightDoor flight) {
    return flight == null ? Optional::empty : flight::whileOpen;
  }

  private static StreamSource behind(
      ObjectProvider<FastFlightClient> client, ObjectProvider<CallListener> listeners) {
    @Nullable FastFlightClient found = client.getIfAvailable();
    if (found == null) {
      throw new IllegalStateException(
          "fastflight.http.bridge is true, and there is no client to answer from. Set fastflight.client.location.");
    }
    return new ObservedSource(found, FastFlightAutoConfiguration.all(listeners));
  }

  @Bean
  ServletRegistrationBean<FastFlightServlet> fastflightServletRegistration(
      FastFlightServlet servlet, FastFlightProperties properties) {
    ServletRegistrationBean<FastFlightServlet> registration =
        new ServletRegistrationBean<>(servlet, properties.http().prefix() + "/*");
    registration.setName("fastflight");
    registration.setLoadOnStartup(1);
    return registration;
  }

  @Bean
  DoorLifecycle fastflightHttpLifecycle(
      FastFlightServlet servlet, FastFlightProperties properties) {
    return new DoorLifecycle(servlet::open, () -> servlet.close(properties.closeGrace()));
  }
}
