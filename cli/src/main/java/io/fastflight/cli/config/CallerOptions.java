package io.fastflight.cli.config;

import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.service.Identity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say of whom a command speaks. */
public final class CallerOptions {
  @Option(
      names = "--as",
      required = true,
      paramLabel = "IDENTITY",
      description = "The name of a caller; 'anonymous' is one who did not sign in.")
  private String name = "";

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      split = ",",
      description =
          "What the caller is; may be given several times. Default: what --api-keys and --users say")
  private List<String> roles = List.of();

  @Option(
      names = "--claim",
      paramLabel = "NAME=VALUE",
      description =
          "What else a credential says of the caller; may be given several times, and once more of a name to make a list.")
  private List<String> claims = List.of();

  @Mixin private CallerFileOptions files = new CallerFileOptions();

  /** Returns the files of callers. */
  CallerFileOptions files() {
    return files;
  }

  /**
   * Returns the caller.
   *
   * @throws WrongUsageException if the files do not have them, or with several sets of roles
   */
  Identity identity() {
    try {
      return new Identity(name, roles.isEmpty() ? rolesInFiles() : Set.copyOf(roles), claims());
    } catch (IllegalArgumentException blank) {
      throw new WrongUsageException("--as: " + blank.getMessage(), blank);
    }
  }

  private Set<String> rolesInFiles() {
    if (!files.given() || name.equals(Identity.ANONYMOUS.name())) {
      return Set.of();
    }
    List<Set<String>> found =
        files.identities().stream()
            .filter(one -> one.name().equals(name))
            .map(Identity::roles)
            .distinct()
            .toList();
    if (found.isEmpty()) {
      Set<String> names = new TreeSet<>();
      files.identities().forEach(one -> names.add(one.name()));
      throw new WrongUsageException(
          "There is no '%s' in %s; there are %s. Check the name, or say the roles by --role."
              .formatted(name, files.files(), names));
    }
    if (found.size() > 1) {
      throw new WrongUsageException(
          "The keys and passwords of '%s' have other roles each: %s. Say which by --role."
              .formatted(name, found.stream().map(TreeSet::new).toList()));
    }
    return found.get(0);
  }

  private Map<String, Object> claims() {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String claim : claims) {
      int equals = claim.indexOf('=');
      if (equals < 1) {
        throw new WrongUsageException(
            "--claim must be NAME=VALUE, was '%s'. An example is region=north.".formatted(claim));
      }
      values
          .computeIfAbsent(claim.substring(0, equals), name -> new ArrayList<>())
          .add(claim.substring(equals + 1));
    }
    Map<String, Object> known = new LinkedHashMap<>();
    values.forEach((name, said) -> known.put(name, said.size() == 1 ? said.get(0) : said));
    return known;
  }
}
