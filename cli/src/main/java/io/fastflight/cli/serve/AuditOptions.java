package io.fastflight.cli.serve;

import io.fastflight.cli.console.WrongUsageException;
import io.fastflight.security.audit.AuditLog;
import io.fastflight.security.seal.SealKeys;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of the audit log. */
public final class AuditOptions {
  private static final String LOG = "--audit-log";
  private static final String MAX_SIZE = "--audit-max-size";

  @Option(
      names = LOG,
      paramLabel = "FILE",
      description =
          "Write a line of JSON for every call at every door, also for those that are refused. Only the owner can read the file.")
  Optional<Path> file = Optional.empty();

  @Option(
      names = MAX_SIZE,
      paramLabel = "SIZE",
      defaultValue = "100MiB",
      description = "How large a file of it grows before the next. Default: ${DEFAULT-VALUE}")
  String maxSize = "100MiB";

  @Option(
      names = "--audit-files",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many files of it are kept, 2 to 1000. Default: ${DEFAULT-VALUE}")
  int files = 10;

  @Option(
      names = "--audit-key",
      paramLabel = "FILE",
      description =
          "Hash parameters by the first key of this file, as of --ticket-keys. Default: a key of this process alone")
  Optional<Path> key = Optional.empty();

  @Option(
      names = "--audit-parameters",
      description = "Write the values of parameters too; they may be personal.")
  boolean parameters;

  @Option(
      names = "--audit-required",
      description = "Refuse calls while the audit log cannot be written.")
  boolean required;

  /**
   * Opens the log that is asked for, if any; owned by the caller.
   *
   * @throws WrongUsageException if its file, or that of its key, is wrong
   */
  Optional<AuditLog> open() {
    if (file.isEmpty()) {
      if (parameters || required || key.isPresent()) {
        throw new WrongUsageException(
            "--audit-key, --audit-parameters and --audit-required need %s.".formatted(LOG));
      }
      return Optional.empty();
    }
    try {
      AuditLog.Builder log =
          AuditLog.builder(file.get()).maxBytes(ByteSize.parse(MAX_SIZE, maxSize)).maxFiles(files);
      key.map(SealKeys::read).ifPresent(log::keys);
      if (parameters) {
        log.withParameters();
      }
      if (required) {
        log.required();
      }
      return Optional.of(log.open());
    } catch (IllegalArgumentException | UncheckedIOException wrong) {
      throw new WrongUsageException("%s: %s".formatted(LOG, wrong.getMessage()), wrong);
    }
  }
}
