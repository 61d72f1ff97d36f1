package io.fastflight.security.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.ErrorCode;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.params.DataParams;
import io.fastflight.params.JsonText;
import io.fastflight.params.WireName;
import io.fastflight.security.seal.SealKeys;
import io.fastflight.service.CallListener;
import io.fastflight.service.CallOrigin;
import io.fastflight.service.CallRecord.Delivered;
import io.fastflight.service.CallTrail;
import io.fastflight.service.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every call has one whole line, in a file that is its owner's alone, whatever the disk does. */
class AuditLogTest {
  private static final Identity ADA = new Identity("ada\n\"x\"", Set.of(), Map.of());
  private static final String VALUE = "value-nobody-may-see";

  @WireName("test.find")
  record Find(String text, int count) implements DataParams {}

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("audit.log");
  }

  private static void call(CallListener log, String id, Find params) {
    CallTrail trail =
        CallTrail.begin(
            CallOrigin.of("flight", new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711)),
            "DoGet",
            id,
            log);
    trail.by(ADA);
    trail.servedBy("test.find", params);
    trail.delivered(new Delivered(7, 56));
    trail.end(Optional.of(ErrorCode.SOURCE_FAILED));
    trail.end(Optional.empty()); // told once
  }

  private static List<Map<String, Object>> lines(Path file) throws IOException {
    String text = Files.readString(file);
    assertThat(text).endsWith("\n");
    return text.lines().map(JsonText::readObject).toList();
  }

  @Test
  void aLineSaysWhoWhatAndHowMuchAndNoValue() throws IOException {
    try (AuditLog log = AuditLog.builder(file()).open()) {
      call(log, "c-1", new Find(VALUE, 3));
    }
    assertThat(lines(file())).hasSize(1);
    Map<String, Object> line = lines(file()).get(0);
    assertThat(line.keySet())
        .containsExactly(
            "time",
            "call",
            "identity",
            "address",
            "door",
            "method",
            "service",
            "asked",
            "params",
            "rows",
            "bytes",
            "millis",
            "outcome");
    assertThat(line)
        .containsEntry("call", "c-1")
        .containsEntry("identity", "ada\n\"x\"")
        .containsEntry("address", "127.0.0.1:4711")
        .containsEntry("door", "flight")
        .containsEntry("method", "DoGet")
        .containsEntry("service", "test.find")
        .containsEntry("rows", 7)
        .containsEntry("bytes", 56)
        .containsEntry("outcome", "SOURCE_FAILED");
    assertThat(String.valueOf(line.get("time"))).hasSize(24);
    assertThat(Instant.parse(String.valueOf(line.get("time"))))
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
    assertThat(Files.readString(file())).doesNotContain(VALUE);
  }

  @Test
  void theHashIsTheParamsAloneAndTellsNothingWithoutItsKey() throws IOException {
    Path keys = folder.resolve("keys");
    String key = Base64.getEncoder().encodeToString(new byte[32]);
    Files.writeString(keys, "k1 " + key + "\n");
    try (AuditLog log = AuditLog.builder(file()).keys(SealKeys.read(keys)).open()) {
      call(log, "a", new Find(VALUE, 3));
      call(log, "b", new Find(VALUE, 3));
      call(log, "c", new Find(VALUE, 4));
    }
    try (AuditLog log = AuditLog.builder(file()).open()) {
      call(log, "d", new Find(VALUE, 3));
    }
    List<Object> hashes = lines(file()).stream().map(line -> line.get("params")).toList();
    assertThat(hashes.get(0)).asString().matches("k1:[0-9a-f]{32}").isEqualTo(hashes.get(1));
    assertThat(hashes.get(2)).asString().startsWith("k1:").isNotEqualTo(hashes.get(0));
    assertThat(hashes.get(3)).asString().matches("process:[0-9a-f]{32}");
  }

  @Test
  void valuesAreThereWhereTheyAreAskedFor() throws IOException {
    try (AuditLog log = AuditLog.builder(file()).withParameters().open()) {
      call(log, "a", new Find(VALUE, 3));
    }
    assertThat(lines(file()).get(0).get("parameters"))
        .isEqualTo(Map.of("param_type", "test.find", "text", VALUE, "count", 3));
  }

  @Test
  void aFullFileMakesRoomAndTheOldestGoes() throws IOException {
    int calls = 100;
    try (AuditLog log = AuditLog.builder(file()).maxBytes(4_096).maxFiles(3).open()) {
      for (int i = 0; i < calls; i++) {
        call(log, "c-" + i, new Find(VALUE, i));
      }
    }
    List<Object> ids = new ArrayList<>();
    for (String name : List.of("audit.log.2", "audit.log.1", "audit.log")) {
      Path kept = folder.resolve(name);
      assertThat(Files.size(kept)).isLessThanOrEqualTo(4_096);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
          .isEqualTo("rw-------");
      lines(kept).forEach(line -> ids.add(line.get("call")));
    }
    assertThat(folder.resolve("audit.log.3")).doesNotExist();
    List<Object> last = new ArrayList<>();
    for (int i = calls - ids.size(); i < calls; i++) {
      last.add("c-" + i);
    }
    assertThat(ids).hasSizeGreaterThan(20).isEqualTo(last);
  }

  @Test
  void aFileThatOthersCouldReadIsItsOwnersFromNowOn() throws IOException {
    Files.writeString(file(), "{\"before\": 1}\n");
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    try (AuditLog log = AuditLog.builder(file()).open()) {
      call(log, "a", new Find(VALUE, 1));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(lines(file())).hasSize(2);
  }

  @Test
  void aFileThatCannotBeWrittenIsRefusedByName() {
    Path missing = folder.resolve("nowhere").resolve("audit.log");
    assertThatThrownBy(() -> AuditLog.builder(missing).open())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("The audit log '" + missing + "' cannot be written: ");
    assertThatThrownBy(() -> AuditLog.builder(folder).open())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("it is no regular file");
  }

  @Test
  void twoServersDoNotShareAFile() {
    try (AuditLog first = AuditLog.builder(file()).open()) {
      assertThatThrownBy(() -> AuditLog.builder(file()).open())
          .hasMessageContaining("another server writes it; give each server a file of its own");
      first.requireReady();
    }
  }

  @Test
  void whatCannotBeWrittenIsCountedAndToldOnceItCan() throws Exception {
    Path inTheWay = Files.createDirectory(folder.resolve("audit.log.1"));
    Files.createFile(inTheWay.resolve("full")); // so that the full file cannot take its place
    int calls = 0;
    long lost;
    try (AuditLog log = AuditLog.builder(file()).maxBytes(1 << 20).maxFiles(2).required().open()) {
      log.requireReady();
      while (isReady(log) || Files.size(file()) < (1 << 20) - 1_000) {
        call(log, "c-" + calls, new Find(VALUE, calls++));
        if (calls % 100 == 0) {
          TimeUnit.MILLISECONDS.sleep(20); // the queue is not what stops it
        }
      }
      for (int end = calls + 3_000; calls < end; calls++) {
        call(log, "c-" + calls, new Find(VALUE, calls));
      }
      lost = log.lostLines();
      assertThatThrownBy(log::requireReady)
          .isInstanceOf(ServerUnavailableException.class)
          .hasMessage(
              "This server keeps an audit log and cannot write it now, so it takes no calls. Try again later; its log says why.");
      Files.delete(inTheWay.resolve("full"));
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (!isReady(log) && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      log.requireReady();
      call(log, "last", new Find(VALUE, 0));
    }
    List<Map<String, Object>> lines = new ArrayList<>(lines(folder.resolve("audit.log.1")));
    lines.addAll(lines(file()));
    assertThat(lines).filteredOn(line -> line.containsKey("call")).hasSize(calls + 1 - (int) lost);
    assertThat(lines.stream().mapToInt(line -> (int) line.getOrDefault("lost", 0)).sum())
        .isEqualTo((int) lost)
        .isPositive();
  }

  @Test
  void aLogThatIsNotRequiredRefusesNobody() throws IOException {
    Path inTheWay = Files.createDirectory(folder.resolve("audit.log.1"));
    Files.createFile(inTheWay.resolve("full"));
    try (AuditLog log = AuditLog.builder(file()).maxBytes(4_096).maxFiles(2).open()) {
      for (int i = 0; i < 5_000; i++) {
        call(log, "c-" + i, new Find(VALUE, i));
      }
      assertThat(log.lostLines()).isPositive();
      log.requireReady();
    }
  }

  private static boolean isReady(AuditLog log) {
    try {
      log.requireReady();
      return true;
    } catch (ServerUnavailableException notYet) {
      return false;
    }
  }

  @Test
  void settingsAreRefusedWithWhatIsAllowed() {
    AuditLog.Builder log = AuditLog.builder(file());
    assertThatThrownBy(() -> log.maxFiles(1)).hasMessage("maxFiles must be 2..1000, was 1.");
    assertThatThrownBy(() -> log.maxBytes(100))
        .hasMessage("maxBytes must be 4096 or more, was 100.");
  }
}
