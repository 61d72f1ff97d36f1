package io.fastflight.declared;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.MessageSchema;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.DataParams;
import io.fastflight.params.DeclaredParams;
import io.fastflight.policy.CallLimits;
import io.fastflight.service.Cancellation;
import io.fastflight.service.DataService;
import io.fastflight.service.RegisteredService;
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
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Holds the sources, the services, the policy and the limits of one file, opened and tried.
 *
 * <p>Opening reads the whole file, opens every source, asks every service for its columns and holds
 * the rules against them, so a file that opens can be served from.
 *
 * <p><b>Ownership:</b> owns the sources; whoever opened it closes it, after the readers.
 *
 * <p><b>Threads:</b> immutable, used from any thread.
 */
public final class DeclaredServices implements AutoCloseable {
  private static final List<Key> KEYS =
      List.of(
          new Key("sources", "Where data comes from, by name."),
          new Key("services", "What is served, by wire name."),
          new Key("policy", "Who may use which services, and what of them they see."),
          new Key("limits", "How much of which services callers may ask for."));

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
  private final Surroundings surroundings;
  private Optional<DeclaredPolicy> policy = Optional.empty();
  private CallLimits limits = CallLimits.none();

  private DeclaredServices(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

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
    return open(file, Surroundings.of(environment));
  }

  /** Does the same among other services, for callers of whom something is known. */
  public static DeclaredServices open(Path file, Surroundings surroundings)
      throws IOException, FaultyFileException {
    FaultList faults = new FaultList();
    DeclaredServices services = new DeclaredServices(requireNonNull(surroundings, "surroundings"));
    try {
      Path folder = requireNonNull(file.toAbsolutePath().normalize().getParent());
      Optional<Node> document = text(file, faults).flatMap(text -> YamlText.read(text, faults));
      document.ifPresent(
          node ->
              services.read(
                  node, new References(surroundings.environment(), folder), folder, faults));
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

  /** Returns the policy of the file, if it has one. */
  public Optional<DeclaredPolicy> policy() {
    return policy;
  }

  /** Returns the limits of callers; none where the file has none. */
  public CallLimits limits() {
    return limits;
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
    Set<String> names = readServices(top, references, folder, faults);
    Optional<PolicySection> rules =
        top.section("policy").map(section -> new PolicySection(section, references, faults));
    Optional<Set<String>> roles =
        surroundings.callers().rolesWith(rules.flatMap(PolicySection::roles));
    policy = rules.flatMap(section -> section.read(roles, names));
    top.section("limits")
        .ifPresent(section -> limits = LimitsSection.read(section, roles, names, faults));
    if (rules.isEmpty() && surroundings.callers().signIn()) {
      faults.add(
          top.place("policy"),
          "policy is missing: callers sign in, and without a rule none of them may use anything; add one, such as "
              + DeclaredPolicy.EXAMPLE);
    }
    try (RootAllocator allocator = new RootAllocator()) {
      services.forEach(made -> attempt(made, references, allocator, faults));
      rules.ifPresent(section -> section.check(names, name -> schema(name, allocator)));
    }
  }

  /** Returns the names of all services, those beside the file too. */
  private Set<String> readServices(
      Section top, References references, Path folder, FaultList faults) {
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
    Set<String> names = new TreeSet<>(declared.map(all -> all.all().keySet()).orElse(Set.of()));
    surroundings.others().services().forEach(other -> names.add(other.type().name()));
    if (names.isEmpty()) {
      faults.add(top.place("services"), "services is missing; there is nothing to serve");
    }
    return names;
  }

  /** Returns the columns of a service; empty if that is not known. */
  private Optional<Schema> schema(String name, BufferAllocator parent) {
    return tried.stream()
        .filter(own -> own.name().equals(name))
        .map(Tried::schema)
        .findFirst()
        .or(
            () ->
                surroundings.others().services().stream()
                    .filter(other -> other.type().name().equals(name))
                    .flatMap(other -> known(other, parent).stream())
                    .findFirst());
  }

  /** A service in code is asked, and not opened: it may do anything then. */
  private static <P extends DataParams> Optional<Schema> known(
      RegisteredService<P> service, BufferAllocator parent) {
    try (BufferAllocator allocator = parent.newChildAllocator("probe", 0, Long.MAX_VALUE)) {
      return service
          .service()
          .schema(service.type().sample(), context(allocator))
          .filter(schema -> !MessageSchema.usesDictionaries(schema));
    } catch (Exception notNow) { // its columns are checked at each request
      return Optional.empty();
    }
  }

  private static ServiceContext context(BufferAllocator allocator) {
    return new ServiceContext(allocator, ServiceContext.DEFAULT_BATCH_ROWS, new Cancellation());
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
      tried.add(new Tried(made.type().name(), made.source(), schema(made, context(allocator))));
    } catch (Exception failed) {
      Section section = made.section();
      Place place = section.place(section.has("statement") ? "statement" : "path");
      faults.add(place, SourceSection.told(failed, references) + advice(made, failed));
    }
  }

  /** A value made up for a trial may be one that the service refuses. */
  private static String advice(ServiceSection.Made made, Exception failed) {
    return failed instanceof InvalidParamsException && made.type().example().isEmpty()
        ? " That was a value made up to try the service: give it an 'example' that works."
        : "";
  }

  private static Schema schema(ServiceSection.Made made, ServiceContext context) throws Exception {
    DataService<DeclaredParams> service = made.service();
    DeclaredParams sample = made.type().sample();
    Optional<Schema> known =
        service.schema(sample, context).filter(schema -> !MessageSchema.usesDictionaries(schema));
    if (known.isPresent()) {
      return known.get();
    }
    try (BatchReader reader = service.open(sample, context)) {
      return MessageSchema.of(reader).schema();
    }
  }
}
