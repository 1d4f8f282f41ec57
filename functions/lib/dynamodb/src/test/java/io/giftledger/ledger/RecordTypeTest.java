package io.giftledger.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.table.Key;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class RecordTypeTest {

  private static final Account<Wallet> WALLET = Wallet.BOOK.account("viewer-1");

  @Property
  void an_id_has_26_characters_of_lower_case_base_32(
      @ForAll @StringLength(min = 1, max = 255) String key) {
    assertTrue(Gift.TYPE.idFor(WALLET, key).matches("[0-9a-v]{26}"));
  }

  @Test
  void an_id_never_changes() {
    // FORMAT.md names it too.
    assertEquals("84cn3m4adbgqm5etlcah74rr3i", Gift.TYPE.idFor(WALLET, "key-1"));
  }

  @Property
  void another_key_has_another_id(
      @ForAll @StringLength(min = 1, max = 40) String key,
      @ForAll @StringLength(min = 1, max = 40) String other) {
    assertEquals(
        key.equals(other), Gift.TYPE.idFor(WALLET, key).equals(Gift.TYPE.idFor(WALLET, other)));
  }

  @Property
  void where_the_account_ends_and_the_key_begins_cannot_be_mistaken(
      @ForAll @AlphaChars @StringLength(min = 2, max = 20) String text) {
    String id = Gift.TYPE.idFor(Wallet.BOOK.account(text), "k");
    String shifted =
        Gift.TYPE.idFor(
            Wallet.BOOK.account(text.substring(0, text.length() - 1)),
            text.substring(text.length() - 1) + "k");

    assertNotEquals(id, shifted);
  }

  @Test
  void the_same_key_names_different_records_for_another_kind_account_or_book() {
    String id = Gift.TYPE.idFor(WALLET, "key-1");

    assertNotEquals(id, Recharge.TYPE.idFor(WALLET, "key-1"));
    assertNotEquals(id, Gift.TYPE.idFor(Wallet.BOOK.account("viewer-2"), "key-1"));
    assertNotEquals(id, Withdrawal.TYPE.idFor(Earnings.BOOK.account("viewer-1"), "key-1"));
  }

  @Test
  void a_record_is_stored_in_its_accounts_partition() {
    assertEquals(new Key("WALLET#viewer-1", "GIFT#abc"), Gift.TYPE.key(WALLET, "abc"));
  }
}
