package io.fastflight.benchmark.report;

import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells what a run ran on. */
public final class Machine {
  private Machine() {}

  /** Returns JDK, CPU, cores, kernel, commit, load average and date, as they are now. */
  public static Map<String, String> facts(Clock clock) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "date",
        LocalDateTime.now(clock).format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'")));
    facts.put("commit", commit());
    facts.put(
        "JDK", System.getProperty("java.version") + ", " + System.getProperty("java.vm.name"));
    facts.put("CPU", cpu() + ", " + Runtime.getRuntime().availableProcessors() + " cores");
    facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put(
        "load average at start",
        String.format(
            Locale.ROOT,
            "%.2f",
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    return facts;
  }

  /** Returns which library speaks TLS here, and what the CPU has for AES. */
  public static Map<String, String> ciphers() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "TLS", OpenSsl.isAvailable() ? OpenSsl.versionString() + ", native" : "the JDK's own");
    List<String> flags = List.of(cpuFact("flags").orElse("").split(" ", -1));
    facts.put(
        "AES",
        Stream.of("aes", "vaes", "pclmulqdq", "vpclmulqdq", "avx512f")
            .filter(flags::contains)
            .collect(Collectors.joining(", ", "CPU flags: ", "")));
    return facts;
  }

  private static String cpu() {
    return cpuFact("model name").orElse(System.getProperty("os.arch"));
  }

  private static Optional<String> cpuFact(String name) {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException noProc) {
      return Optional.empty();
    }
  }

  private static String commit() {
    try {
      ProcessBuilder git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=10");
      git.redirectError(ProcessBuilder.Redirect.DISCARD);
      git.directory(Path.of(System.getProperty("fastflight.home", "")).toAbsolutePath().toFile());
      String said =
          new String(git.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return said.isEmpty() ? "unknown" : said;
    } catch (IOException noGit) {
      return "unknown";
    }
  }
}
