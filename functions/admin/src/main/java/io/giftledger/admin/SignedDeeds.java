package io.giftledger.admin;

import io.giftledger.economy.Money;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.challenge.AwardOpened;
import io.giftledger.economy.challenge.ChallengeFunded;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.wallet.PurchaseReturned;
import io.giftledger.economy.wallet.PurchaseReturned.ByHand;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.http.Problem;
import io.giftledger.http.ProblemException;
import io.giftledger.ledger.Claim;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.OpeningRecord;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.table.Table;
import io.giftledger.payments.booking.ReturnPurchase;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * What two people may do besides adjusting an account: each is done once for a proposal, by the
 * same classes as without one.
 */
@Singleton
final class SignedDeeds {

  private final Ledger ledger;
  private final Table table;
  private final ReturnPurchase returnPurchase;

  SignedDeeds(Ledger ledger, Table table, ReturnPurchase returnPurchase) {
    this.ledger = ledger;
    this.table = table;
    this.returnPurchase = returnPurchase;
  }

  /** Funds a challenge. */
  Optional<Proposals.Deed> fund(
      String challenge, long diamonds, String proposal, OperatorAction signed) {
    return done(new ChallengeFunded(challenge, diamonds, signed).with(ledger, proposal))
        .map(
            funding ->
                new Proposals.Deed(
                    ChallengeFunded.KIND, funding.action(), funding.fundedAt(), entry(funding)));
  }

  /**
   * Refuses to propose an award to a creator of whom the platform has told nothing.
   *
   * @throws ProblemException {@code unknown_creator}
   */
  void requireKnown(String creator) {
    if (profile(creator).isEmpty()) throw Problem.of(AwardOpened.unknownCreator()).exception();
  }

  private Optional<CreatorProfile> profile(String creator) {
    return table.get(CreatorProfile.key(creator), true).map(CreatorProfile::of);
  }

  /** Awards a creator. */
  Optional<Proposals.Deed> award(
      String challenge, String creator, String tier, long diamonds, OperatorAction signed) {
    return done(new AwardOpened(challenge, creator, tier, diamonds, signed)
            .with(ledger, profile(creator)))
        .map(
            award ->
                new Proposals.Deed(
                    AwardOpened.KIND, award.action(), award.awardedAt(), entry(award)));
  }

  /**
   * What is paid back for what is left of a purchase.
   *
   * @throws ProblemException if nothing is, or there is no such purchase
   */
  Money price(String viewer, String recharge) {
    return switch (returnPurchase.left(viewer, recharge)) {
      case ReturnPurchase.Left.Priced(Money price) -> price;
      case ReturnPurchase.Left.Refused(Refusal refusal) -> throw Problem.of(refusal).exception();
      case ReturnPurchase.Left.Unknown _ -> throw Problem.notFound("recharge").exception();
    };
  }

  /** Has what is left of a purchase paid back. */
  Optional<Proposals.Deed> refund(
      String viewer, String recharge, Money price, String proposal, OperatorAction signed) {
    return switch (returnPurchase.book(viewer, recharge, proposal, new ByHand(signed, price))) {
      case ReturnPurchase.Result.Booked(Entry<Wallet> entry, boolean before) ->
          before && !PurchaseReturned.isBy(entry, signed)
              ? Optional.empty()
              : Optional.of(
                  new Proposals.Deed(PurchaseReturned.KIND, signed, entry.at(), entry.sequence()));
      case ReturnPurchase.Result.Refused(Refusal refusal) -> throw Problem.of(refusal).exception();
      case ReturnPurchase.Result.Unknown _ -> throw Problem.notFound("recharge").exception();
    };
  }

  /**
   * What was done, now or before; empty if something else was.
   *
   * @throws ProblemException if nothing was
   */
  private static <R extends OpeningRecord<?>> Optional<R> done(Outcome<R> outcome) {
    return switch (outcome) {
      case Outcome.Opened<R>(R record) -> Optional.of(record);
      case Outcome.Replayed<R>(R record) -> Optional.of(record);
      case Outcome.KeyReused<R> _ -> Optional.empty();
      case Outcome.Refused<R>(Refusal refusal) -> throw Problem.of(refusal).exception();
    };
  }

  private long entry(OpeningRecord<?> record) {
    return Claim.place(table.get(record.key(), true).orElseThrow());
  }
}
