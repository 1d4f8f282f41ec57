package io.giftledger.ledger;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.wallet.Wallet;
import org.junit.jupiter.api.Test;

class AccountTest {

  @Test
  void the_ids_of_common_identity_providers_can_own_accounts() {
    assertTrue(Account.isOwner("550e8400-e29b-41d4-a716-446655440000"));
    assertTrue(Account.isOwner("auth0|5f7c8ec7c33c6c004bbafe82"));
    assertTrue(Account.isOwner("google-oauth2|103547991597142817347"));
    assertTrue(Account.isOwner("facebook:10158643210987654"));
    assertTrue(Account.isOwner("001234.4f3c2a1b0d9e8f7a6b5c4d3e2f1a0b9c.1234"));
    assertTrue(Account.isOwner("12345678"));
    assertTrue(Account.isOwner("x".repeat(128)));
  }

  @Test
  void an_id_that_says_who_a_person_is_cannot() {
    for (String owner :
        new String[] {
          "anna@example.com",
          "anna+gifts@example.com",
          "samlp|acme|anna@example.com",
          "+4915112345678",
          "sms|+14155550100",
          "tel:+1-415-555-0100",
          "015112345678",
          "0049.151.12345678",
          "415-555-0100",
          "1-415-555-0100",
        }) {
      assertFalse(Account.isOwner(owner), owner);
    }
  }

  @Test
  void an_id_that_could_name_another_partition_cannot() {
    for (String owner : new String[] {"", "a#b", "a b", "a\n", "ä", "x".repeat(129), "a/b"}) {
      assertFalse(Account.isOwner(owner), owner);
      assertThrows(IllegalArgumentException.class, () -> Wallet.BOOK.account(owner), owner);
    }
  }
}
