package io.giftledger.economy.earnings;

import io.giftledger.economy.Arriving;
import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Credited;
import io.giftledger.economy.Retelling;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Key;
import java.util.List;

/** Diamonds that a challenge awarded are in the creator's earnings: they are earned. */
public final class AwardCredited {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("award_credited");

  private static final String DIAMONDS_E4 = "diamondsE4";

  private AwardCredited() {}

  /**
   * What arrives.
   *
   * @param award the award's record
   * @param diamonds whole diamonds
   */
  public static Arriving arriving(Key award, long diamonds) {
    return new Arriving(award, DIAMONDS_E4, Math.multiplyExact(diamonds, Earnings.E4), 0);
  }

  /** The entry by which diamonds arrive. */
  public static Draft<Earnings> draft(Arriving awarded, Head<Earnings> head) {
    long e4 = awarded.amount();
    return new Draft<>(
        KIND,
        List.of(
            new Posting(ChartOfAccounts.AWARDS_IN_TRANSIT, Assets.DIAMOND_E4, -e4),
            new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, e4)),
        head.state().earn(0, e4),
        "",
        awarded.policyVersion(),
        awarded.details());
  }

  /** How its entry is told. */
  public static final Retelling<Earnings> RETELLING =
      new Retelling<>() {
        @Override
        public Draft<Earnings> draft(Entry<Earnings> entry, Head<Earnings> before) {
          return AwardCredited.draft(Arriving.of(entry, DIAMONDS_E4), before);
        }

        @Override
        public List<Credited> credited(Entry<Earnings> entry) {
          return List.of(
              Arriving.of(entry, DIAMONDS_E4)
                  .credited(entry.account(), entry.sequence(), entry.at()));
        }
      };
}
