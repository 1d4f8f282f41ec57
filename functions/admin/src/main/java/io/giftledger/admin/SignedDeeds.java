package io.giftledger.admin;

import io.giftledger.economy.Money;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.challenge.Award;
import io.giftledger.economy.challenge.AwardOpened;
import io.giftledger.economy.challenge.ChallengeFunded;
import io.giftledger.economy.challenge.Funding;
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
  Proposals.Deed fund(String challenge, long diamonds, String proposal, OperatorAction signed) {
    Funding funding = done(new ChallengeFunded(challenge, diamonds, signed).with(ledger, proposal));
    return new Proposals.Deed(
        ChallengeFunded.KIND, funding.action(), funding.fundedAt(), entry(funding));
  }

  /** Awards a creator. */
  Proposals.Deed award(
      String challenge, String creator, String tier, long diamonds, OperatorAction signed) {
    Award award =
        done(
            new AwardOpened(challenge, creator, tier, diamonds, signed)
                .with(
                    ledger, table.get(CreatorProfile.key(creator), true).map(CreatorProfile::of)));
    return new Proposals.Deed(AwardOpened.KIND, award.action(), award.awardedAt(), entry(award));
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
  Proposals.Deed refund(
      String viewer, String recharge, Money price, String proposal, OperatorAction signed) {
    return switch (returnPurchase.book(viewer, recharge, proposal, new ByHand(signed, price))) {
      case ReturnPurchase.Result.Booked(Entry<Wallet> entry, boolean before) -> {
        if (before && !PurchaseReturned.isBy(entry, signed)) throw Proposals.alreadyDone();
        yield new Proposals.Deed(PurchaseReturned.KIND, signed, entry.at(), entry.sequence());
      }
      case ReturnPurchase.Result.Refused(Refusal refusal) -> throw Problem.of(refusal).exception();
      case ReturnPurchase.Result.Unknown _ -> throw Problem.notFound("recharge").exception();
    };
  }

  /**
   * What was done, now or before.
   *
   * @throws ProblemException if it was not, or otherwise
   */
  private static <R extends OpeningRecord<?>> R done(Outcome<R> outcome) {
    return switch (outcome) {
      case Outcome.Opened<R>(R record) -> record;
      case Outcome.Replayed<R>(R record) -> record;
      case Outcome.KeyReused<R> _ -> throw Proposals.alreadyDone();
      case Outcome.Refused<R>(Refusal refusal) -> throw Problem.of(refusal).exception();
    };
  }

  private long entry(OpeningRecord<?> record) {
    return Claim.place(table.get(record.key(), true).orElseThrow());
  }
}
