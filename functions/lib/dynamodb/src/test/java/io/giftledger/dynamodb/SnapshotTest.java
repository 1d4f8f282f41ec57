package io.giftledger.dynamodb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.CreatorProfile.Status;
import io.giftledger.economy.creator.Identity;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.MemoryTable;
import java.util.Optional;
import java.util.Set;
import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.api.Test;

/**
 * What a copy that is woken from a snapshot, days after it was taken, knows of the time before. Its
 * clock for the age of what is in memory has stood still: it is the one that a process has.
 */
class SnapshotTest {

  private static final String STANDARD = Policy.standard().text("document");

  private final MemoryTable table = new MemoryTable();

  @Test
  void the_policy_of_the_snapshot_is_not_served_days_later() throws Exception {
    table.replace(Policy.item(1, STANDARD));
    Policies policies = new Policies(table, () -> 0);
    assertEquals(1, policies.inForce().version());
    table.replace(Policy.item(2, STANDARD.replaceFirst("\"version\": 1,", "\"version\": 2,")));
    assertEquals(1, policies.inForce().version());

    restored(policies);

    assertEquals(2, policies.inForce().version());
  }

  @Test
  void neither_a_creator_nor_a_viewer_is_known_as_in_the_snapshot() throws Exception {
    Creators creators = new Creators(table, () -> 0);
    Viewers viewers = new Viewers(table, () -> 0);
    table.replace(creator(Status.ACTIVE));
    assertEquals(Optional.of(Status.ACTIVE), status(creators));
    assertEquals(Optional.empty(), viewers.recent("alice").map(ViewerProfile::country));
    table.replace(creator(Status.SUSPENDED));
    table.replace(new ViewerProfile("alice", "JP", "adult", false, Set.of()).item());
    assertEquals(Optional.of(Status.ACTIVE), status(creators));

    restored(creators);
    restored(viewers);

    assertEquals(Optional.of(Status.SUSPENDED), status(creators));
    assertEquals(Optional.of("JP"), viewers.recent("alice").map(ViewerProfile::country));
  }

  private static Item creator(Status status) {
    return new CreatorProfile(
            "luna",
            5_000,
            status,
            "US",
            Optional.empty(),
            new Identity(Identity.State.VERIFIED, Optional.empty()))
        .item();
  }

  private static Optional<Status> status(Creators creators) {
    return creators.recent("luna").map(CreatorProfile::status);
  }

  private static void restored(Resource part) throws Exception {
    part.beforeCheckpoint(Core.getGlobalContext());
    part.afterRestore(Core.getGlobalContext());
  }
}
