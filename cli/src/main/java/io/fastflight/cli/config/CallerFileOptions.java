package io.fastflight.cli.config;

import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.declared.KnownCallers;
import io.fastflight.security.scheme.ApiKeyFile;
import io.fastflight.security.scheme.UserFile;
import io.fastflight.service.Identity;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options that name files of callers. */
public final class CallerFileOptions {
  @Option(
      names = "--api-keys",
      paramLabel = "FILE",
      description = "Know callers by the API keys of this file; 'fastflight keys' writes it.")
  private Optional<Path> apiKeys = Optional.empty();

  @Option(
      names = "--users",
      paramLabel = "FILE",
      description =
          "Know callers by the names and passwords of this file; 'fastflight users' writes it.")
  private Optional<Path> users = Optional.empty();

  /** Returns whether there is such a file. */
  public boolean given() {
    return apiKeys.isPresent() || users.isPresent();
  }

  /**
   * Returns who may sign in by them now, one for each key and user.
   *
   * @throws WrongUsageException if a file cannot be read
   */
  public List<Identity> identities() {
    List<Identity> all = new ArrayList<>();
    try {
      apiKeys.ifPresent(file -> all.addAll(new ApiKeyFile(file).identities()));
      users.ifPresent(file -> all.addAll(new UserFile(file).identities()));
    } catch (IllegalArgumentException | UncheckedIOException wrong) {
      throw new WrongUsageException(String.valueOf(wrong.getMessage()), wrong);
    }
    return all;
  }

  /** Returns what is known of callers where these files are the only way to sign in. */
  public KnownCallers known() {
    Set<String> roles = new TreeSet<>();
    identities().forEach(one -> roles.addAll(one.roles()));
    return given() ? KnownCallers.withRoles(roles) : KnownCallers.UNASKED;
  }

  /** Returns the file of API keys. */
  public Optional<Path> apiKeys() {
    return apiKeys;
  }

  /** Returns the file of names and passwords. */
  public Optional<Path> users() {
    return users;
  }

  /** Returns the files there are. */
  List<Path> files() {
    return Stream.of(apiKeys, users).flatMap(Optional::stream).toList();
  }
}
