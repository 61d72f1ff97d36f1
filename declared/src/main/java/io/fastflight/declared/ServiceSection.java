package io.fastflight.declared;

import io.fastflight.params.DataParams;
import io.fastflight.params.DeclaredParameter;
import io.fastflight.params.DeclaredParams;
import io.fastflight.params.JsonText;
import io.fastflight.params.ParamsDeclaration;
import io.fastflight.params.ParamsType;
import io.fastflight.service.DataService;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceLimits;
import io.fastflight.source.Source;
import io.fastflight.source.SourceProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads one service of a file, and makes it. */
final class ServiceSection {
  /** The keys of every service, and what each means; its source has more. */
  static final List<Key> KEYS =
      List.of(
          new Key("source", "The name of the source it reads from."),
          new Key("description", "What it returns, in a sentence."),
          new Key("aliases", "Other names it answers to."),
          new Key("parameters", "What a request can say, by name."),
          new Key("example", "The parameters of a request that works; it is tried."),
          new Key("limits", "What one stream may cost."),
          new Key("batch_rows", "Rows per batch where the caller asks for nothing else."));

  /** The keys of limits, and what each means. */
  static final List<Key> LIMITS =
      List.of(
          new Key("max_rows", "A stream of more rows fails with RESOURCE_EXHAUSTED."),
          new Key(
              "max_bytes", "A stream of more bytes, 512MiB say, fails with RESOURCE_EXHAUSTED."),
          new Key(
              "max_time",
              "A stream that takes longer, 30s say, fails with DEADLINE_EXCEEDED; the time its reader takes counts."));

  private final String name;
  private final Section section;
  private final FaultList faults;

  ServiceSection(String name, Node.Field field, FaultList faults) {
    this.name = name;
    this.section = Section.of(field.node(), "service " + name, field.key(), faults);
    this.faults = faults;
  }

  /** A service that can be registered. */
  record Made(
      ParamsType<DeclaredParams> type,
      DataService<DeclaredParams> service,
      ServiceLimits limits,
      String source,
      Section section) {}

  /** Makes the service from one of {@code sources}; empty if anything is wrong with it. */
  Optional<Made> make(Map<String, Optional<SourceSection.Opened<?>>> sources) {
    Optional<String> source = section.requiredText("source");
    Optional<ParamsType<DeclaredParams>> type = type();
    ServiceLimits limits = limits();
    if (source.isEmpty()) {
      return Optional.empty();
    }
    if (!sources.containsKey(source.get())) {
      faults.add(
          section.place("source"),
          "there is no source '%s'; there are %s"
              .formatted(source.get(), sources.isEmpty() ? "none" : sources.keySet()));
      return Optional.empty();
    }
    return sources
        .getOrDefault(source.get(), Optional.empty())
        .flatMap(known -> service(known, type))
        .flatMap(made -> type.map(known -> new Made(known, made, limits, source.get(), section)));
  }

  private Optional<ParamsType<DeclaredParams>> type() {
    int before = faults.size();
    List<DeclaredParameter> parameters =
        section
            .section("parameters")
            .map(all -> ParameterSection.read(all, faults))
            .orElse(List.of());
    Optional<String> example =
        section.value(
            "example",
            "keys with values",
            (node, value) -> node instanceof Node.Fields ? JsonText.write(value) : null);
    List<String> aliases = section.texts("aliases");
    String description = section.text("description").orElse("");
    if (faults.size() > before) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          ParamsType.declared(
              new ParamsDeclaration(name, aliases, description, example, parameters)));
    } catch (IllegalArgumentException unfit) {
      String message = String.valueOf(unfit.getMessage());
      Place place = message.startsWith("The example") ? section.place("example") : section.place();
      faults.add(place, message);
      return Optional.empty();
    }
  }

  private ServiceLimits limits() {
    Optional<Section> limits = section.section("limits");
    limits.ifPresent(given -> given.refuseOthers("limits", Key.names(LIMITS)));
    OptionalLong rows =
        limits
            .map(given -> given.integer("max_rows", 1, Long.MAX_VALUE))
            .orElse(OptionalLong.empty());
    OptionalLong bytes = limits.map(given -> given.size("max_bytes")).orElse(OptionalLong.empty());
    Optional<Duration> time = limits.flatMap(given -> given.duration("max_time"));
    OptionalLong batch = section.integer("batch_rows", 1, ServiceContext.MAX_BATCH_ROWS);
    return new ServiceLimits(
        rows,
        bytes,
        time,
        batch.isPresent() ? OptionalInt.of((int) batch.getAsLong()) : OptionalInt.empty());
  }

  private <R extends DataParams> Optional<DataService<DeclaredParams>> service(
      SourceSection.Opened<R> opened, Optional<ParamsType<DeclaredParams>> type) {
    SourceProvider<?, R> provider = opened.provider();
    ParamsType<R> reads = ParamsType.of(provider.reads());
    List<String> keys = new ArrayList<>(Key.names(KEYS));
    keys.addAll(reads.fieldNames());
    int before = faults.size();
    section.refuseOthers("a service of kind " + provider.kind(), keys);
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    section.without(Key.names(KEYS)).forEach((key, node) -> values.put(key, node.value()));
    Optional<R> read = Placed.read(reads, values, section, faults);
    if (read.isEmpty() || opened.source().isEmpty() || type.isEmpty() || faults.size() > before) {
      return Optional.empty();
    }
    return made(opened.source().get(), read.get(), type.get());
  }

  private <R extends DataParams> Optional<DataService<DeclaredParams>> made(
      Source<R> source, R read, ParamsType<DeclaredParams> type) {
    try {
      return Optional.of(source.service(read, type));
    } catch (IllegalArgumentException unfit) {
      String message = String.valueOf(unfit.getMessage());
      faults.add(Placed.place(message, section), message);
      return Optional.empty();
    }
  }
}
