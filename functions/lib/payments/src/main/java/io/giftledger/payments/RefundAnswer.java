package io.giftledger.payments;

/** What a provider says to a {@link RefundOrder}: definite. */
public sealed interface RefundAnswer {

  /**
   * It pays the money back, or has done so. If it comes back, a webhook tells.
   *
   * @param refundId the provider's id for it
   */
  record Taken(String refundId) implements RefundAnswer {

    /** Refuses an id that cannot stand in a record: it may not break the line. */
    public Taken {
      if (!refundId.matches("[\\x21-\\x7e]{1,255}")) {
        throw new IllegalArgumentException("no refund's id: " + refundId);
      }
    }
  }

  /**
   * It does not pay it back and never will.
   *
   * @param reason the provider's word for why
   */
  record Refused(String reason) implements RefundAnswer {}
}
