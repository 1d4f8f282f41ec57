package io.giftledger.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.Proposal.Approval;
import io.giftledger.economy.Proposal.Kind;
import io.giftledger.economy.challenge.Challenge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.http.view.MoneyView;
import io.giftledger.ledger.table.Item;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A proposal as those see it who answer for the money.
 *
 * @param id its id
 * @param kind {@code adjustment}, {@code funding}, {@code award} or {@code refund}
 * @param account {@code wallet}, {@code earnings} or {@code challenge}
 * @param user whose account it is; absent for a challenge
 * @param challenge whose budget it is; absent for a user
 * @param coins how many coins an adjustment gives, or takes if it is negative
 * @param diamondsE4 how many ten-thousandths of a diamond, likewise
 * @param diamonds whole diamonds of a funding or an award
 * @param creator who is awarded
 * @param tier what for
 * @param recharge which purchase is paid back
 * @param amount how much of it
 * @param reason a word for why
 * @param note where that can be looked up
 * @param proposedBy who proposed it
 * @param proposedAt when
 * @param expiresAt until when it can be approved
 * @param status {@code proposed}, {@code approved} or {@code expired}
 * @param approvedBy who approved it; absent as long as nobody has, as the next two
 * @param approvedAt when
 * @param entry the number of the entry that moved it
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record ProposalView(
    String id,
    String kind,
    String account,
    Optional<String> user,
    Optional<String> challenge,
    Optional<Long> coins,
    @JsonProperty("diamonds_e4") Optional<Long> diamondsE4,
    Optional<Long> diamonds,
    Optional<String> creator,
    Optional<String> tier,
    Optional<String> recharge,
    Optional<MoneyView> amount,
    String reason,
    String note,
    String proposedBy,
    Instant proposedAt,
    Instant expiresAt,
    String status,
    Optional<String> approvedBy,
    Optional<Instant> approvedAt,
    Optional<Long> entry) {

  static ProposalView of(Proposal proposal, Instant now) {
    Kind kind = proposal.kind();
    Item about = proposal.about();
    String book = proposal.key().partition();
    boolean isWallet = book.startsWith(Wallet.BOOK.prefix() + "#");
    boolean isChallenge = book.startsWith(Challenge.BOOK.prefix() + "#");
    Optional<Long> adjusted = Optional.of(proposal.amount()).filter(_ -> kind == Kind.ADJUSTMENT);
    Optional<String> owner = Optional.of(proposal.key().owner());
    return new ProposalView(
        proposal.id(),
        kind.label(),
        isChallenge ? "challenge" : isWallet ? "wallet" : "earnings",
        owner.filter(_ -> !isChallenge),
        owner.filter(_ -> isChallenge),
        adjusted.filter(_ -> isWallet),
        adjusted.filter(_ -> !isWallet),
        Optional.of(proposal.amount()).filter(_ -> isChallenge),
        about.findText("creator"),
        about.findText("tier"),
        about.findText("recharge"),
        about.findText("currency").map(currency -> new MoneyView(proposal.amount(), currency)),
        proposal.action().reason(),
        proposal.action().note(),
        proposal.action().by(),
        proposal.proposedAt(),
        proposal.expiresAt(),
        status(proposal, now),
        proposal.approval().map(Approval::by),
        proposal.approval().map(Approval::at),
        proposal.approval().map(Approval::entry));
  }

  private static String status(Proposal proposal, Instant now) {
    if (proposal.approval().isPresent()) return "approved";
    return now.isAfter(proposal.expiresAt()) ? "expired" : "proposed";
  }

  /**
   * A page of proposals.
   *
   * @param next the cursor of the next page; absent on the last
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Page(List<ProposalView> proposals, Optional<String> next) {}
}
