package io.giftledger.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.Proposal.Approval;
import io.giftledger.economy.Proposal.Kind;
import io.giftledger.economy.challenge.Challenge;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.http.view.MoneyView;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A proposal as those see it who answer for the money.
 *
 * @param id its id
 * @param kind {@code adjustment}, {@code funding}, {@code award}, {@code refund}, {@code
 *     unapplied_refund}, {@code application} or {@code resolution}
 * @param account {@code wallet}, {@code earnings}, {@code challenge} or {@code payments}
 * @param user whose account it is, whose recharge a payment is applied to, or who gets one back, if
 *     that is known; absent for a challenge
 * @param challenge whose budget it is
 * @param provider who took the payment that is paid back or applied
 * @param payment the provider's id for it
 * @param coins how many coins an adjustment gives, or takes if it is negative
 * @param diamondsE4 how many ten-thousandths of a diamond, likewise
 * @param diamonds whole diamonds of a funding or an award
 * @param creator who is awarded
 * @param tier what for
 * @param recharge which purchase is paid back, or gets the payment
 * @param withdrawal which one ends
 * @param end how: {@code paid}, {@code refused}, {@code cancelled}, {@code returned} or {@code
 *     paid_late}
 * @param text the provider's id for the payout or the return, or a word for why not
 * @param amount how much of the purchase or the payment, or what the withdrawal pays
 * @param reason a word for why
 * @param note where that can be looked up
 * @param proposedBy who proposed it
 * @param proposedAt when
 * @param expiresAt until when it can be approved
 * @param status {@code proposed}, {@code approved} or {@code expired}
 * @param approvedBy who approved it; absent as long as nobody has, as the next two
 * @param approvedAt when
 * @param entry the number of the entry that moved it; an unapplied payment's refund and a
 *     resolution have none here
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record ProposalView(
    String id,
    String kind,
    String account,
    Optional<String> user,
    Optional<String> challenge,
    Optional<String> provider,
    Optional<String> payment,
    Optional<Long> coins,
    @JsonProperty("diamonds_e4") Optional<Long> diamondsE4,
    Optional<Long> diamonds,
    Optional<String> creator,
    Optional<String> tier,
    Optional<String> recharge,
    Optional<String> withdrawal,
    Optional<String> end,
    Optional<String> text,
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
    String account = account(proposal.key());
    boolean isWallet = account.equals("wallet");
    boolean isChallenge = account.equals("challenge");
    boolean isPayments = account.equals("payments");
    Optional<Long> adjusted = Optional.of(proposal.amount()).filter(_ -> kind == Kind.ADJUSTMENT);
    Optional<String> owner = Optional.of(proposal.key().owner());
    return new ProposalView(
        proposal.id(),
        kind.label(),
        account,
        isPayments ? about.findText("user") : owner.filter(_ -> !isChallenge),
        owner.filter(_ -> isChallenge),
        owner.filter(_ -> isPayments),
        about.findText("payment"),
        adjusted.filter(_ -> isWallet),
        adjusted.filter(_ -> !isWallet),
        Optional.of(proposal.amount()).filter(_ -> isChallenge),
        about.findText("creator"),
        about.findText("tier"),
        about.findText("recharge"),
        about.findText("withdrawal"),
        about.findText("end"),
        about.findText("text"),
        about.findText("currency").map(currency -> new MoneyView(proposal.amount(), currency)),
        proposal.action().reason(),
        proposal.action().note(),
        proposal.action().by(),
        proposal.proposedAt(),
        proposal.expiresAt(),
        status(proposal, now),
        proposal.approval().map(Approval::by),
        proposal.approval().map(Approval::at),
        proposal.approval().flatMap(given -> given.entry().stream().boxed().findFirst()));
  }

  private static String account(Key key) {
    String book = key.partition().substring(0, key.partition().indexOf('#'));
    if (book.equals(Challenge.BOOK.prefix())) return "challenge";
    if (book.equals(Unapplied.BOOK.prefix())) return "payments";
    return book.equals(Wallet.BOOK.prefix()) ? "wallet" : "earnings";
  }

  private static String status(Proposal proposal, Instant now) {
    if (proposal.approval().isPresent()) return "approved";
    return now.isAfter(proposal.expiresAt()) ? "expired" : "proposed";
  }

  /**
   * A page of proposals.
   *
   * @param unreadable those in its place that cannot be read
   * @param next the cursor of the next page; absent on the last
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Page(List<ProposalView> proposals, List<Unreadable> unreadable, Optional<String> next) {}

  /**
   * One of which nothing can be said but where it is: nothing follows from it.
   *
   * @param subject the partition of the account that it is about
   * @param id its id
   */
  @Serdeable
  record Unreadable(String subject, String id) {
    static Unreadable of(Key key) {
      return new Unreadable(key.partition(), key.id());
    }
  }
}
