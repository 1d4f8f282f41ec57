package io.giftledger.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.Proposal.Approval;
import io.giftledger.economy.wallet.Wallet;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A proposal as those see it who answer for the money.
 *
 * @param id its id
 * @param account {@code wallet} or {@code earnings}
 * @param user whose account it is
 * @param coins how many coins are given, or taken if it is negative; absent for earnings
 * @param diamondsE4 how many ten-thousandths of a diamond, likewise; absent for a wallet
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
    String account,
    String user,
    Optional<Long> coins,
    @JsonProperty("diamonds_e4") Optional<Long> diamondsE4,
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
    boolean isWallet = proposal.key().partition().startsWith(Wallet.BOOK.prefix() + "#");
    Optional<Long> amount = Optional.of(proposal.amount());
    return new ProposalView(
        proposal.id(),
        isWallet ? "wallet" : "earnings",
        proposal.key().owner(),
        amount.filter(_ -> isWallet),
        amount.filter(_ -> !isWallet),
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
