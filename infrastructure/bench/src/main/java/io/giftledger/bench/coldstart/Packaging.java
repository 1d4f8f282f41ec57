package io.giftledger.bench.coldstart;

/** How a function's code lies before its JVM. */
enum Packaging {
  /** Unpacked in the working folder, as Lambda unpacks a zip; the JVM's own shared classes. */
  ZIP("zip"),

  /**
   * The same, with a cache of the runtime's client and what it uses of the JDK: Lambda's java25 has
   * one of its own.
   */
  ZIP_CACHED_RUNTIME("zip, cached runtime"),

  /** The jar on the class path, with a cache that a run of this very function has left. */
  IMAGE("image + AOT cache");

  private final String label;

  Packaging(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
