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
  IMAGE("image + AOT cache"),

  /**
   * The zip, made and prepared for its snapshot by SnapStart's hooks, and then woken: what came
   * before is not counted. The process is one and the same, so that what AWS takes to bring its
   * memory back is not in it.
   */
  RESTORED("zip, restored");

  private final String label;

  Packaging(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
