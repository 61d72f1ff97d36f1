package io.fastflight.cli;

/** Knows which version this is. */
final class Version {
  private Version() {}

  /** Returns the version of the program and of the Java it runs on, on one line. */
  static String text() {
    String packaged = Version.class.getPackage().getImplementationVersion();
    String version = packaged == null ? "unpackaged" : packaged; // classes in a folder
    // joined, not added: the first "+" of a JVM takes it a quarter of the time this command has
    return String.join(
        " ", "fastflight", version, "on Java", System.getProperty("java.version", "unknown"));
  }
}
