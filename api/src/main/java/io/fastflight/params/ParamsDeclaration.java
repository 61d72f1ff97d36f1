package io.fastflight.params;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * Declares params without a record, as a file does.
 *
 * @param name the wire name
 * @param aliases other names the service answers to
 * @param description what the params ask for, in a sentence, or an empty text
 * @param example the fields of a request that works, as a JSON object
 * @param parameters in the order they are shown
 */
public record ParamsDeclaration(
    String name,
    List<String> aliases,
    String description,
    Optional<String> example,
    List<DeclaredParameter> parameters) {

  /** Copies the lists. */
  public ParamsDeclaration {
    requireNonNull(name, "name");
    requireNonNull(description, "description");
    requireNonNull(example, "example");
    aliases = List.copyOf(aliases);
    parameters = List.copyOf(parameters);
  }

  /** Declares params with a name and nothing to say of it. */
  public static ParamsDeclaration of(String name, List<DeclaredParameter> parameters) {
    return new ParamsDeclaration(name, List.of(), "", Optional.empty(), parameters);
  }
}
