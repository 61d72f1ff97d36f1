package io.fastflight.cli.config;

import io.fastflight.policy.CallLimit;
import io.fastflight.policy.CallLimits;
import io.fastflight.service.Identity;
import io.fastflight.service.RegisteredService;
import io.fastflight.service.ServiceLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The limits that bound what one caller asks of one service: of each bound on a stream the
 * smallest, of what is counted all.
 */
final class ActingLimits {
  private final List<Bound> bounds = new ArrayList<>();

  /**
   * One number that may not be passed.
   *
   * @param of what it bounds
   * @param max the number
   * @param limit the name of the limit in the file; empty for the service's own
   * @param per among whom it is counted; empty for what bounds each stream
   */
  private record Bound(String of, Number max, Optional<String> limit, Optional<CallLimit.Per> per) {
    String line() {
      String whose = limit.map("limit '%s'"::formatted).orElse("the service's own");
      String among =
          per.map(it -> it == CallLimit.Per.CALLER ? " for each caller" : " for each service")
              .orElse("");
      return "  %s: %s%s (%s)".formatted(of, max, among, whose);
    }

    Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("of", of);
      map.put("max", max);
      limit.ifPresent(name -> map.put("limit", name));
      per.ifPresent(it -> map.put("per", it.name().toLowerCase(Locale.ROOT)));
      return map;
    }
  }

  private ActingLimits() {}

  /** Returns those of {@code service} and those of {@code limits}. */
  static ActingLimits of(RegisteredService<?> service, Identity caller, CallLimits limits) {
    ActingLimits acting = new ActingLimits();
    acting.add(service.limits(), Optional.empty());
    for (CallLimit limit : limits.of(caller, service.type().name())) {
      Optional<String> name = Optional.of(limit.name());
      acting.add(limit.stream(), name);
      limit
          .maxMemory()
          .ifPresent(bytes -> acting.smallest("bytes of memory of a stream", bytes, name));
      Optional<CallLimit.Per> per = Optional.of(limit.per());
      limit
          .maxStreams()
          .ifPresent(max -> acting.bounds.add(new Bound("streams at a time", max, name, per)));
      limit
          .maxTotalMemory()
          .ifPresent(max -> acting.bounds.add(new Bound("bytes of memory in all", max, name, per)));
      limit
          .requestsPerSecond()
          .ifPresent(max -> acting.bounds.add(new Bound("requests a second", max, name, per)));
    }
    return acting;
  }

  private void add(ServiceLimits stream, Optional<String> limit) {
    stream.toMap().forEach((of, max) -> smallest(of + " of a stream", (Number) max, limit));
  }

  private void smallest(String of, Number max, Optional<String> limit) {
    Bound bound = new Bound(of, max, limit, Optional.empty());
    for (int i = 0; i < bounds.size(); i++) {
      if (bounds.get(i).of.equals(of)) {
        if (max.doubleValue() < bounds.get(i).max.doubleValue()) {
          bounds.set(i, bound);
        }
        return;
      }
    }
    bounds.add(bound);
  }

  /** Returns them for people; nothing where there is none. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!bounds.isEmpty()) {
      lines.add("Limits:");
      bounds.forEach(bound -> lines.add(bound.line()));
    }
    return lines;
  }

  /** Returns them for programs. */
  List<Map<String, Object>> toMaps() {
    return bounds.stream().map(Bound::toMap).toList();
  }
}
