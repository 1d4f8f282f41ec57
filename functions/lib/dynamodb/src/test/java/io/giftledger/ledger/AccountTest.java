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
    assertTrue(Account.isOwner("anna+gifts@example.com"));
    assertTrue(Account.isOwner("x".repeat(128)));
  }

  @Test
  void an_id_that_could_name_another_partition_cannot() {
    for (String owner : new String[] {"", "a#b", "a b", "a\n", "ä", "x".repeat(129), "a/b"}) {
      assertFalse(Account.isOwner(owner), owner);
      assertThrows(IllegalArgumentException.class, () -> Wallet.BOOK.account(owner), owner);
    }
  }
}
