package io.giftledger.admin;

import io.giftledger.economy.OperatorAction;
import io.giftledger.ledger.table.Item;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** What somebody proposes for a challenge, and approves of it. */
final class ChallengeRequests {

  private static final long DIAMONDS_MAX = 1_000_000_000;
  private static final String TIER = "[a-z0-9][a-z0-9-]{0,63}";

  private ChallengeRequests() {}

  /**
   * Diamonds for its budget.
   *
   * @param diamonds whole diamonds
   * @param reason a word for why
   * @param note where that can be looked up
   */
  @Introspected
  record Funding(
      @Min(1) @Max(DIAMONDS_MAX) long diamonds,
      @Pattern(regexp = ActionRequest.REASON) String reason,
      @NotBlank
          @Size(max = ActionRequest.NOTE_MAX)
          @Pattern(regexp = ActionRequest.NOTE, message = ActionRequest.NOTE_WORDS)
          String note) {

    OperatorAction action(String by) {
      return new OperatorAction(reason, by, note);
    }
  }

  /**
   * What somebody approves for its budget.
   *
   * @param diamonds what they were shown
   */
  @Introspected
  record FundingApproval(long diamonds) {}

  /**
   * Diamonds of its budget for a creator.
   *
   * @param creator who is awarded
   * @param tier what for
   * @param diamonds whole diamonds
   * @param reason a word for why
   * @param note where that can be looked up
   */
  @Introspected
  record Award(
      String creator,
      @Pattern(regexp = TIER) String tier,
      @Min(1) @Max(DIAMONDS_MAX) long diamonds,
      @Pattern(regexp = ActionRequest.REASON) String reason,
      @NotBlank
          @Size(max = ActionRequest.NOTE_MAX)
          @Pattern(regexp = ActionRequest.NOTE, message = ActionRequest.NOTE_WORDS)
          String note) {

    OperatorAction action(String by) {
      return new OperatorAction(reason, by, note);
    }

    Item about() {
      return ChallengeRequests.about(creator, tier);
    }
  }

  /**
   * What somebody approves for a creator: what they were shown.
   *
   * @param creator who is awarded
   * @param tier what for
   * @param diamonds whole diamonds
   */
  @Introspected
  record AwardApproval(String creator, String tier, long diamonds) {

    Item about() {
      return ChallengeRequests.about(creator, tier);
    }
  }

  private static Item about(String creator, String tier) {
    return Item.builder().text("creator", creator).text("tier", tier).build();
  }
}
