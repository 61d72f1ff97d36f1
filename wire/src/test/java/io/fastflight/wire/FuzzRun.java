package io.fastflight.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs Jazzer on each target for its share of the time, one JVM after the other; started by {@code
 * ./mvnw -Pfuzz verify}. What it finds is an input in a folder that it names, and exit code 1.
 */
public final class FuzzRun {
  /** What a target begins with. */
  private record Target(Class<?> type, List<byte[]> seeds, int share) {}

  private final Path folder;
  private final long seconds;

  private FuzzRun(Path folder, long seconds) {
    this.folder = folder;
    this.seconds = seconds;
  }

  /** Takes the seconds for all targets together, and the folder for seeds, corpus and findings. */
  public static void main(String[] args) throws IOException, InterruptedException {
    FuzzRun run = new FuzzRun(Path.of(args[1]), Long.parseLong(args[0]));
    List<Target> targets =
        List.of(
            new Target(FuzzStream.class, FuzzSeeds.streams(), 4),
            new Target(FuzzFrame.class, FuzzSeeds.frames(), 1),
            new Target(FuzzTicket.class, FuzzSeeds.tickets(), 1));
    int shares = targets.stream().mapToInt(Target::share).sum();
    Map<String, Integer> failed = new LinkedHashMap<>();
    for (Target target : targets) {
      int status = run.fuzz(target, Math.max(1, run.seconds * target.share / shares));
      if (status != 0) {
        failed.put(target.type.getSimpleName(), status);
      }
    }
    if (failed.isEmpty()) {
      System.out.println("Fuzzing found nothing.");
    } else {
      System.out.println(
          "Fuzzing found inputs that break a promise, by target and exit code %s: see %s"
              .formatted(failed, run.findings()));
      System.exit(1);
    }
  }

  private Path findings() {
    return folder.resolve("findings").toAbsolutePath();
  }

  /** Returns the exit code of Jazzer, 0 if it found nothing. */
  private int fuzz(Target target, long share) throws IOException, InterruptedException {
    String name = target.type.getSimpleName();
    Path seeds = folder.resolve("seeds").resolve(name);
    FuzzSeeds.write(target.seeds, seeds);
    Path corpus = Files.createDirectories(folder.resolve("corpus").resolve(name));
    Path found = Files.createDirectories(findings().resolve(name));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "-Xmx1g",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-Darrow.memory.debug.allocator=false",
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + target.type.getName(),
            "--instrumentation_includes=io.fastflight.**:org.apache.arrow.**"
                + ":com.google.flatbuffers.**:com.fasterxml.jackson.core.**",
            "--custom_hook_includes=io.fastflight.**",
            "--reproducer_path=" + found,
            "-artifact_prefix=" + found + "/",
            "-max_total_time=" + share,
            "-max_len=" + FuzzBudget.MOST_INPUT_BYTES,
            "-timeout=10", // a hang; what merely takes over a second FuzzBudget tells
            "-rss_limit_mb=3000",
            "-print_final_stats=1",
            corpus.toString(),
            seeds.toString()));
    System.out.println("Fuzzing " + target.type.getSimpleName() + " for " + share + " s");
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
