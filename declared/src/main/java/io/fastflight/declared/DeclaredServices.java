package io.fastflight.declared;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.MessageSchema;
import io.fastflight.params.DeclaredParams;
import io.fastflight.service.Cancellation;
import io.fastflight.service.DataService;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceRegistry;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Holds the sources and services of one file, opened and tried.
 *
 * <p>Opening reads the whole file, opens every source and asks every service for its columns, so a
 * file that opens can be served from.
 *
 * <p><b>Ownership:</b> owns the sources; whoever opened it closes it, after the readers.
 *
 * <p><b>Threads:</b> immutable, used from any thread.
 */
public final class DeclaredServices implements AutoCloseable {
  private static final List<Key> KEYS =
      List.of(
          new Key("sources", "Where data comes from, by name."),
          new Key("services", "What is served, by wire name."));

  /**
   * Tells what a file declares.
   *
   * @param name the wire name
   * @param source the name of its source
   * @param schema the columns of a stream, for the parameters it was tried with
   */
  public record Tried(String name, String source, Schema schema) {}

  private final List<AutoCloseable> sources = new ArrayList<>();
  private final List<ServiceSection.Made> services = new ArrayList<>();
  private final List<Tried> tried = new ArrayList<>();
  private final ServiceRegistry.Builder registry = ServiceRegistry.builder();

  private DeclaredServices() {}

  /**
   * Opens what {@code file} declares, with this process's environment.
   *
   * @return owned by the caller
   * @throws FaultyFileException if anything in it is wrong; nothing stays open
   * @throws IOException if the file cannot be read
   */
  public static DeclaredServices open(Path file) throws IOException, FaultyFileException {
    return open(file, System.getenv());
  }

  /** Does the same with other environment variables. */
  public static DeclaredServices open(Path file, Map<String, String> environment)
      throws IOException, FaultyFileException {
    requireNonNull(environment, "environment");
    FaultList faults = new FaultList();
    DeclaredServices services = new DeclaredServices();
    try {
      Path folder = requireNonNull(file.toAbsolutePath().normalize().getParent());
      Optional<Node> document = text(file, faults).flatMap(text -> YamlText.read(text, faults));
      document.ifPresent(
          node -> services.read(node, new References(environment, folder), folder, faults));
      if (document.isEmpty() && faults.isEmpty()) {
        faults.add(Place.START, "the file is empty; it needs the keys sources and services");
      }
      if (!faults.isEmpty()) {
        throw new FaultyFileException(file.toString(), faults.inOrder());
      }
      return services;
    } catch (FaultyFileException | RuntimeException | Error failure) {
      try (services) {
        throw failure;
      }
    }
  }

  /** Returns every service with its columns, in the order of the file. */
  public List<Tried> services() {
    return List.copyOf(tried);
  }

  /**
   * Adds all services to {@code registry}, or none.
   *
   * @throws IllegalArgumentException if a name is taken
   */
  public void registerAll(ServiceRegistry.Builder registry) {
    registry.registerAll(this.registry);
  }

  @Override
  public void close() {
    RuntimeException first = null;
    for (int i = sources.size() - 1; i >= 0; i--) {
      try {
        sources.get(i).close();
      } catch (Exception failed) {
        if (first == null) {
          first = new IllegalStateException("A source could not be closed: " + failed, failed);
        } else {
          first.addSuppressed(failed);
        }
      }
    }
    sources.clear();
    if (first != null) {
      throw first;
    }
  }

  private static Optional<String> text(Path file, FaultList faults) throws IOException {
    if (Files.size(file) > YamlText.MAX_CHARS) {
      faults.add(Place.START, "the file is larger than 1 MiB");
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
    } catch (CharacterCodingException binary) {
      faults.add(Place.START, "the file is not UTF-8");
      return Optional.empty();
    }
  }

  private void read(Node document, References references, Path folder, FaultList faults) {
    Section top = Section.of(document, "the file", Place.START, faults);
    top.refuseOthers("the file", Key.names(KEYS));
    SourceSection reader = new SourceSection(SourceKinds.onClassPath(), references, folder, faults);
    Map<String, Optional<SourceSection.Opened<?>>> opened = new LinkedHashMap<>();
    top.section("sources")
        .ifPresent(
            all ->
                all.all()
                    .forEach((name, field) -> opened.put(name, own(reader.open(name, field)))));
    Optional<Section> declared = top.section("services");
    declared.ifPresent(
        all ->
            all.all()
                .forEach(
                    (name, field) ->
                        new ServiceSection(name, field, faults)
                            .make(opened)
                            .ifPresent(made -> add(made, faults))));
    if (declared.isEmpty() || declared.get().all().isEmpty()) {
      faults.add(top.place("services"), "services is missing; there is nothing to serve");
    }
    try (RootAllocator allocator = new RootAllocator()) {
      services.forEach(made -> attempt(made, references, allocator, faults));
    }
  }

  private Optional<SourceSection.Opened<?>> own(Optional<SourceSection.Opened<?>> opened) {
    opened.flatMap(SourceSection.Opened::source).ifPresent(sources::add);
    return opened;
  }

  private void add(ServiceSection.Made made, FaultList faults) {
    try {
      registry.register(made.type(), made.service(), made.limits());
      services.add(made);
    } catch (IllegalArgumentException taken) {
      faults.add(made.section().place(), String.valueOf(taken.getMessage()));
    }
  }

  private void attempt(
      ServiceSection.Made made, References references, BufferAllocator parent, FaultList faults) {
    try (BufferAllocator allocator = parent.newChildAllocator("probe", 0, Long.MAX_VALUE)) {
      ServiceContext context =
          new ServiceContext(allocator, ServiceContext.DEFAULT_BATCH_ROWS, new Cancellation());
      tried.add(new Tried(made.type().name(), made.source(), schema(made, context)));
    } catch (Exception failed) {
      Section section = made.section();
      Place place = section.place(section.has("statement") ? "statement" : "path");
      faults.add(place, SourceSection.told(failed, references));
    }
  }

  private static Schema schema(ServiceSection.Made made, ServiceContext context) throws Exception {
    DataService<DeclaredParams> service = made.service();
    DeclaredParams sample = made.type().sample();
    Optional<Schema> known = service.schema(sample, context);
    if (known.isPresent()) {
      return known.get();
    }
    try (BatchReader reader = service.open(sample, context)) {
      return MessageSchema.of(reader).schema();
    }
  }
}
