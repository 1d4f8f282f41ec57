package io.giftledger.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PostingTest {

  @Property
  void a_posting_is_read_as_it_was_written(
      @ForAll LedgerAccount account, @ForAll boolean money, @ForAll long amount) {
    Posting posting = new Posting(account, money ? Asset.money("JPY") : Asset.COIN, amount);

    assertEquals(posting, Posting.parse(posting.toString()));
  }

  @Test
  void its_text_is_account_asset_and_amount() {
    assertEquals(
        "platform:gifts-in-transit coin 5",
        new Posting(LedgerAccount.GIFTS_IN_TRANSIT, Asset.COIN, 5).toString());
  }

  @Test
  void what_is_no_posting_is_not_read_as_one() {
    for (String text :
        new String[] {
          "", "wallet", "wallet coin", "wallet coin 1 1", "purse coin 1", "wallet coin x"
        }) {
      assertThrows(IllegalArgumentException.class, () -> Posting.parse(text), text);
    }
  }

  @Test
  void the_first_three_accounts_are_the_owners_and_the_others_the_platforms() {
    assertEquals(3, Arrays.stream(LedgerAccount.values()).filter(LedgerAccount::isOwners).count());
    assertTrue(LedgerAccount.WALLET.isOwners());
    assertTrue(LedgerAccount.EARNINGS.isOwners());
    assertTrue(LedgerAccount.EARNINGS_HELD.isOwners());
  }
}
