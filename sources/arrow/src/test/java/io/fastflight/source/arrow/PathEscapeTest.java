package io.fastflight.source.arrow;

import static io.fastflight.source.arrow.SampleFiles.context;
import static io.fastflight.source.arrow.SampleFiles.service;
import static io.fastflight.source.arrow.SampleFiles.type;
import static io.fastflight.source.arrow.SampleFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.DeclaredParameter;
import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParameterType;
import io.fastflight.params.ParamsType;
import io.fastflight.service.ResumableService;
import io.fastflight.source.arrow.SampleFiles.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No value of a request, and no link, leads out of the root. */
class PathEscapeTest {
  private static final ParamsType<DeclaredParams> NAME =
      type(DeclaredParameter.of("name", ParameterType.STRING));

  private static final List<String> ODD_NAMES =
      List.of(
          ".",
          "..",
          "",
          " ",
          "/",
          "//",
          "\\",
          "in",
          "./good.arrow",
          "../in/good.arrow",
          "good.arrow\0",
          "\0",
          "good.arrow\0.csv",
          "good.arrow/",
          "good.arrow/.",
          "good.arrow/..",
          "\n",
          "~",
          "~root",
          "$HOME",
          "${env:HOME}",
          "{name}",
          "*",
          "?",
          "good.*",
          "[g]ood.arrow",
          "C:\\secret",
          "\\\\host\\share",
          "a".repeat(256),
          "\ud800",
          "con",
          "nul",
          "-");

  @TempDir private Path outside;
  @TempDir private Path root;
  private ResumableService<DeclaredParams> service;

  @BeforeEach
  void files(BufferAllocator allocator) throws IOException {
    Files.createDirectory(root.resolve("in"));
    write(root.resolve("in/good.arrow"), Format.FILE, 1, 3, allocator);
    write(outside.resolve("secret.arrow"), Format.FILE, 1, 4, allocator);
    write(outside.resolve("secret"), Format.FILE, 1, 4, allocator);
    service = service(root, "in/{name}", NAME, true);
  }

  private int rows(String name, BufferAllocator allocator) throws Exception {
    try (BatchReader reader = service.open(NAME.read(Map.of("name", name)), context(allocator))) {
      assertThat(reader.next()).isTrue();
      return reader.batch().getRowCount();
    }
  }

  private List<String> escapes() {
    List<String> names = new ArrayList<>();
    for (String up :
        List.of("..", "%2e%2e", "..%00", ".%2e", "\u2025", "\uff0e\uff0e", "..;", "...")) {
      for (String slash : List.of("/", "\\", "%2f", "%5c", "\u2215", "//")) {
        names.add(up + slash + up + slash + outside.getFileName() + slash + "secret.arrow");
      }
    }
    names.addAll(ODD_NAMES);
    for (String before : List.of("/", "//", "/./", "file://")) {
      names.add(before + outside + "/secret.arrow");
    }
    return names;
  }

  @Test
  void noNameLeadsOut(BufferAllocator allocator) throws Exception {
    assertThat(rows("good.arrow", allocator)).isEqualTo(3);
    List<String> names = escapes();
    assertThat(names).hasSizeGreaterThan(60);
    for (String name : names) {
      assertThatThrownBy(() -> rows(name, allocator))
          .as(name)
          .isInstanceOfAny(InvalidParamsException.class, DataServiceException.class)
          .message()
          .doesNotContain(root.toString());
    }
  }

  @Test
  void separatorsAreTheCallersMistake(BufferAllocator allocator) {
    assertThatThrownBy(() -> rows("../x", allocator))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "test.file: name must be part of a file name, without a separator, was \"../x\".");
  }

  @Test
  void linksAreNotFollowed(BufferAllocator allocator) throws Exception {
    Files.createSymbolicLink(root.resolve("in/link"), outside.resolve("secret.arrow"));
    Files.createSymbolicLink(root.resolve("in/inner"), root.resolve("in/good.arrow"));
    Files.createSymbolicLink(root.resolve("away"), outside);
    assertThatThrownBy(() -> rows("link", allocator)).isInstanceOf(DataServiceException.class);
    assertThatThrownBy(() -> rows("inner", allocator)).isInstanceOf(DataServiceException.class);
    service = service(root, "away/{name}", NAME, true);
    assertThatThrownBy(() -> rows("secret.arrow", allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessageContaining("was not found, or is a link or no plain file");
  }

  @Test
  void devicesPipesAndFoldersAreNotOpened(BufferAllocator allocator) throws Exception {
    Process made = new ProcessBuilder("mkfifo", root.resolve("in/pipe").toString()).start();
    assertThat(made.waitFor()).isZero();
    Files.createDirectory(root.resolve("in/folder"));
    for (String name : List.of("pipe", "folder")) {
      assertThatThrownBy(() -> rows(name, allocator)).isInstanceOf(DataServiceException.class);
    }
    ResumableService<DeclaredParams> devices = service(Path.of("/dev"), "{name}", NAME, true);
    for (String name : List.of("null", "zero", "full", "random", "tty", "stdin")) {
      assertThatThrownBy(() -> devices.open(NAME.read(Map.of("name", name)), context(allocator)))
          .as(name)
          .isInstanceOf(DataServiceException.class);
    }
  }

  /** A folder and a link to another change places all the time: only the folder's file is read. */
  @Test
  void aLinkThatIsSwappedInIsNotFollowed(BufferAllocator allocator) throws Exception {
    write(outside.resolve("good.arrow"), Format.FILE, 1, 4, allocator);
    Path in = root.resolve("in");
    Path aside = root.resolve("aside");
    AtomicBoolean over = new AtomicBoolean();
    Thread swapper =
        new Thread(
            () -> {
              while (!over.get()) {
                try {
                  Files.move(in, aside);
                  Files.createSymbolicLink(in, outside);
                  Files.delete(in);
                  Files.move(aside, in);
                } catch (IOException failed) {
                  throw new IllegalStateException(failed);
                }
              }
            },
            "swapper");
    swapper.start();
    int read = 0;
    try {
      for (int i = 0; i < 2_000; i++) {
        try {
          assertThat(rows("good.arrow", allocator)).isEqualTo(3);
          read++;
        } catch (DataServiceException refused) {
          assertThat(refused).hasMessageContaining("good.arrow");
        }
      }
    } finally {
      over.set(true);
      swapper.join();
    }
    assertThat(read).isPositive();
  }

  @Test
  void pathsOfTheFileAreChecked() {
    assertThatThrownBy(() -> service(root, "../x.arrow", type(), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("path must lie in one of the roots of its source, was \"../x.arrow\"");
    assertThatThrownBy(() -> service(root, "in/{day}", NAME, true))
        .hasMessage(
            "path uses the parameters [day], and the service has [name]; they must be the same");
    assertThatThrownBy(() -> service(Path.of("/"), "x", type(), true))
        .hasMessageStartingWith("roots: a root of '/' would open every file");
  }
}
