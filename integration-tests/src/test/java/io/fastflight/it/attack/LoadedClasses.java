package io.fastflight.it.attack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/** Sees which classes this JVM loads meanwhile, by its flight recorder. */
final class LoadedClasses {
  private static final String EVENT = "jdk.ClassLoad";

  private LoadedClasses() {}

  /** Loaded by the test itself, to see that loading is seen. */
  static final class OnPurpose {}

  /** What is done meanwhile. */
  interface Work {
    void run() throws Exception;
  }

  /** Returns their names; writes into {@code folder}. */
  static Set<String> during(Path folder, Work work) throws Exception {
    Path file = folder.resolve("classes.jfr");
    try (Recording recording = new Recording()) {
      recording.enable(EVENT).withThreshold(Duration.ZERO).withoutStackTrace();
      recording.start();
      work.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(EVENT))
        .map(event -> event.getClass("loadedClass").getName())
        .collect(Collectors.toSet());
  }
}
