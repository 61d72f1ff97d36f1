package io.fastflight.cli.secure;

import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.security.scheme.UserFile;
import io.fastflight.service.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps names and passwords. */
@Command(
    name = "users",
    description = {
      "Sets, lists and removes the users of a file, which servers take by --users.",
      "%nThe password is read from a file, for other users of this machine can read arguments. A running server sees a change within a second."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fastflight users set ada --password-file ada.password --role reader",
      "  fastflight users list",
      "  fastflight users remove ada"
    })
public final class UsersCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "ACTION", description = "set, list or remove")
  private String action = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "The user's name.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      defaultValue = "users",
      description = "The file of users. Default: ${DEFAULT-VALUE}")
  private Path file = Path.of("users");

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The file that holds the password, 8 characters or more.")
  private Optional<Path> passwordFile = Optional.empty();

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      split = ",",
      description = "What the user is; may be given several times.")
  private List<String> roles = List.of();

  /** Creates the command, which prints to {@code console}. */
  public UsersCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    UserFile users = new UserFile(file);
    try {
      switch (action) {
        case "set" -> users.set(named(), password(), Set.copyOf(roles));
        case "list" -> console.print(users.names());
        case "remove" -> users.remove(named());
        default ->
            throw new WrongUsageException(
                "users does set, list or remove, not '%s'.".formatted(action));
      }
    } catch (IllegalArgumentException wrong) {
      throw new WrongUsageException(String.valueOf(wrong.getMessage()), wrong);
    }
    return ExitCode.OK;
  }

  private String named() {
    return name.orElseThrow(
        () -> new WrongUsageException("users %s needs a name.".formatted(action)));
  }

  private Secret password() throws IOException {
    Path from =
        passwordFile.orElseThrow(() -> new WrongUsageException("users set needs --password-file."));
    return Secret.of(Files.readString(from).strip());
  }
}
