package io.giftledger.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PostingTest {

  private static final Asset COIN = new Asset("coin");

  @Property
  void a_posting_is_read_as_it_was_written(
      @ForAll("accounts") LedgerAccount account,
      @ForAll("assets") Asset asset,
      @ForAll long amount) {
    Posting posting = new Posting(account, asset, amount);

    assertEquals(posting, Posting.parse(posting.toString()));
  }

  @Test
  void its_text_is_account_asset_and_amount() {
    assertEquals(
        "platform:gifts-in-transit coin 5",
        new Posting(LedgerAccount.ofPlatform("gifts-in-transit"), COIN, 5).toString());
  }

  @Test
  void what_is_no_posting_is_not_read_as_one() {
    for (String text :
        new String[] {
          "",
          "wallet",
          "wallet coin",
          "wallet coin 1 1",
          "Wallet coin 1",
          "1wallet coin 1",
          "wallet c-oin 1",
          "wallet coin x",
          "wallet coin +1",
          "wallet coin 01",
          "wallet coin -0",
          "wallet  coin 1"
        }) {
      assertThrows(IllegalArgumentException.class, () -> Posting.parse(text), text);
    }
  }

  @Test
  void an_account_is_its_owners_unless_it_is_the_platforms() {
    assertTrue(new LedgerAccount("wallet").isOwners());
    assertTrue(new LedgerAccount("earnings:held").isOwners());
    assertFalse(new LedgerAccount("platform:cash").isOwners());
    assertEquals(new LedgerAccount("platform:cash"), LedgerAccount.ofPlatform("cash"));
  }

  @Test
  void a_code_of_three_capitals_can_be_money_and_nothing_else_can() {
    assertTrue(Asset.money("JPY").isMoney());
    assertFalse(COIN.isMoney());
    assertFalse(new Asset("usd").isMoney());
    assertFalse(new Asset("USDT").isMoney());
  }

  @Provide
  Arbitrary<LedgerAccount> accounts() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withChars('-', ':')
        .ofMinLength(1)
        .ofMaxLength(64)
        .filter(label -> Character.isLowerCase(label.charAt(0)))
        .map(LedgerAccount::new);
  }

  @Provide
  Arbitrary<Asset> assets() {
    return Arbitraries.strings()
        .alpha()
        .withChars('_')
        .ofMinLength(1)
        .ofMaxLength(32)
        .filter(code -> code.charAt(0) != '_')
        .map(Asset::new);
  }
}
