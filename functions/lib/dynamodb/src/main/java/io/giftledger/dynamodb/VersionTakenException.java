package io.giftledger.dynamodb;

/** Somebody else published another policy meanwhile as the version that one was to be. */
public final class VersionTakenException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long version;

  VersionTakenException(long version) {
    super("version %d was published by somebody else meanwhile".formatted(version));
    this.version = version;
  }

  /** Its number. */
  public long version() {
    return version;
  }
}
