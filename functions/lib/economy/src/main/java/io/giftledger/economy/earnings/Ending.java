package io.giftledger.economy.earnings;

import io.giftledger.economy.Proposal;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import java.util.Set;

/**
 * That two people have decided how a withdrawal ends from where it stands, and by which proposal.
 * It is put with the approval, on the condition that there is none: of proposals that contradict
 * each other one is approved. A withdrawal stands nowhere twice, so that what becomes of it then
 * (it was paid, and comes back; it failed, and was paid late) is decided for itself.
 *
 * @param key where it is stored: beside the withdrawal
 * @param proposal the id of the proposal that was approved
 */
public record Ending(Key key, String proposal) implements BusinessRecord {

  private static final RecordType<Ending> TYPE = new RecordType<>("ENDING", Ending::read);

  private static final String APPROVED = "APPROVED";

  /** Whether a proposal may be approved. */
  public sealed interface Choice {

    /**
     * It may.
     *
     * @param decided what is written with its approval
     */
    record Free(Write decided) implements Choice {}

    /**
     * It may not.
     *
     * @param by the proposal that was approved before
     */
    record Taken(Proposal by) implements Choice {}
  }

  /**
   * Whether a resolution of a withdrawal may be approved, as far as others were.
   *
   * @param withdrawal where it is known to stand
   * @param proposal the id of the proposal
   */
  public static Choice choose(Ledger ledger, Withdrawal withdrawal, String proposal) {
    Ending decided =
        new Ending(
            TYPE.key(
                Earnings.BOOK.account(withdrawal.creator()),
                withdrawal.id() + "#" + withdrawal.status()),
            proposal);
    return ledger
        .find(TYPE, decided.key)
        .<Choice>map(
            stands -> {
              Proposal before = stands.approved(ledger);
              return isInVain(ledger, withdrawal, before)
                  ? new Choice.Free(stands.replacedBy(decided))
                  : new Choice.Taken(before);
            })
        .orElseGet(() -> new Choice.Free(new Write.Insert(decided.item())));
  }

  /** A payout or return that is booked with another withdrawal by now can never be this one's. */
  private static boolean isInVain(Ledger ledger, Withdrawal withdrawal, Proposal approved) {
    PayoutResolution said = PayoutResolution.of(approved);
    return BookedPayout.ofAnother(ledger, withdrawal, said.kind(), said.text()).isPresent();
  }

  private Write replacedBy(Ending other) {
    return new Write.Transition(key, Set.of(APPROVED), decided(), other.decided());
  }

  private Proposal approved(Ledger ledger) {
    return ledger
        .find(Proposal.TYPE, new Key(key.partition(), Proposal.TYPE.prefix() + "#" + proposal))
        .orElseThrow(() -> new IllegalStateException("no proposal " + proposal + " of " + key));
  }

  private static Ending read(Item item) {
    return new Ending(item.key(), item.text("proposal"));
  }

  @Override
  public Item item() {
    return decided().toBuilder().key(key).build();
  }

  private Item decided() {
    return Item.builder().text("status", APPROVED).text("proposal", proposal).build();
  }
}
