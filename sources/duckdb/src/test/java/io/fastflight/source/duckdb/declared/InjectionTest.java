package io.fastflight.source.duckdb.declared;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.params.DeclaredParameter;
import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParameterType;
import io.fastflight.params.ParamsDeclaration;
import io.fastflight.params.ParamsType;
import io.fastflight.service.Cancellation;
import io.fastflight.service.DataService;
import io.fastflight.service.ServiceContext;
import io.fastflight.source.Source;
import io.fastflight.source.SourceContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever text a caller sends, it comes back as data, and no file is reached with it. */
class InjectionTest {
  private static final int CASES = 500;

  private static final List<String> PIECES =
      List.of(
          "'",
          "''",
          "\"",
          "\\",
          "\\'",
          ";",
          "--",
          "/*",
          "*/",
          "$$",
          "$a$",
          ":v",
          "$v",
          "?",
          "$1",
          "' OR '1'='1",
          "'; DROP TABLE t; --",
          "' UNION SELECT * FROM secrets --",
          "\n",
          "\r\n",
          "\t",
          "%",
          "_",
          "`",
          "(",
          ")",
          "{",
          "}",
          "[",
          "]",
          "@",
          "#",
          "\u0000",
          "\u00e9",
          "\u2019",
          "\uff07",
          "\ud83d\ude00",
          "\u202e",
          "0x27",
          "%27",
          "&#39;",
          "\\u0027",
          "NULL",
          "null",
          "'||(SELECT version())||'",
          "1;ATTACH '/tmp/x'",
          "' AND sleep(9)='",
          "${env:HOME}",
          "{{7*7}}",
          "E'\\x27'",
          "' LIMIT 0 --",
          "COPY (SELECT 1) TO '/tmp/x'",
          " ",
          "");

  @TempDir private Path folder;
  @TempDir private Path outside;
  private Source<DuckDbReads> source;

  @BeforeEach
  void open() throws IOException {
    Files.writeString(folder.resolve("data.csv"), "a\n1\n2\n");
    Files.writeString(outside.resolve("secret.csv"), "a\n3\n");
    source =
        new DuckDbProvider()
            .open(
                new DuckDbSettings(
                    List.of(folder.toString()),
                    Map.of("t", "data.csv"),
                    Optional.empty(),
                    java.util.OptionalInt.of(1),
                    "64MiB",
                    Optional.empty()),
                new SourceContext("lake", folder));
  }

  @AfterEach
  void close() {
    source.close();
  }

  private DataService<DeclaredParams> service(String statement, ParamsType<DeclaredParams> type) {
    return source.service(new DuckDbReads(Optional.of(statement), Optional.empty(), false), type);
  }

  private static ParamsType<DeclaredParams> type() {
    return ParamsType.declared(
        ParamsDeclaration.of(
            "test.value", List.of(DeclaredParameter.of("v", ParameterType.STRING))));
  }

  private static ServiceContext context(BufferAllocator allocator) {
    return new ServiceContext(allocator, 1_000, new Cancellation());
  }

  /** Every piece alone, and pieces put together by chance, each text once. */
  private static List<String> texts() {
    Random random = new Random(Long.getLong("test.seed", 1));
    Set<String> texts = new LinkedHashSet<>(PIECES);
    while (texts.size() < CASES) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(6) + 2; i > 0; i--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      texts.add(text.toString());
    }
    return List.copyOf(texts);
  }

  @Test
  void everyTextIsData(BufferAllocator allocator) throws Exception {
    ParamsType<DeclaredParams> type = type();
    DataService<DeclaredParams> service =
        service(
            "SELECT :v AS v, octet_length(encode($v)) AS bytes, (SELECT count(*) FROM t WHERE 'x' = :v) AS found, count(*) AS n FROM t",
            type);
    List<String> wrong = new ArrayList<>();
    for (String text : texts()) {
      try (BatchReader reader = service.open(type.read(Map.of("v", text)), context(allocator))) {
        assertThat(reader.next()).isTrue();
        String back = ((VarCharVector) reader.batch().getVector("v")).getObject(0).toString();
        long found = ((BigIntVector) reader.batch().getVector("found")).get(0);
        long rows = ((BigIntVector) reader.batch().getVector("n")).get(0);
        if (!back.equals(text) || found != 0 || rows != 2) {
          wrong.add(text + " -> " + back);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void noPathOfACallersLeavesTheRoots(BufferAllocator allocator) throws Exception {
    ParamsType<DeclaredParams> type = type();
    DataService<DeclaredParams> service = service("SELECT * FROM read_text(:v)", type);
    List<String> reached = new ArrayList<>();
    for (String path : escapes()) {
      try (BatchReader reader = service.open(type.read(Map.of("v", path)), context(allocator))) {
        while (reader.next()) {
          if (reader.batch().getRowCount() > 0) {
            reached.add(path);
          }
        }
      } catch (DataServiceException refused) {
        assertThat(refused).message().doesNotContain("a\n3", "root:");
      }
    }
    assertThat(reached).isEmpty();
  }

  private List<String> escapes() throws IOException {
    Path name = outside.getFileName();
    String in = folder.toString();
    String secret = outside.resolve("secret.csv").toString();
    List<String> paths = new ArrayList<>();
    for (String target :
        List.of(
            secret,
            "/etc/passwd",
            "/etc/hostname",
            "/proc/self/environ",
            "/proc/self/cmdline",
            "/dev/zero",
            "/dev/stdin",
            "/dev/fd/0",
            "/proc/self/fd/1",
            "/sys/kernel/uevent_seqnum")) {
      paths.add(target);
      paths.add("/" + target);
      paths.add(in + "/../../../../../../../.." + target);
      paths.add(in + "/./.././../../../../.." + target);
      paths.add("file://" + target);
      paths.add(in + "/..%2f..%2f..%2f.." + target.replace("/", "%2f"));
    }
    paths.addAll(
        List.of(
            in + "/../" + name + "/secret.csv",
            in + "/..//" + name + "//secret.csv",
            in + "/%2e%2e/" + name + "/secret.csv",
            in + "/data.csv/../../" + name + "/secret.csv",
            in + "/*/../../" + name + "/*.csv",
            in + "-not/secret.csv",
            in + "/\u2025/" + name + "/secret.csv",
            "~/.bashrc",
            "s3://bucket/x",
            "http://127.0.0.1:1/x",
            "https://127.0.0.1:1/x"));
    return paths;
  }
}
