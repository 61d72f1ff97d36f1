package io.fastflight.cli.secure;

import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.security.scheme.ApiKey;
import io.fastflight.security.scheme.ApiKeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes, lists and revokes API keys. */
@Command(
    name = "keys",
    description = {
      "Makes, lists and revokes the API keys of a file, which servers take by --api-keys.",
      "%n'create' prints the key, the one time it is seen: the file keeps a hash. To exchange a key, create another of the same name, give it out, and revoke the old one. A running server sees a change within a second."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fastflight keys create reports --role reader --expires-days 90",
      "  fastflight keys list",
      "  fastflight keys revoke 4k9x2m7q"
    })
public final class KeysCommand implements Callable<Integer> {
  private static final int MAX_DAYS = 3_650;

  private final Console console;

  @Parameters(index = "0", paramLabel = "ACTION", description = "create, list or revoke")
  private String action = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "Of 'create': whose key it is. Of 'revoke': the id that 'list' shows.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      defaultValue = "api-keys",
      description = "The file of keys. Default: ${DEFAULT-VALUE}")
  private Path file = Path.of("api-keys");

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      split = ",",
      description = "What the owner is; may be given several times.")
  private List<String> roles = List.of();

  @Option(
      names = "--expires-days",
      paramLabel = "DAYS",
      description = "After how many days the key ends, 1 to 3650. Default: never")
  private Optional<Integer> days = Optional.empty();

  /** Creates the command, which prints to {@code console}. */
  public KeysCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    ApiKeyFile keys = new ApiKeyFile(file);
    try {
      switch (action) {
        case "create" -> console.print(keys.create(named(), Set.copyOf(roles), end()).reveal());
        case "list" -> console.print(shown(keys.list()));
        case "revoke" -> keys.revoke(named());
        default ->
            throw new WrongUsageException(
                "keys does create, list or revoke, not '%s'.".formatted(action));
      }
    } catch (IllegalArgumentException wrong) {
      throw new WrongUsageException(String.valueOf(wrong.getMessage()), wrong);
    }
    return ExitCode.OK;
  }

  private String named() {
    return name.orElseThrow(
        () -> new WrongUsageException("keys %s needs a name or an id.".formatted(action)));
  }

  private Optional<Instant> end() {
    if (days.isPresent() && (days.get() < 1 || days.get() > MAX_DAYS)) {
      throw new WrongUsageException(
          "--expires-days must be 1..%d, was %d.".formatted(MAX_DAYS, days.get()));
    }
    return days.map(
        count -> Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(count, ChronoUnit.DAYS));
  }

  private static List<String> shown(List<ApiKey> keys) {
    List<String> lines = new ArrayList<>(List.of("ID        EXPIRES               NAME  ROLES"));
    for (ApiKey key : keys) {
      lines.add(
          "%-9s %-21s %s  %s"
              .formatted(
                  key.id(),
                  key.expires().map(Instant::toString).orElse("never"),
                  key.name(),
                  String.join(",", new TreeSet<>(key.roles()))));
    }
    return lines;
  }
}
