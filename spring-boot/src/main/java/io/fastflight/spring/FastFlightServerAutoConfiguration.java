package io.fastflight.spring;

import io.fastflight.engine.Engine;
import io.fastflight.security.Authentication;
import io.fastflight.security.audit.AuditLog;
import io.fastflight.server.FastFlightServer;
import io.fastflight.wire.tls.ServerTls;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;

/**
 * Serves the engine over Flight as well, where {@code fastflight.flight.enabled} is true.
 *
 * <p>{@link ServerTls}, {@link Authentication} and {@link FlightServerCustomizer} beans are used.
 */
@AutoConfiguration(after = FastFlightAutoConfiguration.class)
@ConditionalOnBean(Engine.class)
@ConditionalOnBooleanProperty("fastflight.flight.enabled")
public final class FastFlightServerAutoConfiguration {
  FastFlightServerAutoConfiguration() {}

  @Bean
  FlightDoor fastflightFlightDoor(
      Engine engine,
      FastFlightProperties properties,
      ObjectProvider<ServerTls> tls,
      ObjectProvider<Authentication> authentication,
      ObjectProvider<AuditLog> audit,
      ObjectProvider<FlightServerCustomizer> customizers) {
    return new FlightDoor(
        () -> {
          FastFlightServer.Builder server = builder(engine, properties);
          tls.ifAvailable(server::tls);
          authentication.ifAvailable(server::authentication);
          audit.ifAvailable(server::calls);
          customizers.orderedStream().forEach(customizer -> customizer.customize(server));
          return server.start();
        });
  }

  private static FastFlightServer.Builder builder(Engine engine, FastFlightProperties properties) {
    FastFlightProperties.Flight flight = properties.flight();
    FastFlightServer.Builder server =
        FastFlightServer.builder(engine)
            .host(flight.host())
            .port(flight.port())
            .closeGrace(properties.closeGrace());
    return flight.allowInsecure() ? server.allowInsecure() : server;
  }

  @Bean
  DoorLifecycle fastflightFlightLifecycle(FlightDoor door) {
    return new DoorLifecycle(door::open, door::close);
  }
}
