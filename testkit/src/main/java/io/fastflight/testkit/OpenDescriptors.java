package io.fastflight.testkit;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lists what the open descriptors of this process point at: files by path, sockets and pipes by
 * their number in the kernel. Empty where there is no {@code /proc}.
 */
final class OpenDescriptors {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private static final Pattern SHARED =
      Stream.of(
              // An event loop's epoll and wake-up descriptors live and die with its thread, and
              // threads are checked; the loops that count as shared have these too.
              "anon_inode:.*",
              // Random numbers, consoles, null; the JVM reading its own limits, and this listing.
              "/dev/.*",
              "/proc/.*",
              "/sys/.*",
              // The JDK's own files: modules, time zones, the crypto policy.
              Pattern.quote(real(System.getProperty("java.home"))) + "/.*")
          .collect(Collectors.collectingAndThen(Collectors.joining("|"), Pattern::compile));

  /** Jars of the class path are opened when a first class is loaded from them, and stay open. */
  private static final Set<String> CLASS_PATH = classPath();

  static {
    openWhatTheJdkKeeps();
  }

  private OpenDescriptors() {}

  static Map<String, Integer> now() {
    Map<String, Integer> targets = new TreeMap<>();
    if (Files.isDirectory(DESCRIPTORS)) {
      try (DirectoryStream<Path> links = Files.newDirectoryStream(DESCRIPTORS)) {
        links.forEach(link -> add(link, targets));
      } catch (IOException unreadable) {
        throw new IllegalStateException(DESCRIPTORS + " cannot be listed.", unreadable);
      }
    }
    return targets;
  }

  /**
   * Closes a first socket. For that the JDK makes a pair of sockets of its own and keeps one, which
   * would look like a leak of the first test that uses the network. So would the three that {@code
   * jdk.net.Sockets} opens when it is loaded, as Apache's HTTP client has it, to learn their
   * options.
   */
  private static void openWhatTheJdkKeeps() {
    try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Class.forName("jdk.net.Sockets", true, first.getClass().getClassLoader());
    } catch (IOException | ClassNotFoundException none) {
      // no network, or a later JDK: then they are not kept
    }
  }

  private static void add(Path link, Map<String, Integer> targets) {
    try {
      String target = Files.readSymbolicLink(link).toString();
      if (!SHARED.matcher(target).matches() && !CLASS_PATH.contains(target)) {
        targets.merge(target, 1, Integer::sum);
      }
    } catch (IOException closed) {
      // closed between the listing and the look: not open, so nothing to count
    }
  }

  private static Set<String> classPath() {
    return Stream.of("java.class.path", "surefire.test.class.path")
        .map(property -> System.getProperty(property, ""))
        .flatMap(paths -> Stream.of(paths.split(Pattern.quote(File.pathSeparator))))
        .filter(path -> !path.isEmpty())
        .map(OpenDescriptors::real)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String real(String path) {
    try {
      return Path.of(path).toRealPath().toString();
    } catch (IOException missing) {
      return path;
    }
  }
}
