package io.giftledger.testkit;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.Request;
import io.giftledger.ledger.Settlement;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A creator with earnings on the embedded table. */
public final class Creator extends Holder<Earnings> {

  /** A creator whom the platform does not know yet. */
  public Creator() {
    super(Earnings.BOOK.account("creator-" + UUID.randomUUID()));
  }

  /** The platform knows the creator to be in good standing. */
  public Creator known() {
    return known(profile -> profile);
  }

  /** The platform knows the creator, as a profile says that is not the usual one. */
  public Creator known(UnaryOperator<Profiles> unusual) {
    CreatorProfile profile = unusual.apply(Profiles.of(id())).build();
    Embedded.TABLE.replace(profile.item());
    return this;
  }

  /** Has a payout method. */
  public Creator paidTo(UnaryOperator<PayoutMethods> unusual) {
    PayoutMethod method = unusual.apply(PayoutMethods.bank(id())).build();
    Embedded.TABLE.replace(method.item());
    return this;
  }

  /** Has earned so many diamonds, with one gift at a commission of one half. */
  public Creator earned(long diamonds) {
    receive(Gifts.sent().roses(2 * diamonds));
    return this;
  }

  /**
   * Receives gifts, each from a viewer who bought the coins for it, and has them converted at once.
   *
   * @return the gifts as they were sent
   */
  public List<Gift> receive(Gifts... sent) {
    List<Gift> gifts =
        Arrays.stream(sent)
            .map(gift -> new Viewer().recharge(gift.build().coins()).send(gift.to(id())))
            .toList();
    assertInstanceOf(
        Settlement.Posted.class,
        Embedded.LEDGER.settle(account(), (head, at) -> converted(gifts, head, at)));
    return gifts;
  }

  /** Asks for a payout of diamonds that are there; who asks, its id and its time are set here. */
  public Withdrawal withdraw(Withdrawals withdrawal) {
    Request<Withdrawal> request =
        Request.of(Withdrawal.TYPE, account(), UUID.randomUUID().toString());
    var outcome =
        Embedded.LEDGER.open(
            account(),
            request,
            (head, at) ->
                new Decision.Accept<>(withdrawal.id(request.id()).by(id()).at(at).build()));
    return (Withdrawal) assertInstanceOf(Outcome.Opened.class, outcome).record();
  }

  /** A withdrawal as it is stored. */
  public Withdrawal withdrawal(String id) {
    return Embedded.LEDGER.find(Withdrawal.TYPE, Withdrawal.TYPE.key(account(), id)).orElseThrow();
  }

  private static Movement<Earnings> converted(List<Gift> sent, Head<Earnings> head, Instant at) {
    List<ConvertedGift> gifts = sent.stream().map(Gifts::convertible).toList();
    long coins = gifts.stream().mapToLong(ConvertedGift::coins).sum();
    long points = gifts.stream().mapToLong(ConvertedGift::points).sum();
    long earnedE4 = gifts.stream().mapToLong(ConvertedGift::earnedE4).sum();
    long commissionE4 = gifts.stream().mapToLong(ConvertedGift::commissionE4).sum();
    Conversion conversion = new Conversion(head.account().owner(), head.sequence() + 1, at, gifts);
    List<Write> changes = new ArrayList<>();
    changes.add(new Write.Insert(conversion.item()));
    sent.forEach(
        gift ->
            changes.add(
                new Write.Transition(
                    gift.key(),
                    Set.of(Gift.Status.SENT.name()),
                    Item.builder().build(),
                    Item.builder()
                        .text("status", Gift.Status.CONVERTED.name())
                        .number("conversion", conversion.sequence())
                        .build())));
    return new Movement<>(
        new Draft<>(
            EntryKind.GIFTS_CONVERTED,
            List.of(
                new Posting(LedgerAccount.GIFTS_IN_TRANSIT, Asset.COIN, -coins),
                new Posting(LedgerAccount.COINS_SPENT, Asset.COIN, coins),
                new Posting(LedgerAccount.POINTS_ISSUED, Asset.POINT, -points),
                new Posting(LedgerAccount.POINTS_CONVERTED, Asset.POINT, points),
                new Posting(
                    LedgerAccount.DIAMONDS_ISSUED, Asset.DIAMOND_E4, -(earnedE4 + commissionE4)),
                new Posting(LedgerAccount.EARNINGS, Asset.DIAMOND_E4, earnedE4),
                new Posting(LedgerAccount.COMMISSION, Asset.DIAMOND_E4, commissionE4)),
            head.state().earn(points, earnedE4),
            conversion.key().sort(),
            gifts.getFirst().policyVersion()),
        changes);
  }
}
