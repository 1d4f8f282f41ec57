package io.giftledger.lambda;

/**
 * A fault that no repetition mends: a message is not what it must be, or speaks of what is not
 * there. Who throws it says that trying again is of no use.
 */
public final class PoisonException extends RuntimeException {

  private final String code;

  /**
   * @param code a stable word for what is wrong, {@code unknown_withdrawal}
   * @param detail what is wrong, for a person; ids only
   */
  public PoisonException(String code, String detail) {
    super(detail);
    this.code = code;
  }

  /** As the other, because of another fault. */
  public PoisonException(String code, String detail, Throwable cause) {
    super(detail, cause);
    this.code = code;
  }

  /** A stable word for what is wrong. */
  public String code() {
    return code;
  }
}
