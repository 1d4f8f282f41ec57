package io.giftledger.queues;

/**
 * A fault that no repetition mends: a message is not what it must be, or speaks of what is not
 * there. Who throws it says that trying again is of no use.
 */
public final class PoisonException extends RuntimeException {

  private final Cause reason;

  /**
   * @param reason what it is set aside for
   * @param detail what is wrong, for a person; ids only
   */
  public PoisonException(Cause reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  /** As the other, because of another fault. */
  public PoisonException(Cause reason, String detail, Throwable fault) {
    super(detail, fault);
    this.reason = reason;
  }

  /** What it is set aside for. */
  public Cause reason() {
    return reason;
  }
}
