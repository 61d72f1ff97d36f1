package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.declared.DeclaredServices;
import io.fastflight.declared.FaultyFileException;
import io.fastflight.declared.Surroundings;
import io.fastflight.testkit.TestSeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Generated policies show each caller the same at every door, and what the reference says. */
class PolicyParityTest {
  private static final int POLICIES = 12;

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("fastflight.yaml");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGHUP")
  void everyDoorShowsTheSameAndNothingElse(BufferAllocator allocator) throws Exception {
    Files.createDirectory(folder.resolve("data"));
    Files.writeString(folder.resolve("key"), RandomPolicy.KEY);
    String keys = folder.resolve("keys").toString();
    for (Map.Entry<String, String> caller : RandomPolicy.CALLERS.entrySet()) {
      TestConsole made = new TestConsole();
      made.run("keys", "create", caller.getKey(), "--file", keys, "--role", caller.getValue());
      Files.writeString(folder.resolve(caller.getKey()), made.out());
    }
    Random random = TestSeed.random(PolicyParityTest.class);
    RandomPolicy policy = next(random);
    try (RunningCommand server =
            new RunningCommand(
                "start-all",
                "--config",
                file().toString(),
                "--api-keys",
                keys,
                "--flight-location",
                "grpc://127.0.0.1:0",
                "--rest-port",
                "0",
                "--warm-up",
                "0");
        EachDoor ada = new EachDoor(server, folder.resolve("ada"), allocator);
        EachDoor bob = new EachDoor(server, folder.resolve("bob"), allocator);
        EachDoor eve = new EachDoor(server, folder.resolve("eve"), allocator)) {
      int shown = check(policy, "ada", ada);
      for (int i = 1; i < POLICIES; i++) {
        policy = next(random);
        reload(server, i);
        shown += check(policy, "ada", ada);
        shown += check(policy, "bob", bob);
        shown += check(policy, "eve", eve);
      }
      assertThat(shown).as("services that showed rows").isPositive();
    }
  }

  /** Writes a policy whose rules do not contradict each other. */
  private RandomPolicy next(Random random) throws IOException {
    while (true) {
      RandomPolicy policy = new RandomPolicy(random);
      Files.writeString(file(), RandomPolicy.services() + policy);
      try {
        DeclaredServices.open(file(), Surroundings.of(Map.of())).close();
        return policy;
      } catch (FaultyFileException refused) {
        assertThat(refused.faults())
            .as(policy.toString())
            .allSatisfy(fault -> assertThat(fault.message()).contains("contradict each other"));
      }
    }
  }

  private static void reload(RunningCommand server, int times) throws Exception {
    String self = String.valueOf(ProcessHandle.current().pid());
    assertThat(new ProcessBuilder("kill", "-HUP", self).start().waitFor()).isZero();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> server.console.err().split("was read again", -1).length > times);
  }

  /** Returns how many services showed rows. */
  private static int check(RandomPolicy policy, String caller, EachDoor doors) throws IOException {
    int shown = 0;
    for (String service : RandomPolicy.SERVICES) {
      Optional<List<String>> expected = policy.seen(caller, service);
      Map<String, Optional<List<String>>> read = doors.read(service);
      Map<String, Optional<List<String>>> all = new LinkedHashMap<>();
      read.keySet().forEach(door -> all.put(door, expected));
      if (expected.isPresent() && expected.get().size() == 1) {
        all.put("HTTP NDJSON", Optional.of(List.of())); // without a row nobody knows the columns
      }
      assertThat(read).as("%s of %s by%n%s", service, caller, policy).isEqualTo(all);
      shown += expected.filter(lines -> lines.size() > 1).isPresent() ? 1 : 0;
    }
    return shown;
  }
}
