package io.fastflight.declared;

import io.fastflight.error.FastFlightException;
import io.fastflight.params.DataParams;
import io.fastflight.params.ParamsType;
import io.fastflight.params.Secret;
import io.fastflight.source.Source;
import io.fastflight.source.SourceContext;
import io.fastflight.source.SourceProvider;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the sources of a file and opens them. */
final class SourceSection {
  static final List<Key> KEYS = List.of(new Key("kind", "Which kind of source it is."));

  private final SourceKinds kinds;
  private final References references;
  private final Path folder;
  private final FaultList faults;

  SourceSection(SourceKinds kinds, References references, Path folder, FaultList faults) {
    this.kinds = kinds;
    this.references = references;
    this.folder = folder;
    this.faults = faults;
  }

  /**
   * A source that is declared.
   *
   * @param source owned by whoever holds this; empty if it could not be opened
   */
  record Opened<R extends DataParams>(SourceProvider<?, R> provider, Optional<Source<R>> source) {}

  /** Opens the source called {@code name}; empty if its kind is not known. */
  Optional<Opened<?>> open(String name, Node.Field field) {
    Section section = Section.of(field.node(), "source " + name, field.key(), faults);
    if (!section.has("kind")) {
      faults.add(field.key(), "kind is missing; there are " + kinds.names());
    }
    Optional<String> kind = section.text("kind");
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    Optional<SourceProvider<?, ?>> provider = kinds.find(kind.get());
    if (provider.isEmpty()) {
      faults.add(section.place("kind"), kinds.missing(kind.get()));
    }
    return provider.map(known -> open(name, known, section));
  }

  private <S extends DataParams, R extends DataParams> Opened<R> open(
      String name, SourceProvider<S, R> provider, Section section) {
    ParamsType<S> type = ParamsType.of(provider.settings());
    List<String> keys = new ArrayList<>(Key.names(KEYS));
    keys.addAll(type.fieldNames());
    int before = faults.size();
    section.refuseOthers("a source of kind " + provider.kind(), keys);
    Map<String, @Nullable Object> values = values(section, secrets(provider.settings(), type));
    if (faults.size() > before) {
      return new Opened<>(provider, Optional.empty());
    }
    return new Opened<>(
        provider,
        settings(type, values, section)
            .flatMap(settings -> opened(name, provider, settings, section)));
  }

  /** Reads the settings; what a reference found is not told. */
  private <S extends DataParams> Optional<S> settings(
      ParamsType<S> type, Map<String, @Nullable Object> values, Section section) {
    FaultList found = new FaultList();
    Optional<S> settings = Placed.read(type, values, section, found);
    found
        .inOrder()
        .forEach(fault -> faults.add(fault.place(), references.redacted(fault.message())));
    return settings;
  }

  private <S extends DataParams, R extends DataParams> Optional<Source<R>> opened(
      String name, SourceProvider<S, R> provider, S settings, Section section) {
    try {
      return Optional.of(provider.open(settings, new SourceContext(name, folder)));
    } catch (IllegalArgumentException unfit) {
      String message = String.valueOf(unfit.getMessage());
      faults.add(Placed.place(message, section), references.redacted(message));
    } catch (Exception failed) {
      faults.add(
          section.place(),
          "source '%s' cannot be opened: %s".formatted(name, told(failed, references)));
    }
    return Optional.empty();
  }

  /** Returns what to tell whoever runs the server of a failure: the source's own words as well. */
  static String told(Throwable failure, References references) {
    String message = String.valueOf(failure.getMessage());
    boolean ours = failure instanceof FastFlightException;
    @Nullable Throwable cause = failure.getCause();
    String text =
        ours && cause != null && cause.getMessage() != null
            ? message + " The source says: " + cause.getMessage()
            : ours ? message : failure.getClass().getSimpleName() + ": " + message;
    String line = references.redacted(text).strip().replaceAll("\\s+", " ");
    return line.length() <= 600 ? line : line.substring(0, 597) + "...";
  }

  private Map<String, @Nullable Object> values(Section section, Set<String> secrets) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    section
        .without(Key.names(KEYS))
        .forEach(
            (key, node) ->
                values.put(key, references.value(key, node, secrets.contains(key), faults)));
    return values;
  }

  /** Returns the keys whose components are secrets. */
  static Set<String> secrets(Class<?> settings, ParamsType<?> type) {
    List<String> names = type.fieldNames();
    List<Type> types =
        Arrays.stream(settings.getRecordComponents()).map(RecordComponent::getGenericType).toList();
    return names.stream()
        .filter(
            name -> types.get(names.indexOf(name)).getTypeName().contains(Secret.class.getName()))
        .collect(Collectors.toSet());
  }
}
