package io.fastflight.service;

import io.fastflight.params.DataParams;
import io.fastflight.params.JsonText;
import io.fastflight.params.ParamsType;

/**
 * Holds one entry of the registry.
 *
 * @param type the params record and its names
 * @param service answers such params; an {@link AsyncDataService} is bridged
 * @param serviceType the Java class of the service, for people to read
 * @param limits of each stream
 */
public record RegisteredService<P extends DataParams>(
    ParamsType<P> type, DataService<P> service, String serviceType, ServiceLimits limits) {

  /**
   * Describes the service for a catalogue; slow at first use, see {@link ParamsType#jsonSchema}.
   */
  public ServiceDescription describe() {
    return new ServiceDescription(
        type.name(),
        type.aliases(),
        type.description(),
        serviceType,
        JsonText.readObject(type.jsonSchema()),
        type.example().map(JsonText::readObject),
        limits,
        service instanceof ResumableService);
  }
}
