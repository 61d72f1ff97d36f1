package io.fastflight.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads jars whose classes were compiled by the test itself. */
class PluginFolderTest {
  private static final String GOOD = plugin("Good", "test.good", "");
  private static final String ENTRY = "META-INF/services/" + ServicePlugin.class.getName();

  @TempDir private Path folder;

  private final ServiceRegistry.Builder registry =
      ServiceRegistry.builder().register(Services.First.class, Services.none());

  @Test
  void servicesOfAJarAreRegistered() throws IOException {
    writeJar("good.jar", "Good", GOOD);
    try (PluginFolder plugins = PluginFolder.load(folder, registry)) {
      assertThat(plugins.loaded()).containsExactly("good.jar");
      assertThat(plugins.failures()).isEmpty();
      assertThat(registry.build().service("test.good").type().recordClass().getClassLoader())
          .isNotSameAs(getClass().getClassLoader());
    }
  }

  @Test
  void jarsAreLoadedInTheOrderOfTheirNamesAndOtherFilesLeftAlone() throws IOException {
    writeJar("b.jar", "Second", plugin("Second", "test.b", ""));
    writeJar("a.jar", "First", plugin("First", "test.a", ""));
    Files.writeString(folder.resolve("readme.txt"), "not a jar");
    try (PluginFolder plugins = PluginFolder.load(folder, registry)) {
      assertThat(plugins.loaded()).containsExactly("a.jar", "b.jar");
      assertThat(registry.build().services())
          .extracting(service -> service.type().name())
          .containsExactly("test.first", "test.a", "test.b");
    }
  }

  @Test
  void jarWithoutAnEntrySaysWhichIsMissing() throws IOException {
    compile("Good", GOOD);
    writeJar("silent.jar", List.of("Good.class", "Good$Params.class"), "");
    assertOneFailure("Plug-in silent.jar could not be loaded: it has no entry " + ENTRY + ".");
  }

  @Test
  void pluginThatThrowsIsReportedWithItsReason() throws IOException {
    writeJar(
        "broken.jar",
        "Broken",
        plugin("Broken", "test.broken", "throw new java.io.IOException(\"no configuration\");"));
    assertOneFailure("Plug-in broken.jar could not be loaded: no configuration.");
  }

  @Test
  void pluginThatCannotBeMadeIsReportedWithItsReason() throws IOException {
    writeJar(
        "unmade.jar",
        "Unmade",
        """
        public class Unmade implements io.fastflight.service.ServicePlugin {
          public Unmade() { throw new IllegalStateException("no licence"); }
          @Override public void register(io.fastflight.service.ServiceRegistry.Builder registry) {}
        }""");
    assertOneFailure(
        "Plug-in unmade.jar could not be loaded: "
            + ServicePlugin.class.getName()
            + ": Provider Unmade could not be instantiated: no licence.");
  }

  @Test
  void entryWithoutItsClassIsReported() throws IOException {
    writeJar("hollow.jar", List.of(), "Missing");
    assertOneFailure(
        "Plug-in hollow.jar could not be loaded: "
            + ServicePlugin.class.getName()
            + ": Provider Missing not found.");
  }

  @Test
  void nameThatIsTakenIsReportedAndNothingOfTheJarIsRegistered() throws IOException {
    writeJar(
        "greedy.jar",
        "Greedy",
        """
        public class Greedy implements io.fastflight.service.ServicePlugin {
          @io.fastflight.params.WireName("test.greedy")
          public record Fine() implements io.fastflight.params.DataParams {}
          @io.fastflight.params.WireName("test.first")
          public record Taken() implements io.fastflight.params.DataParams {}
          @Override public void register(io.fastflight.service.ServiceRegistry.Builder registry) {
            registry.register(Fine.class, (params, context) -> null);
            registry.register(Taken.class, (params, context) -> null);
          }
        }""");
    assertOneFailure(
        "Plug-in greedy.jar could not be loaded: A service for params 'test.first' is registered"
            + " already. Register each params record once.");
    assertThat(registry.build().services())
        .extracting(service -> service.type().name())
        .containsExactly("test.first", "test.good");
  }

  @Test
  void fileThatIsNoJarIsReportedAsThat() throws IOException {
    Files.writeString(folder.resolve("corrupt.jar"), "PK\3\4 and then nothing");
    assertOneFailureStartingWith("Plug-in corrupt.jar could not be loaded: it is not a jar: ");
  }

  @Test
  void jarCutInTheMiddleIsReportedAsThat() throws IOException {
    Path whole = writeJar("whole.jar", "Other", plugin("Other", "test.other", ""));
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(folder.resolve("cut.jar"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    Files.delete(whole);
    assertOneFailureStartingWith("Plug-in cut.jar could not be loaded: it is not a jar: ");
  }

  @Test
  void folderThatIsMissingIsNamed() {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> PluginFolder.load(missing, registry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The plug-in folder '%s' cannot be read. Give a folder with *.jar files to --plugins."
                .formatted(missing));
  }

  @Test
  void emptyFolderLoadsNothing() {
    try (PluginFolder plugins = PluginFolder.load(folder, registry)) {
      assertThat(plugins.loaded()).isEmpty();
      assertThat(plugins.failures()).isEmpty();
    }
  }

  @Test
  void closingTwiceIsAllowedAndLetsGoOfTheFiles() throws IOException {
    writeJar("good.jar", "Good", GOOD);
    PluginFolder plugins = PluginFolder.load(folder, registry);
    plugins.close();
    plugins.close();
    Path descriptors = Path.of("/proc/self/fd");
    if (Files.isDirectory(descriptors)) {
      try (Stream<Path> open = Files.list(descriptors)) {
        assertThat(open.map(PluginFolderTest::target))
            .noneMatch(target -> target.endsWith("good.jar"));
      }
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closed) {
      return "";
    }
  }

  private void assertOneFailure(String message) throws IOException {
    assertOneFailureStartingWith(message);
  }

  /** Adds a good jar that comes after, which must be loaded in spite of the other. */
  private void assertOneFailureStartingWith(String message) throws IOException {
    writeJar("zz-good.jar", "Good", GOOD);
    try (PluginFolder plugins = PluginFolder.load(folder, registry)) {
      assertThat(plugins.failures())
          .singleElement()
          .satisfies(failure -> assertThat(failure.message()).startsWith(message));
      assertThat(plugins.loaded()).containsExactly("zz-good.jar");
      assertThat(registry.build().service("test.good")).isNotNull();
    }
  }

  private static String plugin(String className, String wireName, String before) {
    return """
        public class %s implements io.fastflight.service.ServicePlugin {
          @io.fastflight.params.WireName("%s")
          public record Params() implements io.fastflight.params.DataParams {}
          @Override public void register(io.fastflight.service.ServiceRegistry.Builder registry)
              throws Exception {
            if (registry != null) { %s }
            registry.register(Params.class, (params, context) -> null);
          }
        }"""
        .formatted(className, wireName, before);
  }

  private Path writeJar(String name, String className, String source) throws IOException {
    return writeJar(name, compile(className, source), className);
  }

  private Path writeJar(String name, List<String> classes, String provider) throws IOException {
    Path jar = folder.resolve(name);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file)) {
      for (String each : classes) {
        entries.putNextEntry(new ZipEntry(each));
        entries.write(Files.readAllBytes(folder.resolve("classes").resolve(each)));
      }
      if (!provider.isEmpty()) {
        entries.putNextEntry(new ZipEntry(ENTRY));
        entries.write(provider.getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  /** Compiles one source file and returns the names of the class files it became. */
  private List<String> compile(String className, String source) throws IOException {
    Path sources = Files.createDirectories(folder.resolve("sources"));
    Path classes = Files.createDirectories(folder.resolve("classes"));
    Path file = Files.writeString(sources.resolve(className + ".java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of(
            "--release",
            "17",
            "-proc:none",
            "-d",
            classes.toString(),
            "-classpath",
            System.getProperty("java.class.path"));
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      assertThat(
              compiler
                  .getTask(null, files, null, options, null, files.getJavaFileObjects(file))
                  .call())
          .isTrue();
    }
    try (Stream<Path> made = Files.list(classes)) {
      return made.map(each -> each.getFileName().toString())
          .filter(each -> each.equals(className + ".class") || each.startsWith(className + "$"))
          .toList();
    }
  }
}
