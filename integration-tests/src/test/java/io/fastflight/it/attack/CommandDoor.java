package io.fastflight.it.attack;

import io.fastflight.cli.CommandsHere;
import io.fastflight.cli.CommandsHere.Outcome;
import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.it.SecuredServer;
import io.fastflight.params.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command line: {@code query}, {@code describe} and {@code services}. */
final class CommandDoor implements Door {
  /** How {@code --verbose} tells a failure: by its class, then in words. */
  private static final Pattern FAILURE =
      Pattern.compile("\\Aio\\.fastflight\\.error\\.(\\w+)Exception: (.*)");

  private static final String BASIC = "Basic ";
  private static final String BEARER = "Bearer ";

  private final SecuredServer server;
  private final Path folder;

  /** Keeps its credentials in files of {@code folder}. */
  CommandDoor(SecuredServer server, Path folder) {
    this.server = server;
    this.folder = folder;
  }

  /** Returns whether one can show this at all: there is an option for a token and a password. */
  static boolean shows(Optional<String> authorization) {
    return authorization
        .map(
            shown ->
                (shown.startsWith(BEARER) && shown.length() > BEARER.length())
                    || (shown.startsWith(BASIC) && shown.endsWith("=")))
        .orElse(true);
  }

  @Override
  public Answer read(Optional<String> authorization, byte[] request) {
    List<String> arguments = new ArrayList<>();
    JsonText.readObject(new String(request, StandardCharsets.UTF_8))
        .forEach(
            (name, value) -> {
              if (name.equals("param_type")) {
                arguments.addAll(0, List.of("query", String.valueOf(value), "--format", "csv"));
              } else {
                arguments.addAll(List.of("--param", name + "=" + value));
              }
            });
    return told(authorization, arguments, out -> out.lines().skip(1).toList());
  }

  @Override
  public Answer schema(Optional<String> authorization, String service) {
    return describe(authorization, service); // both are told by one command
  }

  @Override
  public Answer describe(Optional<String> authorization, String service) {
    return told(authorization, List.of("describe", service), out -> List.of());
  }

  @Override
  public Answer list(Optional<String> authorization) {
    return told(authorization, List.of("services", "--json"), CommandDoor::names);
  }

  private static List<String> names(String json) {
    List<?> services = (List<?>) JsonText.readObject("{\"all\":" + json + "}").get("all");
    return services.stream()
        .map(service -> String.valueOf(((Map<?, ?>) service).get("name")))
        .sorted()
        .toList();
  }

  private Answer told(
      Optional<String> authorization, List<String> command, Function<String, List<String>> values) {
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(List.of("--flight-location", server.flightLocation()));
    arguments.addAll(List.of("--ca", server.trust.toString(), "--verbose"));
    authorization.ifPresent(shown -> arguments.addAll(options(shown)));
    Outcome outcome = CommandsHere.run(arguments);
    if (outcome.exit() == 0) {
      return Answer.of(values.apply(outcome.out()));
    }
    Matcher failure = FAILURE.matcher(outcome.err());
    if (!failure.find()) {
      throw new AssertionError(outcome);
    }
    return Answer.refused(code(failure.group(1)), failure.group(2));
  }

  private static String code(String name) {
    for (ErrorCode code : ErrorCode.values()) {
      String type = FastFlightException.of(code, "", null).getClass().getSimpleName();
      if (type.equals(name + "Exception")) {
        return code.name();
      }
    }
    return name;
  }

  private List<String> options(String authorization) {
    if (authorization.startsWith(BEARER)) {
      return List.of("--token-file", file("token", authorization.substring(BEARER.length())));
    }
    byte[] both = Base64.getDecoder().decode(authorization.substring(BASIC.length()));
    String[] parts = new String(both, StandardCharsets.UTF_8).split(":", 2);
    return List.of("--user", parts[0], "--password-file", file("password", parts[1]));
  }

  private String file(String name, String secret) {
    try {
      return Files.writeString(folder.resolve("shown-" + name), secret).toString();
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  @Override
  public void close() {
    // each command closes what it opens
  }
}
