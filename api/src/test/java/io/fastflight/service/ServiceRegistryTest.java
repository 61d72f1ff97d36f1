package io.fastflight.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.ServiceNotFoundException;
import io.fastflight.params.DataParams;
import io.fastflight.service.Services.AnotherFirst;
import io.fastflight.service.Services.First;
import io.fastflight.service.Services.Second;
import io.fastflight.service.Services.TakesTheAliasOfFirst;
import io.fastflight.service.Services.TakesTheNameOfFirst;
import org.junit.jupiter.api.Test;

class ServiceRegistryTest {
  private final DataService<First> first = Services.none();
  private final ServiceRegistry.Builder builder =
      ServiceRegistry.builder().register(First.class, first);

  @Test
  void serviceIsFoundByNameAliasAndParams() {
    ServiceRegistry registry = builder.register(Second.class, Services.none()).build();
    assertThat(registry.service("test.first").service()).isSameAs(first);
    assertThat(registry.service("First").service()).isSameAs(first);
    assertThat(registry.service(new First(1)).service()).isSameAs(first);
  }

  @Test
  void servicesKeepTheirOrder() {
    ServiceRegistry registry = builder.register(Second.class, Services.none()).build();
    assertThat(registry.services())
        .extracting(service -> service.type().name())
        .containsExactly("test.first", "test.second");
  }

  @Test
  void ticketsOfItsServicesAreDecoded() {
    assertThat(
            builder
                .build()
                .codec()
                .decode("{\"type\": \"First\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .params())
        .isEqualTo(new First(1));
  }

  @Test
  void unknownNameListsTheClosest() {
    ServiceRegistry registry = builder.build();
    assertThatThrownBy(() -> registry.service("test.frist"))
        .isInstanceOf(ServiceNotFoundException.class)
        .hasMessage(
            "No data service for params \"test.frist\". Closest registered: test.first."
                + " Check the name, or add the service to the ServiceRegistry before the server"
                + " starts.");
    assertThatThrownBy(() -> registry.service(new Second()))
        .isInstanceOf(ServiceNotFoundException.class)
        .hasMessageStartingWith("No data service for params \"test.second\".");
  }

  @Test
  void paramsOfTheSameNameAndAnotherClassAreNotHandedToTheService() {
    ServiceRegistry registry = builder.build();
    assertThatThrownBy(() -> registry.service(new AnotherFirst()))
        .isInstanceOf(ServiceNotFoundException.class)
        .hasMessage(
            "The service for params 'test.first' takes "
                + First.class.getName()
                + ", not "
                + AnotherFirst.class.getName()
                + ". Use the record it was registered with.");
  }

  @Test
  void secondServiceForTheSameParamsIsRefused() {
    assertRefused(
        First.class,
        "A service for params 'test.first' is registered already."
            + " Register each params record once.");
    assertRefused(
        AnotherFirst.class,
        "A service for params 'test.first' is registered already."
            + " Register each params record once.");
  }

  @Test
  void nameUsedAsAnAliasIsRefused() {
    assertRefused(
        TakesTheNameOfFirst.class,
        "The name 'test.first' is used by both "
            + First.class.getName()
            + " and "
            + TakesTheNameOfFirst.class.getName()
            + ". Give one of them another @WireName.");
  }

  @Test
  void aliasUsedTwiceIsRefused() {
    assertRefused(
        TakesTheAliasOfFirst.class,
        "The name 'First' is used by both "
            + First.class.getName()
            + " and "
            + TakesTheAliasOfFirst.class.getName()
            + ". Give one of them another @WireName.");
  }

  @Test
  void refusedServiceLeavesTheBuilderAsItWas() {
    assertThatThrownBy(() -> builder.register(TakesTheAliasOfFirst.class, Services.none()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(builder.build().services()).hasSize(1);
  }

  @Test
  void buildersAddUpAllOrNothing() {
    ServiceRegistry.Builder others =
        ServiceRegistry.builder()
            .register(Second.class, Services.none())
            .register(TakesTheAliasOfFirst.class, Services.none());
    assertThatThrownBy(() -> builder.registerAll(others))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(builder.build().services()).hasSize(1);
    builder.registerAll(ServiceRegistry.builder().register(Second.class, Services.none()));
    assertThat(builder.build().services()).hasSize(2);
  }

  @Test
  void registryDoesNotChangeAfterItWasBuilt() {
    ServiceRegistry before = builder.build();
    builder.register(Second.class, Services.none());
    assertThat(before.services()).hasSize(1);
  }

  @Test
  void emptyRegistryIsARegistry() {
    ServiceRegistry empty = ServiceRegistry.builder().build();
    assertThat(empty.services()).isEmpty();
    assertThatThrownBy(() -> empty.service("x")).isInstanceOf(ServiceNotFoundException.class);
  }

  private <P extends DataParams> void assertRefused(Class<P> params, String message) {
    assertThatThrownBy(() -> builder.register(params, Services.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
